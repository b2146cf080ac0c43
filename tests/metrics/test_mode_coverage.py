"""Modes found, quality and reverse KL, against counts made by hand."""

import numpy as np
import pytest

from keras_gan_zoo.data import gaussian_ring
from keras_gan_zoo.metrics import mode_coverage

CENTRES = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0], [10.0, 10.0]])


def test_counts_by_hand():
    points = [
        [0.1, 0.0],
        [0.0, -0.2],
        [0.29, 0.0],
        [10.0, 0.2],  # one of the second mode
        [0.31, 0.0],  # more than three deviations away
        [5.0, 5.0],
        [0.0, 9.0],
        [10.0, 10.5],
    ]
    coverage = mode_coverage(points, CENTRES, stddev=0.1)
    assert coverage.modes.value == 2
    assert coverage.high_quality.value == 4 / 8
    np.testing.assert_allclose(coverage.shares, [0.75, 0.25, 0, 0])
    expected = 0.75 * np.log(0.75 * 4) + 0.25 * np.log(0.25 * 4)
    assert coverage.reverse_kl.value == pytest.approx(expected)
    assert coverage.modes.samples == 8


def test_one_mode_only_is_log_of_their_number():
    coverage = mode_coverage(np.zeros((5, 2)), CENTRES, 0.1)
    assert coverage.modes.value == 1 and coverage.high_quality.value == 1
    assert coverage.reverse_kl.value == pytest.approx(np.log(4))


def test_equal_shares_are_zero():
    coverage = mode_coverage(np.repeat(CENTRES, 3, axis=0), CENTRES, 0.1)
    assert coverage.modes.value == 4
    assert coverage.reverse_kl.value == pytest.approx(0, abs=1e-12)


def test_no_mode_at_all():
    coverage = mode_coverage(np.full((5, 2), 99.0), CENTRES, 0.1)
    assert (coverage.modes.value, coverage.high_quality.value) == (0, 0)
    assert coverage.reverse_kl.value == np.inf
    np.testing.assert_array_equal(coverage.shares, 0)


def test_the_mixture_itself_within_three_deviations():
    ring = gaussian_ring()
    coverage = mode_coverage(ring.sample(20_000, seed=0), ring.centres, ring.stddev)
    assert coverage.modes.value == 8
    # In the plane, a share of 1 - exp(-9 / 2) lies within three deviations.
    assert coverage.high_quality.value == pytest.approx(1 - np.exp(-4.5), abs=0.003)
    assert coverage.reverse_kl.value < 1e-3


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"`points` must have shape \(n, 2\).*got \(5, 3\)"):
        mode_coverage(np.zeros((5, 3)), CENTRES, 0.1)
    with pytest.raises(ValueError, match=r"NaN or infinite values: the generator has diverged"):
        mode_coverage(np.full((5, 2), np.nan), CENTRES, 0.1)
