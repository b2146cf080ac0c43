"""Layer normalization over whole maps against NumPy, and against Keras's group normalization."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.layers import GlobalLayerNormalization

MAPS = np.random.default_rng(0).normal(2.0, 3.0, (2, 5, 4, 3)).astype("float32")


def test_matches_numpy():
    layer = GlobalLayerNormalization(epsilon=1e-3)
    layer.build((None, 5, 4, 3))
    gamma, beta = np.array([0.5, -2.0, 3.0]), np.array([1.0, 0.0, -4.0])
    layer.set_weights([gamma, beta])
    x = MAPS.astype("float64")
    mean, variance = x.mean((1, 2, 3), keepdims=True), x.var((1, 2, 3), keepdims=True)
    expected = (x - mean) / np.sqrt(variance + 1e-3) * gamma + beta
    np.testing.assert_allclose(layer(MAPS), expected, atol=1e-5)


def test_is_group_normalization_with_one_group():
    group = keras.layers.GroupNormalization(groups=1, epsilon=1e-5)
    np.testing.assert_allclose(GlobalLayerNormalization()(MAPS), group(MAPS), atol=1e-5)


def test_keeps_what_instance_normalization_forgets():
    # One colour all over the picture
    colours = np.tile(np.array([0.9, -0.2, 0.1], "float32"), (1, 8, 8, 1))
    kept = GlobalLayerNormalization()(colours).numpy()[0, 0, 0]
    assert kept[0] > kept[2] > kept[1]
    assert kept[0] - kept[1] > 1


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_half_precision(policy):
    layer = GlobalLayerNormalization(dtype=policy)
    x = 100 + 5 * np.random.default_rng(0).normal(size=(1, 64, 64, 2)).astype("float32")
    y = layer(tf.cast(x, layer.compute_dtype))
    assert y.dtype == layer.compute_dtype
    y = tf.cast(y, "float32").numpy()
    assert abs(y.mean()) < 0.01 and abs(y.std() - 1) < 0.01


def test_config_round_trip():
    layer = GlobalLayerNormalization(epsilon=1e-3, center=False, name="norm")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert type(again) is GlobalLayerNormalization
    assert again.get_config() == layer.get_config()


def test_takes_only_feature_maps():
    with pytest.raises(ValueError, match=r"GlobalLayerNormalization` takes \(batch, height"):
        GlobalLayerNormalization()(np.zeros((2, 3), "float32"))
