"""What a palette is chosen by: random features, the regions' means, and noise that rises."""

import keras
import numpy as np
import pytest

from keras_gan_zoo.layers.random_features import RandomFeatures
from keras_gan_zoo.layers.region_means import RegionMeans
from keras_gan_zoo.layers.rising_noise import RisingNoise


def test_random_features_are_the_sines_of_a_fixed_projection():
    layer = RandomFeatures(5, frequency=3.0, seed=2)
    x = np.random.default_rng(0).normal(size=(400, 4, 6, 3)).astype("float32")
    features = layer(x).numpy()
    projection = layer.weights[0].numpy()
    np.testing.assert_allclose(features, np.sin(x.reshape(400, -1) @ projection), atol=1e-4)
    assert not layer.trainable_weights
    assert (x.reshape(400, -1) @ projection).std() == pytest.approx(3.0, rel=0.15)
    np.testing.assert_array_equal(RandomFeatures(5, frequency=3.0, seed=2)(x), features)
    assert np.abs(RandomFeatures(5, frequency=3.0, seed=3)(x) - features).max() > 0.5


def test_the_same_input_has_the_same_features_and_another_has_others():
    layer = RandomFeatures(8)
    x = np.random.default_rng(1).uniform(-1, 1, (50, 12, 12, 3)).astype("float32")
    np.testing.assert_array_equal(layer(x), layer(x))
    correlation = np.corrcoef(layer(x).numpy())
    assert np.abs(correlation[~np.eye(50, dtype=bool)]).mean() < 0.5


def test_region_means_by_a_loop():
    generator = np.random.default_rng(0)
    shares = generator.uniform(size=(2, 7, 3)).astype("float32")
    pixels = generator.normal(size=(2, 7, 4)).astype("float32")
    means = RegionMeans()([shares, pixels]).numpy()
    for n in range(2):
        for k in range(3):
            weights = shares[n, :, k]
            expected = (weights @ pixels[n]) / (weights.sum() + 1)
            np.testing.assert_allclose(means[n, k], expected, rtol=1e-5, atol=1e-6)


def test_noise_rises_between_its_calls_and_is_none_in_inference():
    layer = RisingNoise(0.5, 2.0, begin=2, end=6, seed=0)
    zeros = np.zeros((200, 200), "float32")
    deviations = [float(np.std(layer(zeros, training=True))) for _ in range(9)]
    expected = [0.5, 0.5, 0.5, 0.875, 1.25, 1.625, 2.0, 2.0, 2.0]
    assert deviations == pytest.approx(expected, rel=0.02)
    np.testing.assert_array_equal(layer(zeros), zeros)
    with pytest.raises(ValueError, match=r"`end` must be above `begin`, at least 0, got 3 and 5"):
        RisingNoise(0.1, 0.2, begin=5, end=3)


@pytest.mark.parametrize(
    "layer", [RandomFeatures(4, seed=1), RisingNoise(0.1, 0.5, 3, 9, seed=2), RegionMeans()]
)
def test_configs_come_back(layer):
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert type(again) is type(layer)
    assert again.get_config() == layer.get_config()
