"""Pictures cut into tiles that overlap, and put together again from the tiles' middles."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Tile:
    """A tile along one axis.

    Attributes:
        start: Its first pixel.
        first: The first pixel of the picture that is taken from it.
        last: The pixel behind the last one that is taken from it.
    """

    start: int
    first: int
    last: int


def tiles_of(length: int, size: int, overlap: int) -> list[Tile]:
    """Returns the tiles that cover a line of pixels.

    All are of one size: the last one begins earlier rather than be smaller. Of each its middle is
    taken, and all of it at the picture's own edge.

    Args:
        length: Pixels of the line.
        size: Of a tile, more than twice the overlap.
        overlap: Pixels at a tile's edge that see too little of the picture and are left out.

    Example:
        >>> tiles_of(10, 6, 1)
        [Tile(start=0, first=0, last=5), Tile(start=4, first=5, last=10)]
    """
    if length <= size:
        return [Tile(0, 0, length)]
    starts = [*range(0, length - size, size - 2 * overlap), length - size]
    lasts = [start + size - overlap for start in starts[:-1]] + [length]
    return [
        Tile(start, first, last)
        for start, first, last in zip(starts, [0, *lasts], lasts, strict=False)
    ]


def cut_out(
    image: np.ndarray, rows: Sequence[Tile], columns: Sequence[Tile], size: int
) -> Iterator[np.ndarray]:
    """Yields the tiles of a picture (height, width, channels), row by row."""
    for row in rows:
        for column in columns:
            yield image[row.start : row.start + size, column.start : column.start + size]


def put_together(
    tiles: Iterable[np.ndarray], rows: Sequence[Tile], columns: Sequence[Tile], scale: int
) -> np.ndarray:
    """Returns the picture of which these tiles are, each `scale` times as large as it was cut.

    Args:
        tiles: In the order of `cut_out`.
        rows: The tiles along the first axis.
        columns: The tiles along the second.
        scale: How many times larger the tiles have become.
    """
    tile = iter(tiles)
    return np.concatenate(
        [
            np.concatenate([_middle(next(tile), row, column, scale) for column in columns], axis=1)
            for row in rows
        ]
    )


def _middle(tile: np.ndarray, row: Tile, column: Tile, scale: int) -> np.ndarray:
    along = [
        slice((each.first - each.start) * scale, (each.last - each.start) * scale)
        for each in (row, column)
    ]
    return tile[tuple(along)]
