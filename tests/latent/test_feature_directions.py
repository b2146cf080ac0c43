"""Directions among a generator's maps: an attribute that its latents have only beside another."""

import keras
import numpy as np
import pytest
from keras import layers

import keras_gan_zoo
from keras_gan_zoo.latent import feature_direction, move

LATENTS = np.random.default_rng(0).standard_normal((1500, 3)).astype("float32")


def model(draw):
    judge = keras.Sequential(
        [keras.Input(draw.output_shape[1:]), layers.Flatten(), layers.Dense(1)]
    )
    return keras_gan_zoo.registry.find("gan").load()(draw, judge)


@pytest.fixture(scope="module")
def tied():
    """A generator whose lower half is bright only where its upper half is, with some texture."""
    features = layers.Dense(2, activation="relu", name="features")
    maps = layers.Dense(4 * 4 * 2, name="maps")
    picture = layers.Conv2D(1, 1, activation="tanh", name="picture")
    draw = keras.Sequential(
        [
            keras.Input((3,)),
            features,
            maps,
            layers.Reshape((4, 4, 2)),
            layers.UpSampling2D(),
            picture,
        ],
        name="generator",
    )
    # Of the first latent how bright the upper half is, and from 1 on the lower half too.
    features.set_weights([np.array([[1.0, 1.0], [0, 0], [0, 0]]), np.array([2.0, -1.0])])
    kernel = 0.05 * np.random.default_rng(1).standard_normal((2, 4, 4, 2))
    kernel[0, :2, :, 0] += 0.5
    kernel[1, 2:, :, 0] += 1.0
    bias = np.zeros((4, 4, 2))
    bias[..., 0] = -1.0
    maps.set_weights([kernel.reshape(2, -1), bias.ravel()])
    picture.set_weights([np.array([1.0, 0.1]).reshape(1, 1, 2, 1), np.zeros(1)])
    return model(draw)


def halves(images):
    """Tells of pictures whether their lower half is bright, and how bright the upper one is."""
    upper, lower = images[:, :4].mean(axis=(1, 2, 3)), images[:, 4:].mean(axis=(1, 2, 3))
    return lower > -0.4, np.digitize(upper, [-0.6, -0.2, 0.2])


def test_moves_the_place_of_the_attribute_and_leaves_what_it_comes_with(tied):
    bright, upper = halves(tied.generate(latents=LATENTS[:1000]))
    found = feature_direction(
        tied, LATENTS[:1000], bright, keep=[upper.astype(str)], size=4, share=0.5
    )
    np.testing.assert_array_equal(
        found.places, np.repeat([[False], [True]], 2, axis=0).repeat(4, 1)
    )
    fresh = LATENTS[1000:]
    before = halves(tied.generate(latents=fresh))
    after = halves(found.generate(fresh, 1.5))
    assert before[0].mean() < 0.2 and after[0].mean() > 0.95
    assert (before[1] == after[1]).mean() > 0.99


def test_is_the_coefficient_of_least_squares(tied):
    bright, upper = halves(tied.generate(latents=LATENTS))
    third = LATENTS[:, 2] > 0
    found = feature_direction(tied, LATENTS, bright, keep=[upper, third], size=4, share=0.4)
    maps = np.asarray(found.first(LATENTS)).reshape(len(LATENTS), -1)
    table = np.column_stack(
        [np.ones(len(LATENTS)), bright, third, *(upper == one for one in (1, 2, 3))]
    )
    effects, *_ = np.linalg.lstsq(table, maps, rcond=None)
    expected = effects[1].reshape(4, 4, 2) * found.places[..., None]
    np.testing.assert_allclose(found.direction, expected, atol=1e-4)
    assert 6 <= found.places.sum() <= 7


def test_draws_what_the_generator_draws(tied):
    bright, _ = halves(tied.generate(latents=LATENTS))
    found = feature_direction(tied, LATENTS, bright, size=8)
    drawn = found.generate(LATENTS[:300], 0)
    np.testing.assert_allclose(drawn, tied.generate(latents=LATENTS[:300]), atol=1e-5)
    rows = found.generate(LATENTS[:5], [0.0, 2.0])
    assert rows.shape == (5, 2, 8, 8, 1)
    np.testing.assert_allclose(rows[:, 0], drawn[:5], atol=1e-5)
    moved = move(found.first(LATENTS[:5]), found.direction, 2.0)
    np.testing.assert_allclose(rows[:, 1], found.rest(moved), atol=1e-5)


@pytest.mark.parametrize("body", ["dcgan", "resnet", "mlp"])
def test_generators_of_the_zoo_are_divided_or_refused(body):
    image_shape = (32, 32, 3)
    gan = keras_gan_zoo.get("gan", image_shape=image_shape, body=body, seed=0)
    latents = gan.sample_latents(np.zeros((40, 1))).numpy()
    labels = latents[:, 0] > 0
    if body == "mlp":
        with pytest.raises(ValueError, match=r"`size` must be the height of maps .* got 16"):
            feature_direction(gan, latents, labels)
        return
    found = feature_direction(gan, latents, labels)
    np.testing.assert_allclose(found.generate(latents, 0), gan.generate(latents=latents), atol=1e-4)
    assert found.places.shape == (16, 16)


def test_mistakes_are_named(tied):
    bright, _ = halves(tied.generate(latents=LATENTS))
    for arguments, message in (
        ({"size": 16}, r"`size` must be the height of maps .*generator's are 4, 8 high, got 16"),
        ({"share": 1.5}, r"`share` must be a number above 0 and below 1, got 1.5"),
        ({"keep": [bright[:9]]}, r"`keep\[0\]` must hold one label .* 1500 latents, .*\(9,\)"),
        ({"keep": [~bright]}, r"`has_attribute` follows from the labels in `keep`"),
    ):
        with pytest.raises(ValueError, match=message):
            feature_direction(tied, LATENTS, bright, **{"size": 4, **arguments})
    with pytest.raises(ValueError, match=r"one label for each of the latents"):
        feature_direction(tied, LATENTS, bright[:9], size=4)
    translator = keras_gan_zoo.get("discogan", image_shape=(16, 16, 1), width=2, downsamplings=2)
    with pytest.raises(TypeError, match=r"`gan` must draw from latents alone .* got DiscoGAN"):
        feature_direction(translator, LATENTS, bright)
