"""Noise of a learned strength: one map for all channels, none or the same outside of training."""

import keras
import numpy as np
import pytest

from keras_gan_zoo.layers import LearnedNoise

MAPS = np.random.default_rng(0).normal(size=(4, 16, 16, 3)).astype("float32")


@pytest.mark.parametrize("per_channel", [False, True])
def test_one_map_is_added_to_all_channels(per_channel):
    layer = LearnedNoise(per_channel=per_channel)
    np.testing.assert_array_equal(layer(MAPS, training=True), MAPS)  # it begins without
    strength = np.array([2.0, -1.0, 0.5]) if per_channel else np.full(3, 2.0)
    layer.strength.assign(strength if per_channel else 2.0)
    added = layer(MAPS, training=True).numpy() - MAPS
    noise = added / strength
    np.testing.assert_allclose(noise, noise[..., :1] * np.ones(3), atol=1e-5)
    assert np.std(noise) == pytest.approx(1.0, abs=0.1)
    assert np.abs(np.mean(noise[0] * noise[1])) < 0.3  # each picture has its own
    again = layer(MAPS, training=True).numpy() - MAPS
    assert np.any(again != added)


def test_outside_of_training_there_is_none():
    layer = LearnedNoise()
    layer(MAPS)
    layer.strength.assign(2.0)
    np.testing.assert_array_equal(layer(MAPS), MAPS)


def test_or_always_the_same():
    layer = LearnedNoise(fixed=True)
    layer(MAPS)
    layer.strength.assign(2.0)
    added = layer(MAPS).numpy() - MAPS
    expected = np.broadcast_to(2.0 * layer.map.numpy(), MAPS.shape)
    np.testing.assert_allclose(added, expected, atol=1e-5)
    assert [variable.path for variable in layer.trainable_variables] == [layer.strength.path]
    np.testing.assert_array_equal(layer(MAPS) - MAPS, added)


def test_config():
    layer = LearnedNoise(per_channel=True, fixed=True, seed=3)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
