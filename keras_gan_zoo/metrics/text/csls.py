"""Cross-domain similarity local scaling: which word of another language a vector means."""

import numpy as np

from keras_gan_zoo.checks import check_finite, check_whole
from keras_gan_zoo.types import ArrayLike

_ROWS = 512
"""Vectors that are compared with all others at once, which bounds the memory."""


def csls_nearest(
    x: ArrayLike, y: ArrayLike, count: int = 1, neighbours: int = 10
) -> tuple[np.ndarray, np.ndarray]:
    r"""Returns, for each vector, the nearest ones of another set by CSLS.

    Among many dimensions some vectors are near to everything (hubs), and would be the translation
    of everything. The mean cosine with the nearest neighbours is taken off on both sides:
    \( \mathrm{CSLS}(x, y) = 2 \cos(x, y) - r_Y(x) - r_X(y) \).

    Args:
        x: Vectors (n, dimensions), such as mapped ones of the source language.
        y: Vectors (m, dimensions) among which is sought.
        count: How many of the nearest are returned, at most m.
        neighbours: K of the neighbourhoods that r is the mean over; of fewer vectors, all.

    Returns:
        Rows of y, (n, count) whole numbers, the nearest first; and their CSLS, in [-4, 4].

    Raises:
        ValueError: If the vectors are not as said, or a number is out of its range.

    Example:
        >>> x = np.eye(3)
        >>> csls_nearest(x, x[::-1], neighbours=2)[0].ravel()
        array([2, 1, 0])

    Reference:
        1710.04087, section 2.3.
    """
    x, y = unit_vectors(x, "x"), unit_vectors(y, "y")
    if x.shape[1] != y.shape[1]:
        raise ValueError(
            f"`x` has {x.shape[1]} dimensions and `y` {y.shape[1]}: map them into one space first."
        )
    count = check_whole(count, "count", least=1)
    if count > len(y):
        raise ValueError(f"`count` must be at most the {len(y)} vectors of `y`, got {count}.")
    neighbours = check_whole(neighbours, "neighbours", least=1)
    crowded = _mean_of_nearest(y, x, neighbours)
    rows, scores = [], []
    for start in range(0, len(x), _ROWS):
        cosines = x[start : start + _ROWS] @ y.T
        own = _largest(cosines, neighbours).mean(axis=1, keepdims=True)
        similarity = 2 * cosines - own - crowded
        best = np.argpartition(-similarity, count - 1, axis=1)[:, :count]
        found = np.take_along_axis(similarity, best, axis=1)
        order = np.argsort(-found, axis=1, kind="stable")
        rows.append(np.take_along_axis(best, order, axis=1))
        scores.append(np.take_along_axis(found, order, axis=1))
    return np.concatenate(rows), np.concatenate(scores)


def csls_criterion(x: ArrayLike, y: ArrayLike, neighbours: int = 10) -> float:
    """Returns how well two spaces are aligned, with no word's translation known.

    Each vector's translation is sought by CSLS; the criterion is the mean cosine of the vectors
    with what was found. It goes along with the share of right translations, and so chooses
    between mappings.

    Args:
        x: Mapped vectors (n, dimensions); those of the 10,000 most frequent words in the paper.
        y: As for `csls_nearest`.
        neighbours: As for `csls_nearest`.

    Returns:
        A number in [-1, 1]; higher is better.

    Raises:
        ValueError: As for `csls_nearest`.

    Example:
        >>> csls_criterion(np.eye(3), np.eye(3), neighbours=2)
        1.0

    Reference:
        1710.04087, section 3.5.
    """
    x, y = unit_vectors(x, "x"), unit_vectors(y, "y")
    nearest = csls_nearest(x, y, 1, neighbours)[0][:, 0]
    return float(np.mean(np.sum(x * y[nearest], axis=1, dtype="float64")))


def unit_vectors(vectors: ArrayLike, name: str) -> np.ndarray:
    """Returns vectors of length 1, float32; zeros stay zeros.

    Args:
        vectors: (n, dimensions).
        name: What the sentence calls the argument.

    Raises:
        ValueError: If they are not of this shape, or not finite.
    """
    array = np.asarray(vectors, "float32")
    if array.ndim != 2 or not array.size:
        raise ValueError(
            f"`{name}` must be vectors (n, dimensions), one of a word, got the shape {array.shape}."
        )
    check_finite(array, name)
    lengths = np.linalg.norm(array, axis=1, keepdims=True)
    return array / np.where(lengths > 0, lengths, 1.0)


def _mean_of_nearest(of: np.ndarray, among: np.ndarray, neighbours: int) -> np.ndarray:
    """Returns r of each vector: its mean cosine with the nearest of the other set, (n,)."""
    parts = (of[start : start + _ROWS] @ among.T for start in range(0, len(of), _ROWS))
    return np.concatenate([_largest(cosines, neighbours).mean(axis=1) for cosines in parts])


def _largest(rows: np.ndarray, count: int) -> np.ndarray:
    count = min(count, rows.shape[1])
    return np.partition(rows, rows.shape[1] - count, axis=1)[:, rows.shape[1] - count :]
