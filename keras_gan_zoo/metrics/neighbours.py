"""Distances between many feature vectors, block by block."""

import functools
from collections.abc import Iterator

import numpy as np

_EPSILON = np.finfo(np.float64).eps
# Within so many times the rounding error of either of two distances, their order is not known.
_MARGIN = 8
# Differences of pairs that are held in memory at a time, in numbers.
_DIFFERENCES = 1 << 22


class SquaredDistances:
    """Squared Euclidean distances from rows to columns, quick in bulk and exact where it matters.

    One matrix product gives a whole block, as |x|^2 + |y|^2 - 2xy. Its rounding is harmless for the
    value and fatal for a comparison: a copy comes out a little off 0, and the k-th neighbour a
    little inside or outside the ball that reaches exactly to it. `settle` recomputes, from the
    difference of the two vectors, the few distances for which rounding could decide.

    Args:
        rows: Array `(n, dimensions)`.
        columns: Array `(m, dimensions)`.
        block_size: Rows a block; memory is a few times `block_size * m` numbers.

    Example:
        >>> pairs = SquaredDistances(np.zeros((1, 2)), np.array([[3.0, 4.0]]))
        >>> [(start, distances)] = pairs.blocks()
        >>> distances
        array([[25.]])
    """

    def __init__(self, rows: np.ndarray, columns: np.ndarray, block_size: int = 1000):
        self._rows, self._columns = np.asarray(rows), np.asarray(columns)
        self._block_size = block_size
        # Far from the origin, |x|^2 + |y|^2 - 2xy would cancel its leading digits.
        self._centre = np.mean(self._columns, axis=0, dtype=np.float64)
        self._row_norms = np.empty(len(self._rows))
        self._column_norms = np.empty(len(self._columns))
        # Of a product of vectors of length d, rounding takes at most d / 2 epsilon of the norms.
        self._rounding = (self._columns.shape[1] + 4) * _EPSILON

    def blocks(self) -> Iterator[tuple[int, np.ndarray]]:
        """Yields `(start, distances)`, distances `(block, m)` of rows `start` onwards, float64."""
        columns = np.asarray(self._columns, np.float64) - self._centre
        self._column_norms = np.square(columns).sum(axis=1)
        for start in range(0, len(self._rows), self._block_size):
            block = np.asarray(self._rows[start : start + self._block_size], np.float64)
            block = block - self._centre
            norms = np.square(block).sum(axis=1)
            self._row_norms[start : start + len(block)] = norms
            distances = block @ columns.T
            distances *= -2
            distances += self._column_norms
            distances += norms[:, np.newaxis]
            yield start, np.maximum(distances, 0.0, out=distances)

    def settle(self, start: int, distances: np.ndarray, *limits: np.ndarray | float) -> None:
        """Makes exact, in place, the distances that are too near a limit for their rounding.

        Comparing `distances` with `limits` afterwards, by `<` or by `<=`, gives what distances
        from plain differences in float64 would give.

        Args:
            start: Of a block.
            distances: The block's distances.
            *limits: What they will be compared with: numbers, or arrays that broadcast.
        """
        margin = self._row_norms[start : start + len(distances), np.newaxis] + self._column_norms
        margin *= _MARGIN * self._rounding
        gap = np.empty_like(distances)
        for limit in limits:
            np.abs(np.subtract(distances, limit, out=gap), out=gap)
            rows, columns = np.nonzero(gap <= margin)
            distances[rows, columns] = self.exact(start + rows, columns)

    def exact(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Returns the squared distances of single pairs, from their differences.

        Args:
            rows: Which rows, `(pairs,)`.
            columns: Which columns, `(pairs,)`.

        Returns:
            Float64 array `(pairs,)`, 0 for copies.
        """
        found = np.zeros(len(rows))
        if not len(rows):
            return found
        of_rows, of_columns = self._identities
        # A collapsed generator makes copies by the million: those need no arithmetic.
        (different,) = np.nonzero(of_rows[rows] != of_columns[columns])
        step = max(1, _DIFFERENCES // self._columns.shape[1])
        for first in range(0, len(different), step):
            chosen = different[first : first + step]
            differences = self._rows[rows[chosen]].astype(np.float64)
            differences -= self._columns[columns[chosen]]
            found[chosen] = np.square(differences, out=differences).sum(axis=1)
        return found

    @functools.cached_property
    def _identities(self) -> tuple[np.ndarray, np.ndarray]:
        """For each row and column a number, the same for the same vector."""
        numbers: dict[bytes, int] = {}
        rows, columns = (
            np.array([numbers.setdefault(vector.tobytes(), len(numbers)) for vector in vectors])
            for vectors in (self._rows, self._columns)
        )
        return rows, columns


def squared_distance_blocks(
    rows: np.ndarray, columns: np.ndarray, block_size: int = 1000
) -> Iterator[tuple[int, np.ndarray]]:
    """Yields squared Euclidean distances from blocks of rows to all columns.

    Args:
        rows: Array `(n, dimensions)`.
        columns: Array `(m, dimensions)`.
        block_size: Rows a block; memory is `block_size * m` numbers.

    Yields:
        `(start, distances)` with distances `(block, m)` of rows `start` onwards, in float64, which
        are rounded: see `SquaredDistances` where they are to be compared.

    Example:
        >>> list(squared_distance_blocks(np.zeros((1, 2)), np.array([[3.0, 4.0]])))
        [(0, array([[25.]]))]
    """
    return SquaredDistances(rows, columns, block_size).blocks()


def neighbour_radii(features: np.ndarray, neighbours: int) -> np.ndarray:
    """Squared distance of each vector to its k-th nearest other vector.

    Args:
        features: Array `(n, dimensions)`.
        neighbours: k, at least 1 and less than n.

    Returns:
        Float64 array `(n,)`, each the square of a plain difference: 0 where k others are copies.

    Raises:
        ValueError: If k is out of range.

    Example:
        >>> neighbour_radii(np.array([[0.0], [1.0], [3.0]]), neighbours=1)
        array([1., 1., 4.])
    """
    if not 1 <= neighbours < len(features):
        raise ValueError(
            f"neighbours must be at least 1 and less than the {len(features)} samples, "
            f"got {neighbours}."
        )
    radii = np.empty(len(features))
    pairs = SquaredDistances(features, features)
    for start, distances in pairs.blocks():
        _leave_out_itself(start, distances)
        pairs.settle(start, distances, _kth_smallest(distances, neighbours))
        radii[start : start + len(distances)] = _kth_smallest(distances, neighbours)[:, 0]
    return radii


def count_close_pairs(samples: np.ndarray, squared_distance: float) -> int:
    """Counts the pairs of samples that are no farther apart than a distance.

    Args:
        samples: Array `(n, dimensions)`.
        squared_distance: The distance's square; 0 counts exact copies.

    Returns:
        How many of the n (n - 1) / 2 pairs.

    Example:
        >>> count_close_pairs(np.array([[0.1], [0.1], [0.1], [2.0]]), 0.0)
        3
    """
    ordered = 0
    pairs = SquaredDistances(samples, samples)
    for start, distances in pairs.blocks():
        _leave_out_itself(start, distances)
        pairs.settle(start, distances, squared_distance)
        ordered += int(np.count_nonzero(distances <= squared_distance))
    return ordered // 2


def _leave_out_itself(start: int, distances: np.ndarray) -> None:
    """Makes each vector's distance to itself infinite."""
    block = np.arange(len(distances))
    distances[block, start + block] = np.inf


def _kth_smallest(distances: np.ndarray, k: int) -> np.ndarray:
    """Returns the k-th smallest of each row, `(rows, 1)`."""
    return np.partition(distances, k - 1, axis=1)[:, k - 1, np.newaxis]
