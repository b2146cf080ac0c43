"""The filter [1, 3, 3, 1] against SciPy's correlation of maps with zeros put in."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.signal import correlate2d

from keras_gan_zoo.layers import Blur2D, FIRDownsampling2D, FIRUpsampling2D

MAPS = np.random.default_rng(0).normal(size=(2, 6, 4, 3)).astype("float32")
FILTER = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 64


def over_each_map(maps, change):
    """Applies a function of a matrix to each channel of each picture."""
    return np.stack(
        [
            np.stack([change(picture[..., c]) for c in range(picture.shape[-1])], axis=-1)
            for picture in maps
        ]
    )


def filtered(matrix, before, after):
    return correlate2d(np.pad(matrix, (before, after)), FILTER, mode="valid")


def with_zeros(matrix):
    spread = np.zeros([2 * side for side in matrix.shape])
    spread[::2, ::2] = matrix
    return spread


@pytest.mark.parametrize("padding", [0, 1, 2])
def test_blur(padding):
    expected = over_each_map(MAPS, lambda matrix: 4.0 * filtered(matrix, padding, padding))
    layer = Blur2D(padding=padding, gain=4.0)
    np.testing.assert_allclose(layer(MAPS), expected, atol=1e-5)
    assert layer.compute_output_shape(MAPS.shape) == expected.shape


def test_upsampling():
    expected = over_each_map(MAPS, lambda matrix: 4.0 * filtered(with_zeros(matrix), 2, 1))
    layer = FIRUpsampling2D()
    np.testing.assert_allclose(layer(MAPS), expected, atol=1e-5)
    assert layer.compute_output_shape(MAPS.shape) == expected.shape


def test_downsampling():
    expected = over_each_map(MAPS, lambda matrix: filtered(matrix, 1, 1)[::2, ::2])
    layer = FIRDownsampling2D()
    np.testing.assert_allclose(layer(MAPS), expected, atol=1e-5)
    assert layer.compute_output_shape(MAPS.shape) == expected.shape


@pytest.mark.parametrize("layer", [Blur2D(padding=2), FIRUpsampling2D(), FIRDownsampling2D()])
def test_a_gradient_can_be_differentiated_again(layer):
    x = tf.constant(MAPS)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            total = tf.reduce_sum(layer(x) ** 3)
        squares = tf.reduce_sum(inner.gradient(total, x) ** 2)
    assert np.abs(outer.gradient(squares, x)).max() > 0


@pytest.mark.parametrize("layer", [Blur2D(1, 4.0), FIRUpsampling2D(), FIRDownsampling2D()])
def test_config_and_a_free_batch(layer):
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
    free = tf.function(layer, input_signature=[tf.TensorSpec((None, *MAPS.shape[1:]))])
    np.testing.assert_array_equal(free(MAPS), layer(MAPS))
