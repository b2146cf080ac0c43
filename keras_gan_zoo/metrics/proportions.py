"""Comparing two histograms: two divergences and the two-proportion test."""

import numpy as np

from keras_gan_zoo.types import ArrayLike


def jensen_shannon(counts_a: ArrayLike, counts_b: ArrayLike) -> float:
    """Jensen-Shannon divergence between two histograms, in bits.

    Args:
        counts_a: Non-negative array `(bins,)`; counts or shares.
        counts_b: The same of the other set.

    Returns:
        A value in [0, 1]: 0 for equal shares, 1 for no bin in common.

    Raises:
        ValueError: If the shapes differ or a histogram is empty.

    Example:
        >>> jensen_shannon([1, 0], [0, 1])
        1.0

    Reference:
        Lin, "Divergence measures based on the Shannon entropy", IEEE TIT 37(1), 1991.
    """
    p, q = _shares(counts_a, counts_b)
    middle = (p + q) / 2

    def divergence(shares):
        present = shares > 0
        return np.sum(shares[present] * np.log2(shares[present] / middle[present]))

    return float((divergence(p) + divergence(q)) / 2)


def kullback_leibler(counts_a: ArrayLike, counts_b: ArrayLike) -> float:
    """Kullback-Leibler divergence of one histogram from another, KL(a || b), in nats.

    Args:
        counts_a: Non-negative array `(bins,)`; counts or shares.
        counts_b: The same of the other set.

    Returns:
        0 for equal shares, infinity where `a` has something in a bin that is empty in `b`.

    Raises:
        ValueError: If the shapes differ or a histogram is empty.

    Example:
        >>> round(kullback_leibler([1, 0], [1, 1]), 3)
        0.693

    Reference:
        Kullback and Leibler, "On information and sufficiency", 1951.
    """
    p, q = _shares(counts_a, counts_b)
    present = p > 0
    if np.any(q[present] == 0):
        return float("inf")
    return float(np.sum(p[present] * np.log(p[present] / q[present])))


def two_proportion_z(counts_a: ArrayLike, counts_b: ArrayLike) -> np.ndarray:
    """How many standard errors each bin's share in `a` lies above its share in `b`.

    Args:
        counts_a: Array of counts `(bins,)`.
        counts_b: The same of the other set.

    Returns:
        Float array `(bins,)`; 0 where the bin is empty, or full, in both.

    Raises:
        ValueError: If the shapes differ or a histogram is empty.

    Example:
        >>> two_proportion_z([50, 50], [50, 50])
        array([0., 0.])
    """
    p, q = _shares(counts_a, counts_b)
    total_a, total_b = np.sum(counts_a), np.sum(counts_b)
    pooled = (np.asarray(counts_a) + np.asarray(counts_b)) / (total_a + total_b)
    error = np.sqrt(pooled * (1 - pooled) * (1 / total_a + 1 / total_b))
    return np.where(error > 0, (p - q) / np.where(error > 0, error, 1.0), 0.0)


def _shares(counts_a: ArrayLike, counts_b: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    a, b = np.asarray(counts_a, np.float64), np.asarray(counts_b, np.float64)
    if a.shape != b.shape or a.ndim != 1 or a.sum() <= 0 or b.sum() <= 0:
        raise ValueError(
            "the two histograms must have one common shape (bins,) and a positive sum, got shapes "
            f"{a.shape} and {b.shape} with sums {a.sum():g} and {b.sum():g}."
        )
    return a / a.sum(), b / b.sum()
