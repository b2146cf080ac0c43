import itertools

import numpy as np
import pytest

from keras_gan_zoo import metrics
from keras_gan_zoo.metrics.pictures.kid import squared_mmd


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


def test_mistakes_are_named():
    with pytest.raises(ValueError, match="subset_size >= 2"):
        metrics.kid(np.zeros((1, 3)), np.zeros((5, 3)))
