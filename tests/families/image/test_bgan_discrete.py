"""BGAN on black and white pictures: probabilities, weights and the policy gradient."""

import keras
import numpy as np
import pytest
from keras import ops
from tiny import numpy, rates, reloaded, sigmoid, step, tiny

from keras_gan_zoo.families.image.bgan import log_probability

SHAPE = (4, 4, 1)
BATCH = np.where(np.random.default_rng(0).random((6, *SHAPE)) < 0.5, 1, -1).astype("float32")


def small(**arguments):
    return tiny("bgan_discrete", image_shape=SHAPE, samples=3, **arguments)


def test_log_probability_is_that_of_independent_pixels():
    expected = np.random.default_rng(1).uniform(-0.9, 0.9, (6, *SHAPE)).astype("float32")
    white = (1 + expected.astype("float64")) / 2
    by_hand = [
        sum(np.log(p if pixel == 1 else 1 - p) for pixel, p in zip(x.flat, w.flat, strict=True))
        for x, w in zip(BATCH, white, strict=True)
    ]
    np.testing.assert_allclose(numpy(log_probability(BATCH, expected)), by_hand, rtol=1e-4)
    assert np.isfinite(numpy(log_probability(BATCH, -BATCH))).all()  # impossible pictures


def test_pixels_have_the_means_they_are_drawn_with():
    gan = small()
    expected = ops.broadcast_to(ops.reshape(ops.linspace(-1.0, 1.0, 16), SHAPE), (4000, *SHAPE))
    drawn = numpy(gan.draw_pixels(expected))
    assert set(np.unique(drawn)) == {-1, 1}
    np.testing.assert_allclose(drawn.mean(0), numpy(expected[0]), atol=0.06)


def test_step_is_algorithm_1():
    gan = small(discriminator_normalization="none")
    drawn, draw = [], gan.draw_pixels
    gan.draw_pixels = lambda expected: drawn.append((expected, draw(expected))) or drawn[-1][1]
    logged = step(gan, BATCH)
    assert len(drawn) == 3  # M pictures for each z
    real = sigmoid(numpy(gan.discriminator(BATCH)))
    logits = np.stack([numpy(gan.discriminator(x))[:, 0] for _, x in drawn], axis=1)
    fake = sigmoid(logits)
    weights = fake / (1 - fake)
    weights /= weights.sum(axis=1, keepdims=True)
    log_probs = np.stack([numpy(log_probability(x, mean)) for mean, x in drawn], axis=1)
    assert logged == pytest.approx(
        {
            "discriminator_loss": -np.mean(np.log(real)) - np.mean(np.log(1 - fake[:, 0])),
            "generator_loss": -np.mean(np.sum((weights - 1 / 3) * log_probs, axis=1)),
            "log_odds": logits.mean(),
        },
        rel=1e-3,
        abs=1e-6,
    )


def test_the_generator_learns_what_the_discriminator_likes():
    """A discriminator that scores the share of white pixels makes the pictures white."""
    gan = small(still=False, generator_normalization="none")
    flat = keras.layers.Flatten()(gan.discriminator.input)
    white = keras.layers.Dense(1, use_bias=False, kernel_initializer="ones", name="logits")(flat)
    judge = keras.Model(gan.discriminator.input, white)
    gan = type(gan)(gan.generator, judge, samples=8, seed=5)
    gan.compile({"generator": {"learning_rate": 0.02}, "discriminator": {"learning_rate": 0.0}})
    before = gan.generate(64, seed=0).mean()
    for _ in range(40):
        gan.train_on_batch(BATCH)
    assert gan.generate(64, seed=0).mean() > before + 0.3


def test_packs_share_their_weight():
    gan = small(packing=2)
    odds = numpy(gan.log_odds([BATCH, -BATCH]))
    assert odds.shape == (6, 2)
    np.testing.assert_array_equal(odds[::2], odds[1::2])
    assert np.isfinite(list(step(gan, BATCH).values())).all()


def test_generates_black_and_white_pictures():
    gan = small()
    images = gan.generate(5, seed=3)
    assert images.shape == (5, *SHAPE) and set(np.unique(images)) == {-1, 1}
    np.testing.assert_array_equal(images, gan.generate(5, seed=3))
    assert np.any(images != gan.generate(5, seed=4))


def test_defaults_and_saving(tmp_path):
    gan = small(still=False)
    assert set(rates(gan).values()) == {(1e-4, 0.5)}
    assert reloaded(gan, tmp_path).samples == 3


def test_what_is_refused():
    grey = BATCH.copy()
    grey[2, 1, 1] = 0.25
    with pytest.raises(ValueError, match=r"must be black and white.*got 0.25; pass np.where"):
        small().fit(grey, batch_size=3, verbose=0)
    with pytest.raises(ValueError, match=r"'feature_matching' of the generator, through whose"):
        small(penalties="feature_matching")
    with pytest.raises(ValueError, match=r"`samples` must be a whole number of at least 2"):
        tiny("bgan_discrete", image_shape=SHAPE, samples=1)
    with pytest.raises(ValueError, match=r"`discriminator` has the BatchNormalization '.*spectral"):
        small(discriminator_normalization="batch")
