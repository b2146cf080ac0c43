"""How many modes of a known mixture a generator has found, and how well it hits them."""

import dataclasses

import numpy as np

from keras_gan_zoo.metrics.score import Score
from keras_gan_zoo.types import ArrayLike


@dataclasses.dataclass(frozen=True)
class ModeCoverage:
    """How generated points lie about the centres of a mixture.

    Attributes:
        modes: Centres with at least one high-quality point.
        high_quality: Share of the points within three standard deviations of a centre.
        reverse_kl: Kullback-Leibler divergence, in nats, of the shares of the modes among the
            high-quality points from equal shares; 0 is best, log(modes) is one mode only.
        shares: Share of each mode among the high-quality points; zeros if there are none.

    Example:
        >>> mixture = keras_gan_zoo.data.gaussian_ring()
        >>> coverage = mode_coverage(mixture.sample(2500, seed=0), mixture.centres, mixture.stddev)
        >>> coverage.modes.value
        8.0
    """

    modes: Score
    high_quality: Score
    reverse_kl: Score
    shares: np.ndarray


def mode_coverage(points: ArrayLike, centres: ArrayLike, stddev: float) -> ModeCoverage:
    """Assigns each point to its nearest centre and counts, as in 1712.04086, section 4.1.

    Args:
        points: Float array (n, dimensions); 2,500 in the paper.
        centres: Float array (modes, dimensions).
        stddev: Standard deviation of each Gaussian of the mixture.

    Returns:
        A `ModeCoverage`.

    Raises:
        ValueError: If the points are not finite, or not of the centres' dimension.
    """
    points, centres = np.asarray(points, "float64"), np.asarray(centres, "float64")
    if points.ndim != 2 or points.shape[1:] != centres.shape[1:] or not len(points):
        raise ValueError(
            f"`points` must have shape (n, {centres.shape[1]}), as the centres, got {points.shape}."
        )
    if not np.isfinite(points).all():
        raise ValueError("`points` holds NaN or infinite values: the generator has diverged.")
    distances = np.linalg.norm(points[:, None] - centres[None], axis=-1)
    nearest = distances.argmin(axis=1)
    good = distances.min(axis=1) <= 3 * stddev
    counts = np.bincount(nearest[good], minlength=len(centres))
    shares = counts / max(1, counts.sum())
    present = shares[shares > 0]
    divergence = float(np.sum(present * np.log(present * len(centres)))) if len(present) else np.inf

    def score(value, name):
        return Score(float(value), name, samples=len(points))

    return ModeCoverage(
        modes=score(np.count_nonzero(counts), f"modes_of_{len(centres)}"),
        high_quality=score(good.mean(), "high_quality_share_3_sigma"),
        reverse_kl=score(divergence, "reverse_kl_of_modes"),
        shares=shares,
    )
