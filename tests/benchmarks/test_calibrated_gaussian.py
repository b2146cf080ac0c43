"""The Gaussian whose deviation is the most likely one, and the VAE that ends in it."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from benchmarks.families.lectures.calibrated_gaussian import (
    CalibratedGaussian,
    calibrated_vae,
    deviation_of,
)
from keras_gan_zoo.layers.likelihoods import GaussianLikelihood

POINTS = np.random.default_rng(0).normal(size=(50, 2)).astype("float32")
MEANS = POINTS + np.random.default_rng(1).normal(0, 0.3, (50, 2)).astype("float32")
ERROR = float(np.square(POINTS - MEANS).mean())


def test_no_other_deviation_makes_the_batch_more_likely():
    found = float(ops.sum(CalibratedGaussian(bounded=False).log_likelihood(POINTS, MEANS)))
    assert found == pytest.approx(-50 * math.log(2 * math.pi * math.e * ERROR), rel=1e-5)
    others = [
        float(ops.sum(GaussianLikelihood(by, bounded=False).log_likelihood(POINTS, MEANS)))
        for by in math.sqrt(ERROR) * np.array([0.9, 1.0, 1.1])
    ]
    assert others[1] == pytest.approx(found, rel=1e-5)
    assert max(others[0], others[2]) < found - 0.5


def test_its_gradient_is_that_of_the_logarithm_of_the_error():
    means, layer = tf.Variable(MEANS), CalibratedGaussian(bounded=False)
    with tf.GradientTape() as tape:
        lost = -tf.reduce_sum(layer.log_likelihood(POINTS, means))
    # Of 100 / 2 log(mean of 100 squares).
    expected = 50 * (2 / 100) * (MEANS - POINTS) / ERROR
    np.testing.assert_allclose(tape.gradient(lost, means), expected, rtol=1e-4)


def test_pictures_are_bounded_and_points_are_not():
    far = np.full((1, 2), 3.0, "float32")
    np.testing.assert_allclose(CalibratedGaussian()(far), np.tanh(far), rtol=1e-6)
    np.testing.assert_array_equal(CalibratedGaussian(bounded=False)(far), far)
    layer = CalibratedGaussian(bounded=False, name="points")
    again = keras.layers.deserialize(keras.layers.serialize(layer))
    assert (again.bounded, again.name) == (False, "points")


class HalfNoise:
    """A VAE that codes a point by itself, with noise of deviation 1/2, and decodes the code."""

    def inference_network(self, name):
        return lambda x, training: (x, np.full_like(x, math.log(0.5)))

    def generate(self, latents, batch_size):
        return latents


def test_the_deviation_is_that_around_what_noisy_codes_decode_to():
    points = np.random.default_rng(2).normal(size=(5000, 2)).astype("float32")
    assert deviation_of(HalfNoise(), points, batch_size=700) == pytest.approx(0.5, rel=0.03)


def test_the_vae_is_the_familys_but_for_its_last_layer():
    import keras_gan_zoo

    ours = calibrated_vae("mlp", (2,), 2, 8, seed=5)
    theirs = keras_gan_zoo.get(
        "vae", image_shape=(2,), latent_dim=2, width=8, likelihood="gaussian", seed=5
    )
    for mine, other in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, other)
    assert isinstance(ours.likelihood, CalibratedGaussian) and not ours.likelihood.bounded
    told = calibrated_vae("dcgan", (16, 16, 1), 2, 4, seed=5, deviation=0.1).likelihood
    assert isinstance(told, GaussianLikelihood) and told.bounded and told.deviation == 0.1
