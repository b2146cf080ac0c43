"""R3GAN's layers against NumPy, SciPy and Keras's own."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.ndimage import correlate1d

from keras_gan_zoo.layers import (
    BilinearDownsampling2D,
    BilinearUpsampling2D,
    ConstantMap,
    GroupedConvolution2D,
)

RANDOM = np.random.default_rng(0)
MAPS = RANDOM.normal(size=(2, 6, 8, 4)).astype("float32")


def again(layer):
    return keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))


def test_doubling_is_bilinear_interpolation():
    expected = tf.image.resize(MAPS, (12, 16), "bilinear")
    layer = BilinearUpsampling2D()
    np.testing.assert_allclose(layer(MAPS), expected, atol=1e-6)
    assert layer.compute_output_shape(MAPS.shape) == (2, 12, 16, 4)


def test_halving_is_a_filter_and_a_stride():
    expected = MAPS
    for axis in (1, 2):  # the taps lie at -1, 0, 1 and 2, about the middle of a pair
        filtered = correlate1d(expected, np.array([1, 3, 3, 1]) / 8, axis, None, "nearest", 0, -1)
        expected = filtered.take(range(0, expected.shape[axis], 2), axis)
    layer = BilinearDownsampling2D()
    np.testing.assert_allclose(layer(MAPS), expected, atol=1e-6)
    assert layer.compute_output_shape(MAPS.shape) == expected.shape


@pytest.mark.parametrize("layer", [BilinearUpsampling2D(), BilinearDownsampling2D()])
def test_what_is_constant_stays_so_and_a_gradient_has_a_gradient(layer):
    np.testing.assert_allclose(layer(np.ones_like(MAPS)), 1.0, rtol=1e-6)
    x = tf.constant(MAPS)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            total = tf.reduce_sum(layer(x) ** 3)
        slope = tape.gradient(total, x)
        squared = tf.reduce_sum(slope**2)
    assert np.abs(outer.gradient(squared, x)).max() > 0
    assert type(again(layer)) is type(layer)


def test_sides_that_cannot_be_resampled():
    with pytest.raises(ValueError, match="was given 5 x 8: give it even ones"):
        BilinearDownsampling2D()(MAPS[:, :5])
    with pytest.raises(ValueError, match="must have a known height and width"):
        BilinearUpsampling2D()(keras.Input((None, 8, 3)))


@pytest.mark.parametrize("use_bias", [True, False])
def test_groups_are_those_of_keras(use_bias):
    mine = GroupedConvolution2D(6, 3, groups=2, use_bias=use_bias)
    keras_layer = keras.layers.Conv2D(6, 3, groups=2, padding="same", use_bias=use_bias)
    gradients, outputs = [], []
    for layer in (mine, keras_layer):
        layer.build(MAPS.shape)
        layer.set_weights([RANDOM.normal(size=w.shape) for w in layer.weights])
    keras_layer.set_weights(mine.get_weights())
    x = tf.constant(MAPS)
    for layer in (mine, keras_layer):
        with tf.GradientTape() as tape:
            outputs.append(layer(x))
            loss = tf.reduce_sum(outputs[-1] ** 2)
        gradients.append(tape.gradient(loss, [v.value for v in layer.trainable_variables]))
    np.testing.assert_allclose(*outputs, rtol=1e-4, atol=1e-4)
    for one, other in zip(*gradients, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-3)
    assert mine.compute_output_shape(MAPS.shape) == (2, 6, 8, 6)
    assert again(mine).get_config() == mine.get_config()


def test_groups_have_to_divide_channels_and_filters():
    for filters, groups in ((6, 3), (6, 4)):
        with pytest.raises(ValueError, match=r"`groups` must divide the 4 channels .* 6 filters"):
            GroupedConvolution2D(filters, 3, groups=groups)(MAPS)


def test_a_constant_map_is_scaled_by_channel():
    layer = ConstantMap(3)
    strengths = RANDOM.normal(size=(5, 200)).astype("float32")
    maps = layer(strengths)
    expected = strengths[:, None, None] * np.asarray(layer.map)
    np.testing.assert_allclose(maps, expected, rtol=1e-6)
    assert np.std(layer.map) == pytest.approx(1.0, rel=0.1)
    assert layer.compute_output_shape((5, 200)) == (5, 3, 3, 200)
    assert again(layer).get_config() == layer.get_config()
    assert ConstantMap((2, 3))(strengths).shape == (5, 2, 3, 200)
