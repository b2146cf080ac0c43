"""The parts of a talking head: episodes, layers, and what a picture is compared by."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from keras_gan_zoo.families.video.talking_head import networks as nets
from keras_gan_zoo.families.video.talking_head.episodes import random_episode
from keras_gan_zoo.families.video.talking_head.layers import (
    AdaptiveInstanceNormalization,
    LearnedVector,
    PersonVectors,
    ProjectionScore,
)
from keras_gan_zoo.metrics.judges.lpips_networks import build_lpips
from keras_gan_zoo.networks import published_features

RANDOM = np.random.default_rng(0)
PEOPLE = np.int32([4, 0, 2])


def test_an_episode_has_no_frame_twice_and_all_frames_in_turn():
    numbers = np.tile(np.arange(5, dtype="float32"), (40, 1)) + 100 * np.arange(40)[:, None]
    frames = ops.convert_to_tensor(numbers[..., None, None, None].astype("float32"))
    seed = keras.random.SeedGenerator(3)
    x_s, y_s, x, y = random_episode(frames, frames + 0.5, 3, seed)
    assert x_s.shape == (40, 3, 1, 1, 1) and x.shape == (40, 1, 1, 1)
    np.testing.assert_array_equal(y_s, x_s + 0.5)
    np.testing.assert_array_equal(y, x + 0.5)
    drawn = np.concatenate([x_s, x[:, None]], axis=1).reshape(40, 4)
    assert all(len(set(row)) == 4 for row in drawn)
    assert (drawn // 100 == np.arange(40)[:, None]).all()
    # Which one is drawn is as likely for all.
    assert set(np.bincount(np.int64(np.ravel(x)) % 100, minlength=5) > 2) == {True}
    assert np.any(random_episode(frames, frames, 3, seed)[2] != x)


def test_the_layers_compute_what_they_say():
    maps, told = RANDOM.normal(size=(2, 4, 4, 3)), RANDOM.normal(size=(2, 6))
    normal = (maps - maps.mean((1, 2), keepdims=True)) / maps.std((1, 2), keepdims=True)
    expected = normal * (1 + told[:, None, None, :3]) + told[:, None, None, 3:]
    found = AdaptiveInstanceNormalization()([np.float32(maps), np.float32(told)])
    np.testing.assert_allclose(found, expected, atol=1e-3)
    vectors = PersonVectors(5, 4)
    own, judged = vectors(PEOPLE)
    np.testing.assert_array_equal(own, vectors.vectors.numpy()[PEOPLE])
    np.testing.assert_allclose(judged - own, np.tile(vectors.common, (3, 1)), atol=1e-6)
    score = ProjectionScore()
    a, b = np.float32(RANDOM.normal(size=(2, 3, 4)))
    score([a, b])
    score.bias.assign([0.25])
    np.testing.assert_allclose(score([a, b])[:, 0], np.diag(a @ b.T) + 0.25, atol=1e-6)
    held = LearnedVector(3)
    held(maps)
    held.begin_at([1, 2, 3])
    np.testing.assert_array_equal(held(maps), [[1, 2, 3]] * 2)


@pytest.mark.parametrize(("downsamplings", "blocks"), [(1, 0), (2, 3)])
def test_the_generator_takes_a_scale_and_an_offset_for_each_channel(downsamplings, blocks):
    counts = nets.adaptive_channels(4, downsamplings, blocks)
    network = nets.head_generator((16, 16, 3), 1, 4, downsamplings, blocks)
    kind = AdaptiveInstanceNormalization
    adaptive = [layer for layer in network.layers if isinstance(layer, kind)]
    assert len(adaptive) == len(counts) == 2 * blocks + 2 * downsamplings + 1
    assert network.inputs[1].shape[1] == 2 * sum(counts)
    # Each coefficient counts.
    y = np.float32(RANDOM.uniform(-1, 1, (1, 16, 16, 1)))
    y, told = ops.convert_to_tensor(y), ops.zeros((1, 2 * sum(counts)))
    with tf.GradientTape() as tape:
        tape.watch(told)
        loss = tf.reduce_sum(network([y, told]) ** 2)
    gradient = tape.gradient(loss, told).numpy()
    assert np.mean(gradient != 0) > 0.9


def test_published_features_are_the_first_of_each_block(monkeypatch):
    judge = build_lpips("vgg")
    vgg = next(layer for layer in judge.layers if isinstance(layer, keras.Model))
    monkeypatch.setattr(published_features, "_vgg16", lambda: vgg)
    published_features._published_maps.cache_clear()
    try:
        network = published_features.feature_maps("vgg16")
        assert [maps.shape[-1] for maps in network.outputs] == [64, 128, 256, 512, 512]
        picture = RANDOM.uniform(-1, 1, (1, 16, 16, 3)).astype("float32")
        first = vgg.get_layer("convolution_0")
        mean, deviation = np.float32([-0.030, -0.088, -0.188]), np.float32([0.458, 0.448, 0.450])
        expected = first((picture - mean) / deviation)
        found = network(picture)
        np.testing.assert_allclose(found[0], expected, atol=1e-5)
        assert min(np.min(maps) for maps in found) == 0 and found[4].shape == (1, 1, 1, 512)
        assert not network.trainable_variables
    finally:
        published_features._published_maps.cache_clear()
