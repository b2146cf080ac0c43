"""What the palette head is made of: areas, random features, regions' means, noise that rises."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.layers.edge_aware_smoothing import EdgeAwareSmoothing
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


def smoothed_by_loops(features, guide, sharpness, reach):
    """One round over the rows, then over the columns, of one picture."""
    for _ in range(2):
        result = np.empty_like(features)
        for y in range(features.shape[0]):
            for i in range(features.shape[1]):
                weights = []
                for j in range(features.shape[1]):
                    passed = guide[y, min(i, j) : max(i, j) + 1]
                    jumps = np.abs(np.diff(passed, axis=0)).mean(axis=-1).sum()
                    weights.append(np.exp(-abs(i - j) / reach - sharpness * jumps))
                result[y, i] = np.average(features[y], axis=0, weights=weights)
        features, guide = result.transpose(1, 0, 2), guide.transpose(1, 0, 2)
    return features


def test_edge_aware_smoothing_by_loops():
    generator = np.random.default_rng(0)
    features = generator.normal(size=(2, 5, 6, 4)).astype("float32")
    guide = generator.uniform(-1, 1, size=(2, 5, 6, 3)).astype("float32")
    smooth = EdgeAwareSmoothing(sharpness=1.5, reach=4.0, rounds=1)([features, guide]).numpy()
    for n in range(2):
        expected = smoothed_by_loops(features[n], guide[n], 1.5, 4.0)
        np.testing.assert_allclose(smooth[n], expected, rtol=1e-4, atol=1e-5)


def test_what_lines_enclose_becomes_flat_and_keeps_its_mean():
    guide = np.ones((1, 24, 24, 1), "float32")
    guide[:, 4:20, [4, 19]] = guide[:, [4, 19], 4:20] = -1  # a square of lines on white ground
    features = np.random.default_rng(0).normal(size=(1, 24, 24, 2)).astype("float32")
    layer = EdgeAwareSmoothing(sharpness=12.0, reach=1e6, rounds=4)
    smooth = layer([features, guide]).numpy()
    inside, ground = smooth[0, 5:19, 5:19], smooth[0, :4]
    assert np.ptp(inside, axis=(0, 1)).max() < 1e-5
    np.testing.assert_allclose(inside[0, 0], features[0, 5:19, 5:19].mean((0, 1)), atol=1e-5)
    assert np.abs(ground.mean((0, 1)) - inside[0, 0]).max() > 1e-3


def test_edges_are_where_they_are_whatever_the_features_ask_for():
    features, guide = (
        tf.Variable(tf.random.stateless_normal((1, 4, 4, 2), (0, k))) for k in (1, 2)
    )
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(EdgeAwareSmoothing()([features, guide]) ** 2)
    to_features, to_guide = tape.gradient(loss, [features, guide])
    assert np.abs(to_features).max() > 0
    assert to_guide is None


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
    "layer",
    [
        RandomFeatures(4, seed=1),
        RisingNoise(0.1, 0.5, 3, 9, seed=2),
        RegionMeans(),
        EdgeAwareSmoothing(3.0, 5.0, 1),
    ],
)
def test_configs_come_back(layer):
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert type(again) is type(layer)
    assert again.get_config() == layer.get_config()
    assert again.get_config() == layer.get_config()
