"""Directions of attributes, found among samples whose attributes are known."""

import keras
import numpy as np
import pytest
from keras import layers

import keras_gan_zoo
from keras_gan_zoo.latent import attribute_direction, move, without

LATENTS = np.random.default_rng(0).standard_normal((2000, 6))


def test_finds_the_normal_of_a_noisy_boundary():
    normal = np.array([3.0, -1.0, 0.0, 2.0, 0.0, 0.5])
    noise = np.random.default_rng(1).logistic(size=len(LATENTS))
    found = attribute_direction(LATENTS, LATENTS @ normal + noise > 1.0)
    assert np.linalg.norm(found) == pytest.approx(1.0)
    assert found @ normal / np.linalg.norm(normal) > 0.99


def test_is_the_maximum_of_the_penalised_likelihood():
    # Compared with plain gradient ascent, which shares nothing with Newton's method.
    latents, ridge = LATENTS[:200, :2], 2.0
    labels = (latents[:, 0] + 0.5 * np.random.default_rng(2).standard_normal(200) > 0.3) * 1.0
    weights, offset = np.zeros(2), 0.0
    for _ in range(4000):
        rest = labels - 1 / (1 + np.exp(-latents @ weights - offset))
        weights += 0.01 * (latents.T @ rest - ridge * weights)
        offset += 0.01 * rest.sum()
    expected = weights / np.linalg.norm(weights)
    found = attribute_direction(latents, labels, ridge=ridge)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_perfectly_separable_samples_have_a_direction_too():
    found = attribute_direction(LATENTS, LATENTS[:, 2] > 0)
    assert found[2] > 0.99


def principal_components(pictures, latent_dim):
    """Returns a model whose generator draws real pictures' mean and principal components."""
    flat = pictures.reshape(len(pictures), -1)
    mean = flat.mean(axis=0)
    _, lengths, components = np.linalg.svd(flat - mean, full_matrices=False)
    kernel = components[:latent_dim] * lengths[:latent_dim, None] / len(pictures) ** 0.5
    dense = layers.Dense(flat.shape[1])
    draw = keras.Sequential(
        [keras.Input((latent_dim,)), dense, layers.Reshape(pictures.shape[1:])], name="generator"
    )
    dense.set_weights([kernel, mean])
    judge = keras.Sequential([keras.Input(pictures.shape[1:]), layers.Flatten(), layers.Dense(1)])
    return keras_gan_zoo.registry.find("gan").load()(draw, judge)


def test_moves_real_pictures_along_one_attribute_and_leaves_the_other(pictures):
    gan = principal_components(pictures[:128], latent_dim=6)

    def attributes(latents):
        images = gan.generate(latents=latents)[..., 0]
        half = images.shape[2] // 2
        left, right = images[:, :, :half].mean(axis=(1, 2)), images[:, :, half:].mean(axis=(1, 2))
        return images.mean(axis=(1, 2)) > 0.0, left > right

    bright, leftward = attributes(LATENTS[:1000])
    brighter = attribute_direction(LATENTS[:1000], bright)
    alone = without(brighter, [attribute_direction(LATENTS[:1000], leftward)])
    fresh = LATENTS[1000:]
    before, after = attributes(fresh), attributes(move(fresh, alone, 4.0))
    assert before[0].mean() < 0.3 and after[0].mean() > 0.9
    assert (after[1] == before[1]).mean() > 0.95


def test_without_is_the_projection():
    direction = np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(
        without(direction, [[0, 0, 1], [0, 0, 2]]), [5**-0.5, 2 * 5**-0.5, 0]
    )
    np.testing.assert_allclose(without(direction, []), direction / 14**0.5)
    with pytest.raises(ValueError, match="Nothing is left of `direction`"):
        without(direction, [direction, [0, 0, 1]])


def test_move_by_one_distance_or_several():
    direction = np.eye(6)[1]
    np.testing.assert_allclose(
        move(LATENTS[:2], direction, 2.0), LATENTS[:2] + 2 * direction, rtol=1e-6
    )
    rows = move(LATENTS[:2], direction, [-1.0, 0.0, 1.0])
    assert rows.shape == (2, 3, 6) and rows.dtype == "float32"
    np.testing.assert_allclose(rows[:, 2] - rows[:, 0], np.tile(2 * direction, (2, 1)), atol=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: attribute_direction(LATENTS, np.ones(3)), "one label for each of the latents"),
        (lambda: attribute_direction(LATENTS, np.ones(2000)), "is True for all 2000 samples"),
        (lambda: attribute_direction(LATENTS, np.arange(2000)), "True and False, or 1 and 0"),
        (lambda: attribute_direction(LATENTS, LATENTS[:, 0] > 0, ridge=0), "`ridge` must be"),
        (lambda: move(LATENTS, np.ones(5), 1.0), r"as long as the latents .* got \(5,\)"),
    ],
)
def test_mistakes_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
