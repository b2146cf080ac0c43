"""Instance normalization against NumPy, and against finite differences."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.optimize import check_grad

from keras_gan_zoo.layers import InstanceNormalization


def maps(shape=(2, 5, 4, 3), seed=0):
    return np.random.default_rng(seed).normal(2.0, 3.0, shape).astype("float32")


def reference(x, gamma, beta, epsilon=1e-5):
    x = x.astype("float64")
    mean, variance = x.mean((1, 2), keepdims=True), x.var((1, 2), keepdims=True)
    return (x - mean) / np.sqrt(variance + epsilon) * gamma + beta


def test_matches_numpy():
    layer = InstanceNormalization()
    layer.build((None, 5, 4, 3))
    gamma, beta = np.array([0.5, -2.0, 3.0]), np.array([1.0, 0.0, -4.0])
    layer.set_weights([gamma, beta])
    np.testing.assert_allclose(layer(maps()), reference(maps(), gamma, beta), atol=1e-5)


def test_new_layer_normalises_each_picture_and_channel_alone():
    y = InstanceNormalization()(maps() * np.array([1, 10, 100], "float32")).numpy()
    np.testing.assert_allclose(y.mean((1, 2)), 0, atol=1e-4)
    np.testing.assert_allclose(y.std((1, 2)), 1, atol=1e-4)
    alone = InstanceNormalization()(maps()[:1])
    np.testing.assert_allclose(InstanceNormalization()(maps())[:1], alone, atol=1e-6)


@pytest.mark.parametrize(("scale", "center"), [(False, False), (True, False), (False, True)])
def test_gain_and_bias_can_be_left_out(scale, center):
    layer = InstanceNormalization(scale=scale, center=center)
    np.testing.assert_allclose(layer(maps()), reference(maps(), 1, 0), atol=1e-5)
    assert len(layer.weights) == scale + center


def test_gradient():
    layer = InstanceNormalization()
    layer.build((None, 3, 3, 1))
    weights = maps((1, 3, 3, 1), seed=1)

    def loss(flat):
        x = flat.reshape(1, 3, 3, 1)
        return float((reference(x, 1, 0) * weights).sum())

    def gradient(flat):
        x = tf.constant(flat.reshape(1, 3, 3, 1), "float32")
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = tf.reduce_sum(layer(x) * weights)
        return tape.gradient(value, x).numpy().ravel()

    start = maps((9,), seed=2).astype("float64")
    assert check_grad(loss, gradient, start, epsilon=1e-5) < 1e-3 * np.linalg.norm(gradient(start))


def test_constant_map_gives_the_bias_and_a_finite_gradient():
    x = tf.fill((1, 4, 4, 2), 7.0)
    layer = InstanceNormalization()
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layer(x)
    np.testing.assert_array_equal(y, np.zeros((1, 4, 4, 2)))
    assert np.isfinite(tape.gradient(y, x)).all()


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_statistics_of_half_precision_maps_are_taken_in_float32(policy):
    # 64 x 64 values of about 100: their sum is beyond float16, and bfloat16 would lose the spread.
    x = np.random.default_rng(0).normal(100, 5, (1, 64, 64, 1)).astype("float32")
    layer = InstanceNormalization(dtype=policy)
    half = tf.cast(x, layer.compute_dtype)
    y = layer(half)
    assert y.dtype == layer.compute_dtype
    assert layer.gamma.dtype == "float32"
    expected = reference(tf.cast(half, "float32").numpy(), 1, 0)
    tolerance = 0.004 if policy == "mixed_float16" else 0.03  # of the outcome's own rounding
    np.testing.assert_allclose(tf.cast(y, "float32"), expected, atol=tolerance)


def test_config_round_trip():
    layer = InstanceNormalization(epsilon=1e-3, scale=False, center=True, name="norm")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()


def test_takes_only_feature_maps():
    with pytest.raises(
        ValueError, match=r"takes \(batch, height, width, channels\), got .*\(2, 3\)"
    ):
        InstanceNormalization()(np.zeros((2, 3), "float32"))
