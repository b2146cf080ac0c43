"""How likely a decoder's last layer finds a picture, against SciPy's distributions."""

import keras
import numpy as np
import pytest
from keras import ops
from scipy import stats
from tiny import numpy

from keras_gan_zoo.layers import (
    BernoulliLikelihood,
    DiscretizedLogisticLikelihood,
    GaussianLikelihood,
)
from keras_gan_zoo.layers.likelihoods import LEAST_LOG_SCALE, get_likelihood

RANDOM = np.random.default_rng(0)
SHAPE = (3, 4, 4, 2)
SHADES = RANDOM.integers(0, 256, SHAPE)
SHADES[0, :2], SHADES[1, :2] = 0, 255
PICTURES = np.float32(SHADES / 127.5 - 1)
PARAMETERS = RANDOM.normal(size=(*SHAPE[:3], 4)).astype("float32")


def test_bernoulli_is_the_probability_of_black_and_white():
    white, logits = PICTURES > 0, PARAMETERS[..., :2]
    layer = BernoulliLikelihood()
    p = 1 / (1 + np.exp(-logits.astype("float64")))
    expected = stats.bernoulli.logpmf(white, p).sum(axis=(1, 2, 3))
    found = layer.log_likelihood(np.where(white, 1.0, -1.0), logits)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    np.testing.assert_allclose(layer(logits), 2 * p - 1, atol=1e-6)


def test_bernoulli_takes_shades_for_probabilities():
    logits = PARAMETERS[..., :2]
    draws = np.random.default_rng(1).uniform(size=(4000, *SHAPE)) < (PICTURES + 1) / 2
    drawn = BernoulliLikelihood().log_likelihood(
        np.where(draws, 1.0, -1.0).reshape(-1, *SHAPE[1:]), np.tile(logits, (4000, 1, 1, 1))
    )
    mean = numpy(drawn).reshape(4000, -1).mean(axis=0)
    np.testing.assert_allclose(BernoulliLikelihood().log_likelihood(PICTURES, logits), mean, 0.02)


def test_bernoulli_of_sure_logits_is_finite():
    wrong = BernoulliLikelihood().log_likelihood(
        np.ones((1, 1, 1, 1)), np.full((1, 1, 1, 1), -90.0)
    )
    assert float(wrong[0]) == pytest.approx(-90)


@pytest.mark.parametrize(("deviation", "bounded"), [(0.3, True), (2.0, False)])
def test_gaussian_is_a_density(deviation, bounded):
    layer, raw = GaussianLikelihood(deviation, bounded), PARAMETERS[..., :2]
    mean = np.tanh(raw.astype("float64")) if bounded else raw
    expected = stats.norm.logpdf(PICTURES, mean, deviation).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(layer.log_likelihood(PICTURES, raw), expected, rtol=1e-5)
    np.testing.assert_allclose(layer(raw), mean, atol=1e-6)


def logistic_masses(mean, scale):
    """Returns the probabilities of the 256 shades, as differences of the distribution function."""
    edges = np.concatenate([[-np.inf], (np.arange(255) + 0.5) / 127.5 - 1, [np.inf]])
    return np.diff(stats.logistic.cdf(edges, mean, scale))


def test_discretized_logistic_is_the_mass_of_a_shade():
    layer = DiscretizedLogisticLikelihood()
    means, scales = np.tanh(PARAMETERS[..., :2].astype("float64")), np.exp(PARAMETERS[..., 2:])
    expected = [
        np.log(logistic_masses(mean, scale)[shade])
        for mean, scale, shade in zip(means.flat, scales.flat, SHADES.flat, strict=True)
    ]
    found = layer.log_likelihood(PICTURES, PARAMETERS)
    expected = np.reshape(expected, SHAPE).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(found, expected, rtol=1e-4)
    np.testing.assert_allclose(layer(PARAMETERS), means, atol=1e-6)


@pytest.mark.parametrize("log_scale", [-8.0, -5.0, -2.0, 3.0])
@pytest.mark.parametrize("raw_mean", [-3.0, 0.0, 0.3, 9.0])
def test_the_probabilities_of_all_shades_sum_to_1(log_scale, raw_mean):
    shades = np.float32(np.arange(256) / 127.5 - 1).reshape(256, 1, 1, 1)
    parameters = np.tile(np.float32([raw_mean, log_scale]), (256, 1, 1, 1))
    found = numpy(DiscretizedLogisticLikelihood().log_likelihood(shades, parameters))
    assert np.isfinite(found).all()
    assert np.exp(found).sum() == pytest.approx(1, abs=1e-4)
    scale = np.exp(max(log_scale, LEAST_LOG_SCALE))
    masses = logistic_masses(np.tanh(raw_mean), scale)
    np.testing.assert_allclose(np.exp(found), masses, atol=1e-4)


def test_what_lies_between_two_shades_is_rounded():
    layer, parameters = DiscretizedLogisticLikelihood(), PARAMETERS
    moved = PICTURES + np.float32(0.4 / 127.5) * np.where(SHADES < 128, 1, -1)
    whole = layer.log_likelihood(PICTURES, parameters)
    np.testing.assert_array_equal(layer.log_likelihood(np.float32(moved), parameters), whole)


@pytest.mark.parametrize("name", ["bernoulli", "gaussian", "discretized_logistic"])
def test_several_parameters_of_each_picture(name):
    layer = get_likelihood(name, SHAPE[1:])
    parameters = RANDOM.normal(size=(5, *SHAPE[:3], 2 * layer.parameters)).astype("float32")
    together = layer.log_likelihood(PICTURES, parameters)
    assert together.shape == (5, 3)
    for one, row in zip(parameters, together, strict=True):
        np.testing.assert_allclose(layer.log_likelihood(PICTURES, one), row, rtol=1e-5)


@pytest.mark.parametrize("name", ["bernoulli", "gaussian", "discretized_logistic"])
def test_half_precision_is_judged_in_float32(name):
    layer = get_likelihood(name, (64, 64, 3))
    parameters = ops.zeros((1, 64, 64, 3 * layer.parameters), "float16")
    found = layer.log_likelihood(ops.full((1, 64, 64, 3), -1.0, "float16"), parameters)
    assert found.dtype == "float32" and layer(parameters).dtype == "float32"
    single = layer.log_likelihood(np.full((1, 64, 64, 3), -1.0), ops.cast(parameters, "float32"))
    np.testing.assert_array_equal(found, single)


def test_settings_are_saved():
    layer = GaussianLikelihood(0.7, bounded=False, name="points")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert (again.deviation, again.bounded, again.name) == (0.7, False, "points")


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"`likelihood` must be .*'bernouli'.*mean 'bernoulli'"):
        get_likelihood("bernouli", (8, 8, 1))
    with pytest.raises(ValueError, match=r"`likelihood` must be 'gaussian' for points"):
        get_likelihood("bernoulli", (2,))
    with pytest.raises(ValueError, match=r"`deviation` is of likelihood='gaussian' alone, got 0.3"):
        get_likelihood("bernoulli", (8, 8, 1), deviation=0.3)
    with pytest.raises(ValueError, match=r"`deviation` must be a number above 0, got 0"):
        GaussianLikelihood(0)
