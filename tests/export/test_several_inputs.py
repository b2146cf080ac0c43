"""Networks of several inputs leave by name: latents and class numbers, say."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter
from keras import layers

from keras_gan_zoo.export import (
    TFLiteGenerator,
    describe_file,
    read_metadata,
    saved_model,
    tflite,
)

LATENTS = np.random.default_rng(0).standard_normal((7, 4)).astype("float32")
LABELS = np.arange(7) % 3


class ByLabel:
    def __init__(self):
        keras.utils.set_random_seed(0)
        latents = keras.Input((4,), name="latents")
        labels = keras.Input((), dtype="int32", name="labels")
        both = layers.Concatenate()([latents, layers.Embedding(3, 2)(labels)])
        self.network = keras.Model([latents, labels], layers.Dense(5, name="images")(both))

    def export_networks(self):
        return {"generate": self.network}

    def example_inputs(self, name, count):
        return {"labels": np.arange(count) % 3}


@pytest.fixture(scope="module")
def model():
    return ByLabel()


@pytest.mark.parametrize(("batch_size", "quantize"), [(2, None), (None, "int8")])
def test_a_file_takes_them_by_name(model, tmp_path, batch_size, quantize):
    file = tflite(model, tmp_path / "a.tflite", batch_size=batch_size, quantize=quantize)
    generator = TFLiteGenerator(file)
    assert generator.input_shapes == {"labels": (batch_size,), "latents": (batch_size, 4)}
    assert generator.input_shape is None
    expected = model.network([LATENTS, LABELS])
    drawn = generator(latents=LATENTS, labels=LABELS)
    np.testing.assert_allclose(drawn, expected, atol=0.1 if quantize else 1e-4)
    for wrong, message in (
        ({"latents": LATENTS, "labels": LABELS[:3]}, "as many rows each, got latents 7, labels 3"),
        ({"latents": LATENTS[:, :2], "labels": LABELS}, r"`latents` must have shape \(n, 4\)"),
        ({"latents": LATENTS}, r"takes \(labels=\.\.\., latents=\.\.\.\), got latents"),
    ):
        with pytest.raises(ValueError, match=message):
            generator(**wrong)


def test_a_saved_model_takes_them_by_name(model, tmp_path):
    served = tf.saved_model.load(str(saved_model(model, tmp_path / "served")))
    labels = tf.constant(LABELS, "int32")
    images = served.signatures["generate"](latents=tf.constant(LATENTS), labels=labels)["images"]
    np.testing.assert_allclose(images, model.network([LATENTS, LABELS]), atol=1e-5)
    np.testing.assert_allclose(served.generate(LATENTS, labels), images, atol=1e-6)


@pytest.mark.parametrize(
    ("examples", "message"),
    [
        (LATENTS, "an array for each of 'labels', 'latents', got ndarray"),
        ({"latents": LATENTS}, "an array for each of 'labels', 'latents', got 'latents'"),
        (
            {"latents": LATENTS[:, 1:], "labels": LABELS},
            r"`examples` of `latents` must have shape \(n, 4\), got \(7, 3\)",
        ),
    ],
)
def test_mistakes_are_named(model, tmp_path, examples, message):
    with pytest.raises(ValueError, match=message):
        tflite(model, tmp_path / "a.tflite", examples=examples)


class Shuffled(ByLabel):
    """Inputs of the same shape and type, so that a mistaken position would go unnoticed."""

    def __init__(self):
        names = ("theta", "alpha", "zeta", "beta")
        inputs = [keras.Input((1,), name=name) for name in names]
        weighted = [(10.0**power) * takes for power, takes in enumerate(inputs)]
        self.network = keras.Model(inputs, layers.Add(name="sum")(weighted))

    def example_inputs(self, name, count):
        random = np.random.default_rng(0)
        return {takes.name: random.random((count, 1)) for takes in self.network.inputs}


@pytest.fixture(scope="module")
def shuffled(tmp_path_factory):
    return tflite(Shuffled(), tmp_path_factory.mktemp("shuffled") / "a.tflite").path


def run_by_position(file, named):
    """Runs a file as C and JavaScript do: the first array is the first input of the description."""
    interpreter = Interpreter(model_path=str(file))
    interpreter.allocate_tensors()
    for described, tensor in zip(
        read_metadata(file)["inputs"], interpreter.get_input_details(), strict=True
    ):
        interpreter.set_tensor(tensor["index"], named[described["name"]])
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


def run_compiled(file, named):
    """Runs a file by LiteRT's newer interface, whose buffers stand in the file's order, too."""
    compiled_model = pytest.importorskip("ai_edge_litert.compiled_model")
    model = compiled_model.CompiledModel.from_file(str(file))
    inputs, outputs = model.create_input_buffers(0), model.create_output_buffers(0)
    for described, buffer in zip(read_metadata(file)["inputs"], inputs, strict=True):
        buffer.write(named[described["name"]])
    model.run_by_index(0, inputs, outputs)
    (gives,) = model.get_output_tensor_details("generate").values()
    return outputs[0].read(int(np.prod(gives["shape"])), np.float32).reshape(gives["shape"])


@pytest.mark.parametrize("run", [run_by_position, run_compiled])
def test_the_description_lists_them_as_the_file_takes_them(run, model, shuffled, tmp_path):
    digits = {"theta": 1, "alpha": 2, "zeta": 3, "beta": 4}
    named = {name: np.full((1, 1), digit, "float32") for name, digit in digits.items()}
    assert run(shuffled, named).item() == pytest.approx(4321)
    file = tflite(model, tmp_path / "a.tflite").path
    drawn = run(file, {"latents": LATENTS[:1], "labels": LABELS[:1].astype("int32")})
    np.testing.assert_allclose(drawn, model.network([LATENTS[:1], LABELS[:1]]), atol=1e-4)


def test_a_description_is_put_back_in_the_file_s_order(shuffled, tmp_path):
    said = read_metadata(shuffled)
    content = shuffled.read_bytes()
    rewritten = tmp_path / "rewritten.tflite"
    rewritten.write_bytes(content[: content.index(b"PK\x03\x04")])
    with pytest.raises(ValueError, match="no TF-Lite file with a description"):
        read_metadata(rewritten)
    backwards = {**said, "inputs": said["inputs"][::-1], "licence": "CC0"}
    assert describe_file(rewritten, backwards) == {**said, "licence": "CC0"}
    assert read_metadata(rewritten) == {**said, "licence": "CC0"}
    # Again, and there is one description still.
    describe_file(rewritten, said)
    assert rewritten.read_bytes() == content
    for wrong, sentence in (
        ({"inputs": said["inputs"][1:]}, r"^`metadata` describes .* but the file takes alpha"),
        ({}, r"^`metadata` must be a description"),
        ("x", r"^`metadata` must be a description"),
    ):
        with pytest.raises(ValueError, match=sentence):
            describe_file(rewritten, wrong)
    (tmp_path / "no.tflite").write_bytes(b"x" * 100)
    with pytest.raises(ValueError, match="must be a TF-Lite file"):
        describe_file(tmp_path / "no.tflite", said)
