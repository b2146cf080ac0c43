"""The divergence of normal distributions, against quadrature."""

import numpy as np

from keras_gan_zoo.losses.normal import kl_from_standard_normal


def test_kl_is_the_expectation_of_the_log_ratio():
    random = np.random.default_rng(0)
    mean, log_deviation = random.normal(size=(2, 6, 3))
    # Exact for polynomials up to the fifth degree, and the log-ratio is one of the second.
    nodes, weights = np.polynomial.hermite_e.hermegauss(3)
    weights = weights / weights.sum()
    z = mean[..., None] + np.exp(log_deviation)[..., None] * nodes
    log_q = -0.5 * nodes**2 - log_deviation[..., None]
    expected = ((log_q + 0.5 * z**2) @ weights).sum(axis=-1)
    found = kl_from_standard_normal(np.float32(mean), np.float32(log_deviation))
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert found.shape == (6,)


def test_kl_of_itself_is_0_and_does_not_overflow_half_precision():
    np.testing.assert_array_equal(kl_from_standard_normal(np.zeros((2, 4)), np.zeros((2, 4))), 0)
    large = kl_from_standard_normal(np.full((1, 500), 20, "float16"), np.zeros((1, 500), "float16"))
    np.testing.assert_allclose(large, 0.5 * 500 * 400)
