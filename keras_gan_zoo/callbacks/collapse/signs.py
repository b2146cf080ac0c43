"""Cheap signs of collapse: the variety of samples and their distance to the data."""

import dataclasses

import numpy as np

_SIDE = 16


@dataclasses.dataclass(frozen=True)
class Reading:
    """The signs of collapse at one step.

    Attributes:
        step: Training steps taken.
        spread: Mean distance between two samples over that between two real pictures; 1 is
            right, 0 is one picture drawn again and again.
        duplicates: Median distance of a sample to its nearest neighbour among the samples, over
            the same among as many real pictures. It falls to 0 already when there are several
            pictures, each drawn again and again, while `spread` may stay near 1.
        distance: Energy distance to the real pictures, over the mean distance between two of
            those; 0 for equal distributions.
        separation: Share of pairs of a real picture and a sample in which the discriminator
            prefers the real one (the area under its ROC curve): 0.5 where it cannot tell, 1 where
            it always can. `None` if there is no discriminator of single pictures.
        losses: Mean of each loss over the steps since the reading before.
        movement: By player, the length of the path of its weights since the reading before, a
            step, over the length of the weights.

    Example:
        >>> Reading(step=100, spread=0.9, duplicates=0.8, distance=0.1).separation is None
        True
    """

    step: int
    spread: float
    duplicates: float
    distance: float
    separation: float | None = None
    losses: dict[str, float] = dataclasses.field(default_factory=dict)
    movement: dict[str, float] = dataclasses.field(default_factory=dict)


class SampleSigns:
    """Compares small sets of samples with a fixed set of real pictures.

    Pictures are averaged down to at most 16 pixels a side, and compared by Euclidean distance;
    points are compared as they are. This sees gross faults of the whole distribution, which is
    all that a monitor needs; quality is for `keras_gan_zoo.metrics`.

    Args:
        real: Pictures (n, height, width, channels) in [-1, 1], or points (n, dimensions); at
            least 8.

    Raises:
        ValueError: If they are fewer, no pictures, or all the same.

    Example:
        >>> real = np.random.default_rng(0).uniform(-1, 1, (64, 28, 28, 1))
        >>> signs = SampleSigns(real)
        >>> signs(real[:1].repeat(32, axis=0))["spread"]
        0.0

    Reference:
        Szekely and Rizzo, "Energy statistics: a class of statistics based on distances", JSPI
        143(8), 2013, for the energy distance.
    """

    def __init__(self, real: np.ndarray):
        real = np.asarray(real, "float32")
        if real.ndim not in (2, 4) or len(real) < 8:
            raise ValueError(
                "`real` must be at least 8 pictures (n, height, width, channels) or points (n, "
                f"dimensions), got shape {real.shape}."
            )
        self._real = _downscaled(real)
        among = _distances(self._real, self._real)
        self._scale = _mean_of_pairs(among)
        self._nearest_of: dict[int, float] = {}
        if not self._scale > 0:
            raise ValueError("`real` must hold different pictures, got the same one throughout.")

    def __call__(self, samples: np.ndarray) -> dict[str, float]:
        """Returns `spread`, `duplicates` and `distance` of samples of the real ones' shape.

        Samples that are not finite count as one picture far away from the data.
        """
        samples = _downscaled(np.asarray(samples, "float32"))
        if not np.isfinite(samples).all():
            return {"spread": 0.0, "duplicates": 0.0, "distance": np.inf}
        # One product of matrices: on busy cores it takes a time slice, however small it is.
        distances = _distances(samples, np.concatenate([samples, self._real]))
        among, across = distances[:, : len(samples)], distances[:, len(samples) :]
        spread = _mean_of_pairs(among) / self._scale
        return {
            "spread": spread,
            "duplicates": _nearest(among) / self._real_nearest(len(samples)),
            "distance": max(0.0, 2 * float(across.mean()) / self._scale - spread - 1.0),
        }

    def _real_nearest(self, count):
        """Median distance to the nearest of `count` real pictures, of which there may be more."""
        if count not in self._nearest_of:
            few = self._real[:count]
            self._nearest_of[count] = max(_nearest(_distances(few, few)), 1e-6 * self._scale)
        return self._nearest_of[count]


def separation(real_scores: np.ndarray, sample_scores: np.ndarray) -> float:
    """Returns the share of pairs in which a real picture scores higher than a sample (AUC).

    Args:
        real_scores: A discriminator's output on real pictures, (n, ...); its mean over all other
            axes is a picture's score.
        sample_scores: The same on samples, (m, ...).

    Returns:
        A value in [0, 1]; NaN if a score is not finite.

    Example:
        >>> separation(np.array([[2.0], [3.0]]), np.array([[1.0], [2.5]]))
        0.75
    """
    real, sample = (
        np.asarray(scores, "float64").reshape(len(scores), -1).mean(axis=1)
        for scores in (real_scores, sample_scores)
    )
    if not np.isfinite(real.sum() + sample.sum()):
        return float("nan")
    difference = real[:, np.newaxis] - sample
    return float((difference > 0).mean() + 0.5 * (difference == 0).mean())


def _downscaled(images):
    """Averages blocks of pixels, and flattens."""
    if images.ndim == 2:
        return images
    count, height, width, channels = images.shape
    rows, columns = (max(1, -(-size // _SIDE)) for size in (height, width))
    pad = ((0, 0), (0, -height % rows), (0, -width % columns), (0, 0))
    padded = np.pad(images, pad, mode="edge")
    blocks = padded.reshape(count, padded.shape[1] // rows, rows, -1, columns, channels)
    return blocks.mean(axis=(2, 4)).reshape(count, -1)


def _distances(a, b):
    squared = np.square(a).sum(axis=1)[:, np.newaxis] + np.square(b).sum(axis=1) - 2 * a @ b.T
    return np.sqrt(np.maximum(squared, 0.0))


def _mean_of_pairs(distances):
    count = len(distances)
    return float((distances.sum() - np.trace(distances)) / (count * (count - 1)))


def _nearest(distances):
    others = distances + np.diag(np.full(len(distances), np.inf))
    return float(np.median(others.min(axis=1)))
