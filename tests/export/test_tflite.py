import dataclasses

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.export import (
    ExportError,
    TFLiteGenerator,
    read_metadata,
    tflite,
    tflite_file,
)
from keras_gan_zoo.export.parity import check_parity, parity, sample_inputs

PICTURES = sample_inputs((None, 16, 16, 3), 20, seed=5)
LATENTS = np.random.default_rng(5).standard_normal((20, 8)).astype("float32")


@pytest.mark.parametrize(
    ("quantize", "least_psnr"), [(None, 100), ("float16", 50), ("dynamic", 30), ("int8", 30)]
)
def test_draws_what_keras_draws(dcgan, cyclegan, tmp_path, quantize, least_psnr):
    examples = {"examples": PICTURES} if quantize == "int8" else {}
    latent_file = tflite(dcgan, tmp_path / "dcgan.tflite", quantize=quantize)
    picture_file = tflite(cyclegan, tmp_path / "cycle.tflite", quantize=quantize, **examples)
    drawn = [
        (latent_file, dcgan.generate(latents=LATENTS), TFLiteGenerator(latent_file)(LATENTS)),
        (picture_file, cyclegan.generate(PICTURES), TFLiteGenerator(picture_file)(PICTURES)),
    ]
    for file, expected, converted in drawn:
        error = np.abs(converted - expected)
        assert 10 * np.log10(4 / np.mean(error**2)) > least_psnr
        if quantize is None:
            assert error.max() <= 1e-4
        assert file.psnr > least_psnr and file.size == file.path.stat().st_size


def test_quantised_files_are_smaller(exportable, tmp_path):
    keras.utils.set_random_seed(0)
    model = exportable(keras.layers.Dense(256, activation="tanh"), (256,))
    size = {
        quantize: tflite(model, tmp_path / f"{quantize}.tflite", quantize=quantize).size
        for quantize in (None, "float16", "dynamic", "int8")
    }
    assert size["float16"] < 0.55 * size[None]
    assert size["dynamic"] < 0.3 * size[None]
    assert size["int8"] < 0.3 * size[None]


def test_eight_bits_keep_grey_where_black_is_far_out(exportable, tmp_path):
    """Where tanh has long been -1, its argument takes no part of the range of 8 bits."""
    keras.utils.set_random_seed(0)
    black_half = np.repeat([-200.0, 0.0], 128)
    bias = keras.initializers.Constant(black_half)
    model = exportable(keras.layers.Dense(256, activation="tanh", bias_initializer=bias), (64,))
    file = tflite(model, tmp_path / "half_black.tflite", quantize="int8")
    assert file.psnr > 40 and file.max_error < 0.05


def test_directions_of_the_latents_are_said(dcgan, tmp_path):
    glasses = np.linspace(-1, 1, 8)
    file = tflite(dcgan, tmp_path / "a.tflite", directions={"glasses": glasses})
    said = read_metadata(file)["directions"]
    assert list(said) == ["glasses"]
    np.testing.assert_allclose(said["glasses"], glasses, atol=1e-6)
    assert "directions" not in read_metadata(tflite(dcgan, tmp_path / "b.tflite"))


def test_directions_that_do_not_fit_are_refused(dcgan, cyclegan, tmp_path):
    wrong = ({"glasses": np.ones(7)}, {"glasses": np.full(8, np.nan)})
    for directions in wrong:
        with pytest.raises(ValueError, match=r"`directions` .* 8 finite numbers.* 'glasses'"):
            tflite(dcgan, tmp_path / "a.tflite", directions=directions)
    with pytest.raises(ValueError, match=r"`directions` are of latents, but .* takes images alone"):
        tflite(cyclegan, tmp_path / "a.tflite", directions={"glasses": np.ones(8)})
    assert not list(tmp_path.iterdir())


def test_signature_chooses_the_network(cyclegan, tmp_path):
    file = tflite(cyclegan, tmp_path / "f.tflite", signature="y_to_x")
    generator = TFLiteGenerator(file)
    assert file.signature == generator.signature == "y_to_x"
    expected = cyclegan.generate(PICTURES, direction="y_to_x")
    np.testing.assert_allclose(generator(PICTURES), expected, atol=1e-4)
    with pytest.raises(ValueError, match=r"`signature` must be one of .* Did you mean 'y_to_x'"):
        tflite(cyclegan, tmp_path / "g.tflite", signature="y_to_y")


def test_a_file_says_what_it_is(dcgan, tmp_path):
    file = tflite(dcgan, tmp_path / "a.tflite", metadata={"licence": "CC0", "signature": "mine"})
    said = read_metadata(file)
    assert (said["model"], said["licence"], said["signature"]) == ("DCGAN", "CC0", "generate")
    assert said["inputs"] == [
        {
            "name": "latents",
            "shape": [8],
            "dtype": "float32",
            "meaning": "latent vector, standard normal",
            "range": None,
        }
    ]
    (output,) = said["outputs"]
    assert (output["name"], output["shape"], output["range"]) == ("images", [16, 16, 1], [-1, 1])
    assert "grey" in output["meaning"]
    (tmp_path / "bare.tflite").write_bytes(b"TFL3")
    with pytest.raises(ValueError, match="no TF-Lite file with a description"):
        read_metadata(tmp_path / "bare.tflite")


@pytest.mark.parametrize("batch_size", [4, None])
def test_batch_size_of_the_file(dcgan, tmp_path, batch_size):
    generator = TFLiteGenerator(tflite(dcgan, tmp_path / "a.tflite", batch_size=batch_size))
    assert generator.input_shape == (batch_size, 8)
    np.testing.assert_allclose(
        generator(LATENTS[:6]), dcgan.generate(latents=LATENTS[:6]), atol=1e-4
    )


@keras.saving.register_keras_serializable(package="tests")
class Oddity(keras.layers.Layer):
    def call(self, inputs):
        return tf.math.betainc(inputs, inputs, inputs)


def test_operator_without_a_builtin_is_refused_by_name_and_layer(exportable, tmp_path, capfd):
    with pytest.raises(ExportError, match=r"built-in operators, because of 'Betainc' .*odd_one"):
        tflite(exportable(Oddity(name="odd_one")), tmp_path / "odd.tflite")
    assert not list(tmp_path.iterdir())
    assert "Betainc" not in capfd.readouterr().err


class Shift(keras.layers.Layer):
    def build(self, input_shape):
        self.shift = self.add_weight(shape=(), initializer="zeros")

    def call(self, inputs):
        return keras.ops.tanh(inputs) / 2 + self.shift


def test_file_that_strays_is_not_written(exportable, tmp_path, monkeypatch):
    layer = Shift()
    model = exportable(layer)
    convert = tflite_file.convert

    def convert_then_train(*args, **kwargs):
        content = convert(*args, **kwargs)
        layer.shift.assign(0.25)
        return content

    monkeypatch.setattr(tflite_file, "convert", convert_then_train)
    with pytest.raises(ExportError, match=r"differs from Keras by 0\.25 at most and 18\.1 dB"):
        tflite(model, tmp_path / "strays.tflite")
    (tmp_path / "older.tflite").write_bytes(b"older")
    with pytest.raises(ExportError, match="dynamic asks for a PSNR of at least 30 dB"):
        layer.shift.assign(0.0)
        tflite(model, tmp_path / "older.tflite", quantize="dynamic", overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["older.tflite"]
    assert (tmp_path / "older.tflite").read_bytes() == b"older"


def test_not_a_number_is_not_parity():
    measured = parity(np.zeros((1, 2)), np.array([[0.0, np.nan]]))
    for quantize in (None, "float16"):
        with pytest.raises(ExportError, match="nan"):
            check_parity(measured, quantize)


def test_parity_closed_form():
    measured = parity(np.zeros((1, 8, 8, 3)), np.full((1, 8, 8, 3), 0.2))
    assert dataclasses.astuple(measured) == pytest.approx((0.2, 20.0))


def test_parity_of_large_numbers_is_a_share_of_them():
    small = np.array([[0.5, -1.0], [0.0, 1.0]])
    measured = parity(small, small + 1e-4)
    assert dataclasses.astuple(parity(small / 4, small / 4 + 1e-4)) == pytest.approx(
        dataclasses.astuple(measured)
    )
    assert dataclasses.astuple(parity(small * 20, (small + 1e-4) * 20)) == pytest.approx(
        dataclasses.astuple(measured)
    )
    check_parity(parity(np.array([27.0, 0.1]), np.array([27.0, 0.102])), None)
    with pytest.raises(ExportError, match=r"differs from Keras by 0\.000111 at most"):
        check_parity(parity(np.array([-27.0, 0.1]), np.array([-27.0, 0.103])), None)


def test_compared_on_64_inputs_in_parts(exportable, tmp_path, monkeypatch):
    model = exportable(keras.layers.Dense(2))
    compared = []

    def watched(reference, converted):
        compared.append((reference, converted))
        return parity(reference, converted)

    monkeypatch.setattr(tflite_file, "parity", watched)
    tflite(model, tmp_path / "a.tflite")
    ((reference, converted),) = compared
    assert reference.shape == converted.shape == (64, 2)
    expected = model.network(sample_inputs((None, 4), 64))
    np.testing.assert_allclose(reference, expected, atol=1e-6)


def test_existing_file_is_kept_unless_told(exportable, tmp_path):
    model = exportable(keras.layers.Dense(2))
    path = tmp_path / "gan.tflite"
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError, match=r"exists; .*overwrite=True"):
        tflite(model, path)
    assert path.read_bytes() == b"mine"
    tflite(model, path, overwrite=True)
    assert TFLiteGenerator(path).output_shape == (1, 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"quantize": "floaty16"}, "`quantize` must be None .* Did you mean 'float16'"),
        ({"quantize": "int8"}, r"`examples` must be given for quantize='int8'.*\(n, 16, 16, 3\)"),
        ({"batch_size": 0}, "`batch_size` must be a whole number of at least 1"),
        (
            {"quantize": "int8", "batch_size": 32, "examples": PICTURES},
            "`examples` must be at least one batch of 32 .* got 20",
        ),
        ({"examples": np.zeros((4, 8, 8, 3))}, r"`examples` must have shape \(n, 16, 16, 3\)"),
    ],
)
def test_mistakes_are_named(cyclegan, tmp_path, arguments, message):
    with pytest.raises(ValueError, match=message):
        tflite(cyclegan, tmp_path / "gan.tflite", **arguments)
    assert not list(tmp_path.iterdir())
