"""Pixel normalization against its formula."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.layers import PixelNormalization

MAPS = np.random.default_rng(0).normal(size=(2, 3, 4, 5)).astype("float32")


@pytest.mark.parametrize("x", [MAPS, MAPS[:, 0, 0]], ids=["maps", "latents"])
def test_divides_each_pixel_by_its_root_mean_square(x):
    expected = x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + 1e-8)
    np.testing.assert_allclose(PixelNormalization()(x).numpy(), expected, rtol=1e-5)


def test_nothing_is_made_of_nothing():
    assert not np.any(PixelNormalization()(np.zeros((1, 2, 2, 3), "float32")).numpy())


def test_large_numbers_in_half_precision():
    layer = PixelNormalization(dtype="mixed_float16")
    y = layer(tf.constant([[1000.0, -1000.0]], "float16"))
    assert y.dtype == "float16"
    np.testing.assert_allclose(y.numpy(), [[1.0, -1.0]], rtol=1e-3)


def test_config():
    layer = PixelNormalization(epsilon=0.1)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
