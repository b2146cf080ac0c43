"""Distances between many feature vectors, block by block."""

from collections.abc import Iterator

import numpy as np


def squared_distance_blocks(
    rows: np.ndarray, columns: np.ndarray, block_size: int = 1000
) -> Iterator[tuple[int, np.ndarray]]:
    """Yields squared Euclidean distances from blocks of rows to all columns.

    Args:
        rows: Array `(n, dimensions)`.
        columns: Array `(m, dimensions)`.
        block_size: Rows a block; memory is `block_size * m` numbers.

    Yields:
        `(start, distances)` with distances `(block, m)` of rows `start` onwards, in float64.

    Example:
        >>> [(0, distances)] = squared_distance_blocks(np.zeros((1, 2)), np.array([[3.0, 4.0]]))
        >>> distances
        array([[25.]])
    """
    # Far from the origin, |x|^2 + |y|^2 - 2xy would cancel its leading digits.
    centre = np.mean(columns, axis=0, dtype=np.float64)
    columns = np.asarray(columns, np.float64) - centre
    column_norms = np.square(columns).sum(axis=1)
    for start in range(0, len(rows), block_size):
        block = np.asarray(rows[start : start + block_size], np.float64) - centre
        distances = block @ columns.T
        distances *= -2
        distances += column_norms
        distances += np.square(block).sum(axis=1, keepdims=True)
        yield start, np.maximum(distances, 0.0, out=distances)


def neighbour_radii(features: np.ndarray, neighbours: int) -> np.ndarray:
    """Squared distance of each vector to its k-th nearest other vector.

    Args:
        features: Array `(n, dimensions)`.
        neighbours: k, at least 1 and less than n.

    Returns:
        Float64 array `(n,)`.

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
    for start, distances in squared_distance_blocks(features, features):
        block = slice(start, start + len(distances))
        # Each vector's distance to itself is left out by making it infinite.
        distances[np.arange(len(distances)), np.arange(start, start + len(distances))] = np.inf
        radii[block] = np.partition(distances, neighbours - 1, axis=1)[:, neighbours - 1]
    return radii
