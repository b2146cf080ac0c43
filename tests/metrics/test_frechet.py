import numpy as np
import pytest
from scipy import linalg

from keras_gan_zoo import metrics


def statistics_of(features):
    statistics = metrics.GaussianStatistics(features.shape[1])
    statistics.update(features)
    return statistics


def distance_by_sqrtm(a, b):
    root = linalg.sqrtm(a.covariance @ b.covariance)
    return np.square(a.mean - b.mean).sum() + np.trace(
        a.covariance + b.covariance - 2 * np.real(root)
    )


def orthogonal(generator, size):
    return np.linalg.qr(generator.normal(size=(size, size)))[0]


def test_commuting_covariances_in_closed_form():
    generator = np.random.default_rng(0)
    basis = orthogonal(generator, 64)
    variances_a, variances_b = generator.uniform(0.01, 100, (2, 64))
    mean_a, mean_b = generator.normal(size=(2, 64))
    a = metrics.GaussianStatistics.from_moments(mean_a, (basis * variances_a) @ basis.T, 1000)
    b = metrics.GaussianStatistics.from_moments(mean_b, (basis * variances_b) @ basis.T, 1000)
    expected = np.square(mean_a - mean_b).sum()
    expected += np.square(np.sqrt(variances_a) - np.sqrt(variances_b)).sum()
    assert metrics.frechet_distance(a, b) == pytest.approx(expected, rel=1e-12, abs=1e-8)


def test_two_dimensions_that_do_not_commute_in_closed_form():
    covariance_a = np.array([[2.0, 0.5], [0.5, 1.0]])
    covariance_b = np.array([[1.0, -0.7], [-0.7, 3.0]])
    product = covariance_a @ covariance_b
    # tr sqrt(M) = sqrt(tr M + 2 sqrt(det M)) for a 2x2 matrix of positive eigenvalues.
    root_trace = np.sqrt(np.trace(product) + 2 * np.sqrt(np.linalg.det(product)))
    expected = 25.0 + np.trace(covariance_a + covariance_b) - 2 * root_trace
    a = metrics.GaussianStatistics.from_moments([0, 0], covariance_a, 10)
    b = metrics.GaussianStatistics.from_moments([3, 4], covariance_b, 10)
    assert metrics.frechet_distance(a, b) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("count_a, count_b", [(500, 400), (40, 500), (40, 30)])
def test_streams_of_any_length_equal_sqrtm_and_numpy_cov(count_a, count_b):
    generator = np.random.default_rng(1)
    mixing = generator.normal(size=(100, 100)) * np.geomspace(1e-2, 10, 100)
    a = generator.normal(size=(count_a, 100)) @ mixing + 50
    b = generator.normal(size=(count_b, 100)) @ mixing.T + 49
    in_one, in_parts = statistics_of(a), metrics.GaussianStatistics(100)
    for start in range(0, count_a, 7):
        in_parts.update(a[start : start + 7])
    np.testing.assert_allclose(in_parts.mean, a.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(in_parts.covariance, np.cov(a.T), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(in_one.covariance, np.cov(a.T), rtol=1e-9, atol=1e-9)
    factor = in_parts.factor()
    np.testing.assert_allclose(factor.T @ factor, np.cov(a.T), rtol=1e-9, atol=1e-8)
    found = metrics.frechet_distance(in_parts, statistics_of(b))
    # sqrtm loses half the digits where a covariance is singular.
    accuracy = 1e-9 if min(count_a, count_b) > 100 else 1e-5
    assert found == pytest.approx(distance_by_sqrtm(in_one, statistics_of(b)), rel=accuracy)


def test_singular_covariances_given_as_matrices_in_closed_form():
    generator = np.random.default_rng(2)
    basis = orthogonal(generator, 80)
    variances_a, variances_b = np.zeros((2, 80))
    variances_a[:30] = generator.uniform(1, 5, 30)
    variances_b[20:45] = generator.uniform(1, 5, 25)
    a = metrics.GaussianStatistics.from_moments(np.zeros(80), (basis * variances_a) @ basis.T, 31)
    b = metrics.GaussianStatistics.from_moments(np.zeros(80), (basis * variances_b) @ basis.T, 26)
    expected = np.square(np.sqrt(variances_a) - np.sqrt(variances_b)).sum()
    assert metrics.frechet_distance(a, b) == pytest.approx(expected, abs=1e-8)
    assert metrics.frechet_distance(a, a) == pytest.approx(0, abs=1e-8)


def test_few_samples_and_their_matrices_agree():
    generator = np.random.default_rng(3)
    a, b = generator.normal(size=(2, 20, 60))
    from_samples = metrics.frechet_distance(statistics_of(a), statistics_of(b))
    as_matrices = [
        metrics.GaussianStatistics.from_moments(x.mean(axis=0), np.cov(x.T), len(x)) for x in (a, b)
    ]
    assert from_samples == pytest.approx(metrics.frechet_distance(*as_matrices), rel=1e-9)


def test_a_repeated_sample_and_a_large_offset():
    constant = statistics_of(np.full((10, 5), 3.0))
    assert metrics.frechet_distance(constant, constant) == 0.0
    generator = np.random.default_rng(4)
    features = generator.normal(size=(3000, 5))
    shifted = statistics_of(features + 1e6)
    np.testing.assert_allclose(shifted.covariance, np.cov(features.T), rtol=1e-6, atol=1e-8)


def test_mistakes_are_named():
    statistics = metrics.GaussianStatistics(3)
    with pytest.raises(ValueError, match=r"features must have shape \(batch, 3\)"):
        statistics.update(np.zeros((2, 4)))
    with pytest.raises(ValueError, match="NaN"):
        statistics.update([[np.nan, 0, 0]])
    statistics.update(np.zeros((1, 3)))
    with pytest.raises(ValueError, match="at least 2 feature vectors, got 1"):
        metrics.frechet_distance(statistics, statistics)
    with pytest.raises(ValueError, match="same dimensions, got 3 and 2"):
        metrics.frechet_distance(statistics, statistics_of(np.eye(2)))
    with pytest.raises(ValueError, match="mean and covariance must have shapes"):
        metrics.GaussianStatistics.from_moments([0.0], np.eye(2), 5)
