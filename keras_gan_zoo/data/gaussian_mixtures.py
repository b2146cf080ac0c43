"""Mixtures of Gaussians in the plane, on which a dropped mode can be seen."""

from dataclasses import dataclass

import numpy as np

from keras_gan_zoo.checks import check_number, check_whole


@dataclass(frozen=True)
class GaussianMixture:
    """Equally likely round Gaussians.

    Attributes:
        centres: Array (modes, 2).
        stddev: Standard deviation of each, in both directions.

    Example:
        >>> points = gaussian_ring().sample(1000, seed=0)
        >>> points.shape, points.dtype
        ((1000, 2), dtype('float32'))
    """

    centres: np.ndarray
    stddev: float

    def sample(self, n: int, seed: int | None = None) -> np.ndarray:
        """Draws points.

        Args:
            n: How many.
            seed: For the same points again; `None` for new ones.

        Returns:
            A float32 array (n, 2).

        Raises:
            ValueError: If `n` is no whole number of at least 1.
        """
        generator = np.random.default_rng(seed)
        modes = generator.integers(len(self.centres), size=check_whole(n, "n", least=1))
        noise = generator.standard_normal((n, 2)) * self.stddev
        return (self.centres[modes] + noise).astype("float32")


def gaussian_ring(modes: int = 8, radius: float = 1.0, stddev: float = 0.01) -> GaussianMixture:
    """Returns Gaussians evenly spaced on a circle, as in 1712.04086, section 4.1 ("2D-ring").

    Args:
        modes: How many.
        radius: Of the circle.
        stddev: Of each Gaussian.

    Raises:
        ValueError: If a number is not positive.
    """
    angles = 2 * np.pi * np.arange(check_whole(modes, "modes", least=1)) / modes
    radius = check_number(radius, "radius", above=0)
    centres = radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return GaussianMixture(centres, check_number(stddev, "stddev", above=0))


def gaussian_grid(side: int = 5, spacing: float = 2.0, stddev: float = 0.05) -> GaussianMixture:
    """Returns Gaussians on a square grid around 0, as in 1712.04086, section 4.1 ("2D-grid").

    Args:
        side: Gaussians in a row.
        spacing: Distance of neighbours.
        stddev: Of each Gaussian.

    Raises:
        ValueError: If a number is not positive.
    """
    axis = np.arange(check_whole(side, "side", least=1)) - (side - 1) / 2
    axis = check_number(spacing, "spacing", above=0) * axis
    centres = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)
    return GaussianMixture(centres, check_number(stddev, "stddev", above=0))
