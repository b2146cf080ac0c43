"""ADA: maps of places against SciPy, of colours by hand, and a probability that follows r_t."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from scipy import ndimage

from keras_gan_zoo.layers import AdaptiveAugment
from keras_gan_zoo.layers.random_affine import (
    about_grey,
    chained,
    geometry,
    inverse,
    light,
    mirrored,
    moving,
    sampled,
    scaling,
    turning,
)

RANDOM = np.random.default_rng(0)
X = RANDOM.uniform(-1, 1, (3, 9, 12, 2)).astype("float32")


def numbers(*values):
    return ops.convert_to_tensor(np.float32(values))


def by_scipy(image, matrix):
    """Returns a picture (height, width) after a map of places, by a library of its own."""
    back = np.linalg.inv(np.asarray(matrix, "float64"))
    middle = (np.array(image.shape)[::-1] - 1) / 2
    turn = back[:2, :2][::-1, ::-1]  # it counts rows first
    offset = middle[::-1] + back[:2, 2][::-1] - turn @ middle[::-1]
    return ndimage.affine_transform(image, turn, offset, order=1, mode="mirror")


def test_pictures_after_a_map_are_those_of_scipy():
    matrix = chained(
        scaling(numbers(-1, 1.3, 0.6), numbers(1, 0.8, 1.7)),
        turning(numbers(0.3, -1.2, 2.9)),
        moving(numbers(2, -3.4, 20), numbers(0.5, 1, -9)),
    )
    found = ops.convert_to_numpy(sampled(X, matrix))
    for image, drawn, one in zip(X, found, np.asarray(matrix), strict=True):
        for channel in range(2):
            expected = by_scipy(image[..., channel], one)
            np.testing.assert_allclose(drawn[..., channel], expected, atol=2e-5)


def test_turns_and_moves_of_whole_pixels_move_pixels():
    square = X[:, :, :9]
    quarter = ops.convert_to_numpy(sampled(square, turning(numbers(*[np.pi / 2] * 3))))
    np.testing.assert_allclose(quarter, np.rot90(square, -1, axes=(1, 2)), atol=1e-5)
    moved = ops.convert_to_numpy(sampled(X, moving(numbers(2, 2, 2), numbers(-1, -1, -1))))
    np.testing.assert_allclose(moved[:, :-1, 2:], X[:, 1:, :-2], atol=1e-5)
    flipped = ops.convert_to_numpy(sampled(X, scaling(numbers(-1, -1, -1), numbers(1, 1, 1))))
    np.testing.assert_allclose(flipped, X[:, :, ::-1], atol=1e-5)


def test_beyond_the_border_is_a_mirror():
    found = ops.convert_to_numpy(mirrored(numbers(-2, -1, 0, 3, 4, 5, 8.5), 5))
    np.testing.assert_allclose(found, [2, 1, 0, 3, 4, 3, 0.5], atol=1e-6)


def test_the_inverse_undoes_a_map():
    matrix = chained(
        scaling(numbers(0.5, 2), numbers(3, 1)),
        turning(numbers(1, 2)),
        moving(*[numbers(4, 5)] * 2),
    )
    found = ops.convert_to_numpy(inverse(matrix) @ matrix)
    np.testing.assert_allclose(found, np.stack([np.eye(3)] * 2), atol=1e-5)


def test_colours_turn_about_grey():
    turn = ops.convert_to_numpy(about_grey(numbers(2 * np.pi / 3, 0)))
    np.testing.assert_allclose(turn[0] @ [1, 0, 0], [0, 1, 0], atol=1e-6)  # red becomes green
    np.testing.assert_allclose(turn[0] @ [0.4, 0.4, 0.4], [0.4, 0.4, 0.4], atol=1e-6)
    np.testing.assert_allclose(turn[1], np.eye(3), atol=1e-6)


@pytest.mark.parametrize("augment", [geometry, light])
def test_nothing_happens_with_probability_0(augment):
    seed = keras.random.SeedGenerator(0)
    x = RANDOM.uniform(-1, 1, (64, 8, 8, 3)).astype("float32")
    np.testing.assert_allclose(augment(x, 0.0, seed), x, atol=1e-5)
    changed = ops.convert_to_numpy(augment(x, 0.2, seed))
    same = np.abs(changed - x).max(axis=(1, 2, 3)) < 1e-4
    # Seven draws of geometry, of which turns twice count as one, five of light; some change naught.
    assert 0.05 < same.mean() < 0.6
    assert np.abs(ops.convert_to_numpy(augment(x, 1.0, seed)) - x).max() > 0.5


def test_light_is_as_wide_as_the_papers():
    grey = np.full((4000, 1, 1, 3), 0.5, "float32")
    found = ops.convert_to_numpy(light(grey, 1.0, keras.random.SeedGenerator(1)))
    np.testing.assert_allclose(found, found[..., :1] * np.ones(3), atol=1e-5)  # grey stays grey
    assert np.mean(found[..., 0] < 0) == pytest.approx(0.5, abs=0.03)  # luma flips half of the time
    grey = light(np.full((4000, 1, 1, 1), 0.5, "float32"), 1.0, keras.random.SeedGenerator(2))
    grey = ops.convert_to_numpy(grey).ravel()
    assert np.median(grey) == pytest.approx(0.5, abs=0.03)
    factor = np.random.default_rng(3).normal(size=(2, 200_000))
    expected = 2 ** (0.5 * factor[0]) * (0.5 + 0.2 * factor[1])
    np.testing.assert_allclose(
        np.quantile(grey, [0.1, 0.5, 0.9]), np.quantile(expected, [0.1, 0.5, 0.9]), atol=0.05
    )


def test_gradients_are_exact_to_the_second_order():
    """As penalties on the discriminator's slope need them: the map is linear in the pictures."""
    matrix = chained(turning(numbers(0.4, 1, 2)), moving(*[numbers(0.3, 2, 1)] * 2))
    x = tf.constant(X)
    weights = tf.constant(RANDOM.normal(size=X.shape).astype("float32"))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = tf.reduce_sum(weights * sampled(x, matrix) ** 2)
        slope = tape.gradient(value, x)
        length = tf.reduce_sum(slope * weights)
    found = outer.gradient(length, x)
    # value = sum w (A x)^2, slope = 2 A' w A x, and length's slope = 2 A' w A w.
    with tf.GradientTape() as tape:
        tape.watch(x)
        by_hand = tf.reduce_sum(2 * weights * sampled(x, matrix) * sampled(weights, matrix))
    np.testing.assert_allclose(found, tape.gradient(by_hand, x), atol=1e-4)


@pytest.mark.parametrize(("right", "step"), [(100, 0.08), (81, 0.08), (79, -0.08), (0, -0.08)])
def test_the_probability_goes_where_overfitting_says(right, step):
    """r_t is 2 right - 1 of a hundred: the target, 0.6, is where 80 are right."""
    layer = AdaptiveAugment(start=0.3, pictures=1600, every=4)
    logits = np.where(np.arange(100) < right, 3.0, -0.1).astype("float32")[:, None]
    layer.adapt(logits, 32)
    assert float(layer.probability) == pytest.approx(0.3 + step, abs=1e-6)


def test_the_probability_stays_one():
    layer = AdaptiveAugment(start=0.99, pictures=100)
    layer.adapt(np.ones((4, 1), "float32"), 64)
    assert float(layer.probability) == 1.0
    for _ in range(2):
        layer.adapt(-np.ones((4, 1), "float32"), 64)
    assert float(layer.probability) == 0.0


def test_each_picture_by_itself_and_in_training_alone():
    layer = AdaptiveAugment(start=1.0, seed=3)
    x = np.repeat(RANDOM.uniform(-1, 1, (1, 8, 8, 3)), 4, axis=0).astype("float32")
    np.testing.assert_array_equal(layer(x), x)
    found = ops.convert_to_numpy(layer(x, training=True))
    assert np.abs(found - found[:1]).max(axis=(1, 2, 3))[1:].min() > 0.05
    half = layer(x.astype("float16"), training=True)
    assert half.shape == x.shape


def test_mistakes_and_saving():
    for arguments, sentence in (
        ({"target": 1.5}, "`target` must be a number above -1 and below 1, got 1.5"),
        ({"start": 2}, "`start` must be a probability, at most 1, got 2"),
        ({"pictures": 0}, "`pictures` must be a whole number of at least 1, got 0"),
        ({"every": 0}, "`every` must be a whole number of at least 1, got 0"),
    ):
        with pytest.raises(ValueError, match=sentence):
            AdaptiveAugment(**arguments)
    layer = AdaptiveAugment(0.5, 1000, 0.2, 8, seed=4)
    assert AdaptiveAugment.from_config(layer.get_config()).get_config() == layer.get_config()
