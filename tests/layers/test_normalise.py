"""The closed gradient of instance and layer normalization is what the operations' own comes to."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.layers import GlobalLayerNormalization, InstanceNormalization


def gradients(layer, maps, weights, training):
    """Returns first gradients, and those of a penalty on the first, by the maps and weights."""

    @tf.function
    def run(maps):
        sources = [maps, layer.gamma.value, layer.beta.value]
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(maps)
            with tf.GradientTape() as inner:
                inner.watch(maps)
                outputs = layer(maps, training=training)
                loss = tf.reduce_sum(tf.tanh(outputs) * weights)
            slope = inner.gradient(loss, maps)
            penalty = tf.reduce_sum(slope**2)
        zero = tf.UnconnectedGradients.ZERO
        return [
            outputs,
            *outer.gradient(loss, sources),
            *outer.gradient(penalty, sources, unconnected_gradients=zero),
        ]

    return [each.numpy() for each in run(maps)]


@pytest.mark.parametrize("cls", [InstanceNormalization, GlobalLayerNormalization])
def test_gradients_of_both_orders(cls):
    generator = np.random.default_rng(0)
    maps, weights = generator.normal(1.0, 2.0, (2, 3, 5, 4, 6)).astype("float32")
    layer = cls()
    layer.build((None, 5, 4, 6))
    layer.gamma.assign(generator.normal(1.0, 0.5, 6))
    layer.beta.assign(generator.normal(0.0, 0.5, 6))
    maps = tf.constant(maps)
    plain = gradients(layer, maps, weights, training=False)
    closed = gradients(layer, maps, weights, training=True)
    for ours, reference in zip(closed, plain, strict=True):
        np.testing.assert_allclose(ours, reference, rtol=2e-4, atol=2e-5)


def test_half_precision():
    layer = InstanceNormalization(dtype="mixed_float16")
    maps = keras.random.normal((2, 4, 4, 3), mean=200.0, seed=0)
    closed, plain = (layer(maps, training=training) for training in (True, False))
    assert closed.dtype == "float16"
    np.testing.assert_allclose(closed, plain, atol=4e-3)
