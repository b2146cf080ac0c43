import numpy as np
import pytest
from scipy.spatial import distance

from keras_gan_zoo.metrics.pictures.class_coverage import class_coverage
from keras_gan_zoo.metrics.pictures.ndb import k_means, statistically_different_bins
from keras_gan_zoo.metrics.pictures.support_size import support_size
from keras_gan_zoo.metrics.proportions import (
    jensen_shannon,
    kullback_leibler,
    two_proportion_z,
)


@pytest.fixture
def stats():
    """scipy.stats, imported late: each worker would need a second for what one of them uses."""
    from scipy import stats

    return stats


def eight_modes(generator, count, modes=8):
    angle = 2 * np.pi * generator.integers(0, modes, count) / 8
    return 5 * np.stack([np.cos(angle), np.sin(angle)], 1) + generator.normal(0, 0.1, (count, 2))


def test_jensen_shannon_equals_scipy():
    a, b = np.random.default_rng(0).integers(0, 50, (2, 20))
    expected = distance.jensenshannon(a, b, base=2) ** 2
    assert jensen_shannon(a, b) == pytest.approx(expected, rel=1e-12)
    assert jensen_shannon(a, 3 * a) == pytest.approx(0, abs=1e-12)
    assert jensen_shannon([4, 0], [0, 9]) == 1.0


def test_kullback_leibler_equals_scipy(stats):
    a, b = np.random.default_rng(0).integers(1, 50, (2, 20))
    assert kullback_leibler(a, b) == pytest.approx(stats.entropy(a, b), rel=1e-12)
    # One mode of a thousand, as the papers count it.
    assert kullback_leibler(np.eye(1000)[0], np.ones(1000)) == pytest.approx(np.log(1000))
    assert kullback_leibler([1, 1], [1, 0]) == np.inf


def test_two_proportion_z_squared_is_the_chi_square_statistic(stats):
    z = two_proportion_z([30, 70], [90, 110])
    expected = stats.chi2_contingency([[30, 70], [90, 110]], correction=False).statistic
    np.testing.assert_allclose(z**2, expected, rtol=1e-12)
    assert z[0] < 0 < z[1]
    np.testing.assert_array_equal(two_proportion_z([5, 0], [5, 0]), [0, 0])


def test_a_dropped_and_a_rare_class_are_named(stats):
    real = np.repeat(np.arange(10), 200)
    generated = real[~np.isin(real, [3])]
    generated = np.concatenate([generated[generated != 7], np.full(20, 7)])
    coverage = class_coverage(generated, real, 10, "lenet", source="mnist/test")
    assert coverage.under_represented == [3, 7]
    assert coverage.modes.value == 9
    assert coverage.divergence.name == "class_jsd1620_lenet"
    assert 0.05 < coverage.divergence.value < 0.15
    counts = np.bincount(generated, minlength=10)
    assert coverage.kl.value == pytest.approx(stats.entropy(counts, np.bincount(real)))


def test_a_healthy_generator_is_not_accused():
    accusations = 0
    for seed in range(50):
        real, generated = np.random.default_rng(seed).integers(0, 10, (2, 1000))
        accusations += len(class_coverage(generated, real, 10, "lenet").under_represented)
    assert accusations == 0


def test_k_means_finds_well_separated_modes():
    samples = eight_modes(np.random.default_rng(0), 800)
    centres = k_means(samples, 8, seed=1)
    angle = 2 * np.pi * np.arange(8) / 8
    expected = 5 * np.stack([np.cos(angle), np.sin(angle)], 1)
    assert distance.cdist(expected, centres).min(axis=1).max() < 0.1


def test_ndb_of_a_perfect_generator_is_the_significance_and_dropping_is_seen():
    generator = np.random.default_rng(1)
    real = eight_modes(generator, 2000)
    healthy = [
        statistically_different_bins(eight_modes(generator, 2000), real, bins=20, seed=seed)
        for seed in range(3)
    ]
    assert np.mean([result.different.value for result in healthy]) < 0.15
    dropped = statistically_different_bins(eight_modes(generator, 2000, modes=4), real, bins=20)
    assert dropped.different.value > 0.9
    assert dropped.divergence.value > 20 * healthy[0].divergence.value
    assert dropped.different.name == "ndb20_2k_given"


def test_support_of_a_generator_with_so_many_pictures():
    generator = np.random.default_rng(2)
    real = generator.normal(size=(1000, 8))
    for pictures in (20, 100):
        drawn = real[generator.integers(0, pictures, 1000)]
        result = support_size(drawn, real)
        assert result.estimate.value == pytest.approx(pictures, rel=0.1)
    healthy = support_size(generator.normal(size=(1000, 8)), real)
    assert healthy.estimate.value > 0.3 * healthy.real_estimate > 10000


def test_mistakes_are_named():
    with pytest.raises(ValueError, match=r"generated_classes must lie in \[0, classes=10\)"):
        class_coverage([11], [1], 10, "lenet")
    with pytest.raises(ValueError, match="must be a non-empty integer array"):
        class_coverage([0.5], [1], 10, "lenet")
    with pytest.raises(ValueError, match="bins must be between 1 and the 5 real samples"):
        statistically_different_bins(np.zeros((9, 2)), np.zeros((5, 2)))
    with pytest.raises(ValueError, match="significance must be between 0 and 1"):
        statistically_different_bins(np.zeros((9, 2)), np.zeros((5, 2)), 2, significance=5)
    with pytest.raises(ValueError, match="quantile must be between 0 and 1"):
        support_size(np.zeros((9, 2)), np.zeros((5, 2)), quantile=1.5)
