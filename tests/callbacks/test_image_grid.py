import json

import numpy as np
import pytest
from PIL import Image

import keras_gan_zoo
from keras_gan_zoo import callbacks
from keras_gan_zoo.samples.sheets import to_uint8


def begin(painter, gan):
    painter.set_model(gan)
    painter.on_train_begin()


def test_fixed_latents_are_drawn_every_so_many_steps(tmp_path):
    gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=4, latent_dim=8, seed=0)
    images = np.random.default_rng(0).uniform(-1, 1, (24, 16, 16, 1)).astype("float32")
    painter = callbacks.ImageGrid(tmp_path, every=4, count=6, columns=3, seed=5)
    gan.fit(images, batch_size=4, verbose=0, callbacks=[painter])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"step_00000{step}.png" for step in (0, 4, 6)
    ]
    latents = np.random.default_rng(5).standard_normal((6, 8), "float32")
    expected = to_uint8(gan.generate(latents=latents))
    with Image.open(tmp_path / "step_000006.png") as sheet:
        pixels = np.asarray(sheet)
    # Enlarged four times; pictures 0 to 2 in the first row, 3 to 5 in the second.
    np.testing.assert_array_equal(pixels[0:64:4, 0:64:4, :1], expected[0])
    np.testing.assert_array_equal(pixels[66:130:4, 132:196:4, :1], expected[5])
    assert pixels.shape == (130, 196, 3)


@pytest.mark.parametrize("channels", [2, 4, 5])
def test_pictures_of_any_number_of_channels(tmp_path, channels):
    shape = (16, 16, channels)
    gan = keras_gan_zoo.get("dcgan", image_shape=shape, width=4, latent_dim=8, seed=0)
    images = np.random.default_rng(0).uniform(-1, 1, (4, *shape)).astype("float32")
    painter = callbacks.ImageGrid(tmp_path, every=1, count=2)
    gan.fit(images, batch_size=2, verbose=0, callbacks=[painter])
    assert len(list(tmp_path.iterdir())) == 3
    ((_, row),) = painter.draw()
    assert row.shape[-1] == 3


def test_points_are_a_plot(tmp_path):
    gan = keras_gan_zoo.get("gan", image_shape=(2,), latent_dim=2, width=4, body="mlp")
    painter = callbacks.ImageGrid(tmp_path, every=1, count=8)
    points = np.random.default_rng(0).normal(size=(8, 2)).astype("float32")
    gan.fit(points, batch_size=4, verbose=0, callbacks=[painter])
    assert len(list(tmp_path.iterdir())) == 3
    ((label, row),) = painter.draw()
    assert label == "samples" and (row == 0).any()


@pytest.fixture(scope="module")
def translator():
    return keras_gan_zoo.get(
        "cyclegan",
        image_shape=(16, 16, 3),
        width=4,
        blocks=1,
        discriminator_width=4,
        discriminator_downsamplings=1,
    )


@pytest.fixture(scope="module")
def pair():
    return np.random.default_rng(0).uniform(-1, 1, (2, 4, 16, 16, 3)).astype("float32")


def test_translations_stand_below_their_inputs(translator, pair, tmp_path):
    x, y = pair
    begin(callbacks.ImageGrid(tmp_path, inputs=(x, y)), translator)
    with Image.open(tmp_path / "step_000000.png") as sheet:
        pixels, bands = np.asarray(sheet), json.loads(sheet.text["bands"])
    left = bands[0]["left"]
    assert (pixels[:, :left] == 0).any()  # the labels
    shown = {band["label"]: pixels[band["top"] :: 4][:16, left : left + 64 : 4] for band in bands}
    assert list(shown) == ["x_to_y input", "x_to_y output", "y_to_x input", "y_to_x output"]
    np.testing.assert_array_equal(shown["x_to_y input"], to_uint8(x[0]))
    np.testing.assert_array_equal(shown["y_to_x input"], to_uint8(y[0]))
    translated = translator.generate(y, direction="y_to_x")[0]
    np.testing.assert_array_equal(shown["y_to_x output"], to_uint8(translated))


def test_one_direction_is_enough(translator, pair, tmp_path):
    begin(callbacks.ImageGrid(tmp_path, inputs={"y_to_x": pair[1]}, columns=2), translator)
    with Image.open(tmp_path / "step_000000.png") as sheet:
        labels = [band["label"] for band in json.loads(sheet.text["bands"])]
    assert labels == ["y_to_x input", "y_to_x output"] * 2


def test_a_translator_needs_its_inputs(translator, pair, tmp_path):
    with pytest.raises(ValueError, match=r"`inputs` must be given.*'x_to_y': pictures"):
        begin(callbacks.ImageGrid(tmp_path), translator)
    with pytest.raises(ValueError, match="for each of x_to_y, y_to_x, got 'x'"):
        begin(callbacks.ImageGrid(tmp_path, inputs={"x": pair[0]}), translator)
    with pytest.raises(ValueError, match="for each of x_to_y, y_to_x, got 3"):
        begin(callbacks.ImageGrid(tmp_path, inputs=(*pair, pair[0])), translator)


def test_each_class_has_a_column_of_its_own(tmp_path):
    gan = keras_gan_zoo.get("cgan", image_shape=(16, 16, 1), classes=3, width=2, latent_dim=4)
    begin(callbacks.ImageGrid(tmp_path, count=8, seed=1), gan)
    with Image.open(tmp_path / "step_000000.png") as sheet:
        bands = json.loads(sheet.text["bands"])
        head, pixels = np.split(np.asarray(sheet), [bands[0]["top"]])
    assert (head == 0).any()  # the classes' names
    assert pixels.shape == (130, 196, 3)  # two whole rows of three
    latents = np.random.default_rng(1).standard_normal((6, 4), "float32")
    of_class_1 = to_uint8(gan.generate([1, 1], latents=latents[[1, 4]]))
    np.testing.assert_array_equal(pixels[0:64:4, 66:130:4, :1], of_class_1[0])
    np.testing.assert_array_equal(pixels[66:130:4, 66:130:4, :1], of_class_1[1])


def test_a_model_without_conditions_draws_as_many_as_asked_for(tmp_path):
    gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=2, latent_dim=4)
    begin(callbacks.ImageGrid(tmp_path, count=10, seed=1), gan)
    with Image.open(tmp_path / "step_000000.png") as sheet:
        pixels = np.asarray(sheet)
    last = to_uint8(
        gan.generate(latents=np.random.default_rng(1).standard_normal((10, 4), "float32"))
    )[9]
    np.testing.assert_array_equal(pixels[66:130:4, 66:130:4, :1], last)
