"""FittedGaussian: three ways to the same moments, and what it makes of standard normal numbers."""

import keras
import numpy as np
import pytest
from keras import ops
from tiny import numpy

from keras_gan_zoo.layers import FittedGaussian

LENGTH = 3
MIX = np.array([[1.0, 0.5, 0.0], [0.0, 0.3, 0.1], [0.2, 0.0, 2.0]])
CODES = (np.random.default_rng(0).normal(size=(400, LENGTH)) @ MIX + [5, -2, 0]).astype("float32")


def layer(**arguments):
    gaussian = FittedGaussian(**arguments)
    gaussian.build((None, LENGTH))
    return gaussian


def check(gaussian, codes, **tolerance):
    tolerance = {"rtol": 1e-4, "atol": 1e-4, **tolerance}
    codes = np.asarray(codes, "float64")
    np.testing.assert_allclose(numpy(gaussian.mean), codes.mean(axis=0), **tolerance)
    covariance = np.cov(codes.T, bias=True)
    np.testing.assert_allclose(numpy(gaussian.covariance), covariance, **tolerance)
    ridge = 1e-5 * np.trace(covariance) * np.eye(LENGTH)
    factor = numpy(gaussian.factor)
    np.testing.assert_allclose(factor @ factor.T, covariance + ridge, **tolerance)


def test_it_is_standard_normal_before_it_is_fitted():
    e = np.random.default_rng(1).normal(size=(5, LENGTH)).astype("float32")
    np.testing.assert_array_equal(layer()(e), e)


def test_it_takes_all_codes_at_once_and_draws_more_of_them():
    gaussian = layer()
    gaussian.fit_to(CODES)
    check(gaussian, CODES)
    e = np.random.default_rng(1).normal(size=(200_000, LENGTH)).astype("float32")
    drawn = numpy(gaussian(e))
    np.testing.assert_allclose(drawn.mean(axis=0), CODES.mean(axis=0), atol=0.02)
    np.testing.assert_allclose(np.cov(drawn.T), np.cov(CODES.T), atol=0.06)


def test_what_comes_in_batches_is_followed_from_the_first_on():
    gaussian = layer(momentum=0.9)
    for batch in CODES[:200].reshape(5, 40, LENGTH):
        gaussian.follow(batch)
    check(gaussian, CODES[:200])  # five batches, of which a momentum of 0.9 counts each alike
    for _ in range(200):
        gaussian.follow(CODES[200:] + 3.0)
    check(gaussian, CODES[200:] + 3.0, rtol=1e-3)


def test_codes_that_have_moved_are_replaced():
    gaussian, codes = layer(), CODES.copy()
    gaussian.fit_to(codes)
    random = np.random.default_rng(2)
    for _ in range(100):
        rows = random.choice(len(codes), 32, replace=False)
        moved = codes[rows] * 0.9 + random.normal(size=(32, LENGTH)).astype("float32")
        gaussian.replace(codes[rows], moved, len(codes))
        codes[rows] = moved
    check(gaussian, codes, rtol=1e-3)


def test_codes_in_a_plane_or_in_a_point_have_a_factor():
    for codes in (CODES * [1, 0, 0], np.zeros((4, LENGTH)), CODES[:1]):
        gaussian = layer()
        gaussian.fit_to(codes.astype("float32"))
        assert np.isfinite(numpy(gaussian.factor)).all()
        drawn = numpy(gaussian(np.zeros((1, LENGTH), "float32")))
        np.testing.assert_allclose(drawn[0], codes.mean(axis=0), rtol=1e-5, atol=1e-5)


def test_codes_that_are_not_finite_are_passed_over():
    gaussian = layer()
    gaussian.fit_to(CODES)
    gaussian.follow(np.where(CODES > 6, np.nan, CODES))
    check(gaussian, CODES)


def test_no_gradient_reaches_the_codes_through_it():
    import tensorflow as tf

    gaussian, codes = layer(), tf.constant(CODES[:8])
    with tf.GradientTape() as tape:
        tape.watch(codes)
        gaussian.follow(codes)
        value = ops.sum(gaussian(ops.ones((1, LENGTH))))
    assert tape.gradient(value, codes) is None


def test_settings_are_saved_and_refused():
    again = FittedGaussian.from_config(layer(momentum=0.5).get_config())
    assert again.momentum == 0.5 and not again.trainable
    assert keras.saving.get_registered_name(FittedGaussian) == "keras_gan_zoo>FittedGaussian"
    with pytest.raises(ValueError, match="`momentum` must be a number"):
        FittedGaussian(momentum=1.0)
