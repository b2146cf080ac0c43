"""Nearest-neighbour upsampling against NumPy and against Keras's own layer."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.layers import NearestUpsampling2D

MAPS = np.random.default_rng(0).normal(size=(2, 5, 4, 3)).astype("float32")


@pytest.mark.parametrize("factor", [1, 2, 3])
def test_repeats_each_pixel(factor):
    layer = NearestUpsampling2D(factor)
    expected = MAPS.repeat(factor, axis=1).repeat(factor, axis=2)
    np.testing.assert_array_equal(layer(MAPS), expected)
    np.testing.assert_array_equal(keras.layers.UpSampling2D(factor)(MAPS), expected)
    assert layer.compute_output_shape(MAPS.shape) == expected.shape


@pytest.mark.parametrize("dtype", ["float32", "mixed_float16", "mixed_bfloat16"])
def test_gradient_is_the_sum_over_the_copies(dtype):
    layer = NearestUpsampling2D(2, dtype=dtype)
    x = tf.cast(MAPS, layer.compute_dtype)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layer(x)
    assert y.dtype == layer.compute_dtype
    weights = np.random.default_rng(1).integers(0, 4, (2, 10, 8, 3)).astype("float32")
    gradient = tape.gradient(y, x, output_gradients=tf.cast(weights, y.dtype))
    blocks = weights.reshape(2, 5, 2, 4, 2, 3).sum((2, 4))
    np.testing.assert_array_equal(tf.cast(gradient, "float32"), blocks)


def test_keeps_the_static_shape_with_a_free_batch_size():
    images = keras.Input((6, 5, 3))
    network = keras.Model(images, NearestUpsampling2D()(images))
    assert network.output_shape == (None, 12, 10, 3)
    traced = tf.function(network).get_concrete_function(tf.TensorSpec((None, 6, 5, 3)))
    assert traced.output_shapes.as_list() == [None, 12, 10, 3]


def test_free_height_and_width():
    images = keras.Input((None, None, 3))
    network = keras.Model(images, NearestUpsampling2D(2)(images))
    assert network.output_shape == (None, None, None, 3)
    traced = tf.function(network).get_concrete_function(tf.TensorSpec((None, None, None, 3)))
    for maps in (MAPS, MAPS[:, :3]):
        np.testing.assert_array_equal(traced(maps), maps.repeat(2, axis=1).repeat(2, axis=2))


@pytest.mark.parametrize("factor", [0, -1, 1.5, "2"])
def test_factor_is_checked(factor):
    with pytest.raises(ValueError, match=r"`factor` must be a whole number of at least 1"):
        NearestUpsampling2D(factor)


def test_config_round_trip():
    layer = NearestUpsampling2D(3, name="up")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
