"""The ring and the grid of Gaussians, by their geometry and their moments."""

import numpy as np
import pytest

from keras_gan_zoo.data import gaussian_grid, gaussian_ring


def test_ring_is_on_its_circle_evenly_spaced():
    ring = gaussian_ring(8, radius=2.0)
    assert ring.centres.shape == (8, 2)
    np.testing.assert_allclose(np.linalg.norm(ring.centres, axis=1), 2.0)
    steps = np.linalg.norm(ring.centres - np.roll(ring.centres, 1, axis=0), axis=1)
    np.testing.assert_allclose(steps, 2 * 2.0 * np.sin(np.pi / 8))
    np.testing.assert_allclose(ring.centres.mean(axis=0), 0, atol=1e-12)


def test_grid_is_square_around_zero():
    grid = gaussian_grid(5, spacing=2.0)
    assert grid.centres.shape == (25, 2)
    assert {tuple(centre) for centre in grid.centres} == {
        (float(x), float(y)) for x in range(-4, 5, 2) for y in range(-4, 5, 2)
    }
    np.testing.assert_allclose(gaussian_grid(2, spacing=1.0).centres[0], [-0.5, -0.5])


@pytest.mark.parametrize("mixture", [gaussian_ring(4, 1.0, 0.05), gaussian_grid(2, 2.0, 0.1)])
def test_samples_have_the_moments_of_the_mixture(mixture):
    points = mixture.sample(40_000, seed=0)
    assert points.shape == (40_000, 2) and points.dtype == np.float32
    distances = np.linalg.norm(points[:, None] - mixture.centres[None], axis=-1)
    nearest = distances.argmin(axis=1)
    np.testing.assert_allclose(np.bincount(nearest) / len(points), 1 / 4, atol=0.01)
    residuals = points - mixture.centres[nearest]
    np.testing.assert_allclose(np.cov(residuals.T), mixture.stddev**2 * np.eye(2), atol=2e-4)


def test_the_seed_decides():
    ring = gaussian_ring()
    np.testing.assert_array_equal(ring.sample(9, seed=1), ring.sample(9, seed=1))
    assert np.any(ring.sample(9, seed=1) != ring.sample(9, seed=2))
    assert np.any(ring.sample(9) != ring.sample(9))


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"`modes` must be a whole number of at least 1, got 0"):
        gaussian_ring(0)
    with pytest.raises(ValueError, match=r"`stddev` must be a number above 0, got -1"):
        gaussian_grid(stddev=-1)
    with pytest.raises(ValueError, match=r"`n` must be a whole number of at least 1, got 2.5"):
        gaussian_ring().sample(2.5)
