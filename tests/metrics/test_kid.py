import itertools

import numpy as np
import pytest

from keras_gan_zoo import metrics
from keras_gan_zoo.metrics.pictures.kid import _estimate_and_variances, squared_mmd


def test_squared_mmd_equals_the_sum_over_pairs():
    generator = np.random.default_rng(0)
    a, b = generator.normal(size=(7, 3)), generator.normal(1, 2, size=(5, 3))

    def kernel(x, y):
        return (x @ y / 3 + 1) ** 3

    within_a = np.mean([kernel(x, y) for x, y in itertools.permutations(a, 2)])
    within_b = np.mean([kernel(x, y) for x, y in itertools.permutations(b, 2)])
    across = np.mean([kernel(x, y) for x in a for y in b])
    assert squared_mmd(a, b) == pytest.approx(within_a + within_b - 2 * across, rel=1e-12)


def test_kid_is_unbiased_where_fid_is_not():
    generator = np.random.default_rng(1)
    samples = generator.normal(size=(4000, 16))
    kids = [
        metrics.kid(samples[i : i + 50], samples[i + 50 : i + 100], subsets=1).value
        for i in range(0, 4000, 100)
    ]
    assert abs(np.mean(kids)) < 3 * np.std(kids) / np.sqrt(len(kids))
    features = metrics.Features(samples, "noise", "none")
    halves = metrics.Features(samples[:50], "noise", "none")
    assert metrics.fid(halves, features).value > 1


def test_kid_of_subsets_tells_protocol_seed_and_error():
    generator = np.random.default_rng(2)
    real, near, far = (generator.normal(shift, 1, (300, 8)) for shift in (0, 0.1, 1))
    score = metrics.kid(near, real, subsets=20, subset_size=100, seed=5)
    assert score.name == "kid300_given"
    assert score.value == metrics.kid(near, real, subsets=20, subset_size=100, seed=5).value
    assert 0 < score.error < 0.2
    assert metrics.kid(far, real, subsets=20, subset_size=100).value > 10 * abs(score.value)


def test_the_value_of_whole_sets_is_that_of_all_pairs():
    generator = np.random.default_rng(3)
    a, b = generator.normal(size=(90, 8)), generator.normal(0.5, 1, size=(90, 8))
    expected = squared_mmd(a, b)
    assert metrics.kid(a, b).value == pytest.approx(expected, rel=1e-12)
    # As it was computed before: a mean over subsets that are all the whole set.
    shuffled = [squared_mmd(generator.permutation(a), generator.permutation(b)) for _ in range(20)]
    assert metrics.kid(a, b).value == pytest.approx(np.mean(shuffled), rel=1e-12)


def by_leaving_out(a, b):
    """The jackknife's variance, from one estimate a sample that is left out of either set."""
    total = 0.0
    for count, without in (
        (len(a), [squared_mmd(np.delete(a, i, axis=0), b) for i in range(len(a))]),
        (len(b), [squared_mmd(a, np.delete(b, i, axis=0)) for i in range(len(b))]),
    ):
        total += (count - 1) / count * np.square(without - np.mean(without)).sum()
    return total


def test_the_parts_of_the_variance_add_up_to_the_jackknife():
    generator = np.random.default_rng(4)
    a, b = generator.normal(size=(9, 3)), generator.normal(1, 2, size=(14, 3))
    _, (of_a, of_b, within_a, within_b, across) = _estimate_and_variances(a, b)
    # The jackknife counts pairs once for each of their two samples.
    found = of_a + of_b + 2 * (within_a + within_b + across)
    assert found == pytest.approx(by_leaving_out(a, b), rel=1e-12)
    assert min(within_a, within_b, across) > 0


@pytest.mark.parametrize(
    ("counts", "shift", "subset_size", "subsets"),
    [
        ((60, 60), 0.0, 1000, 20),
        ((60, 60), 0.5, 1000, 20),
        ((60, 60), 1.0, 1000, 20),
        ((60, 150), 0.5, 1000, 20),
        ((300, 300), 0.0, 75, 20),
        ((300, 300), 0.5, 75, 20),
        ((300, 300), 0.5, 75, 1),
        ((300, 300), 0.0, 75, 2),
    ],
)
def test_the_error_is_how_much_the_value_varies(counts, shift, subset_size, subsets):
    generator = np.random.default_rng(5)
    scores = []
    for _ in range(200):
        a, b = (
            generator.normal(mean, 1, (n, 8)) for n, mean in zip(counts, (shift, 0), strict=True)
        )
        scores.append(metrics.kid(a, b, subsets=subsets, subset_size=subset_size))
    expected = np.std([score.value for score in scores])
    found = np.sqrt(np.mean([score.error**2 for score in scores]))
    assert 0.85 * expected < found < 1.3 * expected


def test_two_samples_have_no_error_and_three_have_one():
    samples = np.random.default_rng(6).normal(size=(20, 4))
    assert metrics.kid(samples[:2], samples[2:]).error is None
    assert metrics.kid(samples[:3], samples[3:]).error > 0


def test_mistakes_are_named():
    with pytest.raises(ValueError, match="subset_size >= 2"):
        metrics.kid(np.zeros((1, 3)), np.zeros((5, 3)))
