"""The protocol of benchmarks.families.vae_likelihood, and what it keeps when it is stopped."""

import numpy as np
import pytest

from benchmarks.families.vae_likelihood import PART, drawn, rates, weighted_bounds


def test_the_rates_are_the_papers():
    # 1509.00519, section 5: 3^i passes at 0.001 * 10^(-i / 7) for i = 0 ... 7, 3,280 in all.
    found = rates(8)
    assert len(found) == 3280 and sorted(found, reverse=True) == found
    assert (found[0], found[-1]) == (1e-3, pytest.approx(1e-4))
    assert found.count(found[1]) == 3 and found.count(found[-1]) == 3**7


def test_pixels_are_drawn_by_their_shades():
    shades = np.linspace(0, 1, 5, dtype="float32") * np.ones((4000, 5), "float32")
    pictures = drawn(shades, 7, 0)
    assert set(np.unique(pictures)) == {-1, 1} and pictures.dtype == "float32"
    np.testing.assert_allclose((pictures.mean(axis=0) + 1) / 2, shades[0], atol=0.03)
    np.testing.assert_array_equal(drawn(shades, 7, 0), pictures)
    assert np.any(drawn(shades, 7, 1) != pictures)


class Stopped:
    """A model that is stopped after some pictures."""

    def __init__(self, after):
        self.left = after

    def importance_weighted_bound(self, pictures, samples, seed, batch_size):
        self.left -= len(pictures)
        if self.left < 0:
            raise KeyboardInterrupt
        return pictures + 0.001 * seed


def test_bounds_that_were_computed_are_kept(tmp_path):
    pictures, path = np.arange(2.5 * PART), tmp_path / "bounds.npy"
    with pytest.raises(KeyboardInterrupt):
        weighted_bounds(Stopped(2 * PART), pictures, 5, path)
    rest = weighted_bounds(Stopped(PART), pictures, 5, path)
    np.testing.assert_array_equal(rest, weighted_bounds(Stopped(0), pictures, 5, path))
    np.testing.assert_allclose(rest, pictures + 0.001 * PART * (pictures // PART))
