import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo.metrics.judges.resize import resize


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (2, 40, 33, 3), dtype=np.uint8)


@pytest.mark.parametrize("side", [17, 64, 299])
def test_clean_equals_pillow_bicubic_on_floats(images, side):
    for image, resized in zip(images, resize(images, side, "clean"), strict=True):
        for channel in range(3):
            pillow = Image.fromarray(image[..., channel].astype(np.float32))
            expected = np.asarray(pillow.resize((side, side), Image.BICUBIC)).clip(0, 255)
            np.testing.assert_allclose(resized[..., channel], expected, atol=1e-3)


@pytest.mark.parametrize("side", [17, 64, 299])
def test_legacy_equals_tensorflow_1(images, side):
    tf = pytest.importorskip("tensorflow")
    expected = tf.compat.v1.image.resize_bilinear(images, (side, side), align_corners=False)
    np.testing.assert_allclose(resize(images, side, "legacy"), expected, atol=1e-3)


@pytest.mark.parametrize("side", [17, 64, 299])
def test_pytorch_equals_bilinear_from_the_middles_of_pixels(images, side):
    tf = pytest.importorskip("tensorflow")
    expected = tf.image.resize(images, (side, side), "bilinear", antialias=False)
    np.testing.assert_allclose(resize(images, side, "pytorch"), expected, atol=1e-3)


def test_legacy_repeats_the_last_pixel_when_enlarging():
    ramp = np.arange(4.0).reshape(1, 1, 4, 1).repeat(4, axis=1)
    expected = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3]
    np.testing.assert_array_equal(resize(ramp, 8, "legacy")[0, 0, :, 0], expected)


def test_right_size_is_left_alone(images):
    square = images[:, :33]
    for method in ("legacy", "clean", "pytorch"):
        np.testing.assert_array_equal(resize(square, 33, method), square)


def test_a_misspelled_method_is_named(images):
    with pytest.raises(ValueError, match="Did you mean 'legacy'"):
        resize(images, 299, "legcy")
