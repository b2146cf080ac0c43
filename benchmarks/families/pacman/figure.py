"""Finds Ms. Pac-Man in frames of the game by her colour, and the corners by where she has gone."""

import itertools
from collections.abc import Sequence

import numpy as np
from scipy import ndimage

COLOUR = np.array([210, 164, 74])
TOLERANCE = 30
"""Levels of bytes by which each channel may differ; the orange ghost differs by 42."""

LEAST = 10
"""Pixels of that colour that make a figure; with her mouth wide open she has 28, closed 59."""

LARGEST = (14, 12)
"""Height and width that a figure may have; the game's are 10 times 8 at most."""

GONE, ONCE, SPLIT = "gone", "once", "split"
STATES = (ONCE, SPLIT, GONE)

_JOINED = 2  # parts of an open mouth that are as near belong together
_CELL = 4  # pixels of a side of the squares that are corners or none
_FASTEST = 12  # pixels from frame to frame; further is the tunnel, or another life
_WAYS = np.array([(-1, 0), (1, 0), (0, -1), (0, 1)])


def figures(frame: np.ndarray) -> list[tuple[float, float, int, int]]:
    """Returns the row, column, height and width of each figure in a frame.

    Args:
        frame: uint8 (height, width, 3).
    """
    own = (np.abs(frame.astype("int16") - COLOUR) <= TOLERANCE).all(axis=-1)
    joined = ndimage.binary_dilation(own, np.ones((3, 3), bool), iterations=_JOINED)
    labels, count = ndimage.label(joined)
    found = []
    for number, box in enumerate(ndimage.find_objects(labels, count), start=1):
        rows, columns = np.nonzero(own[box] & (labels[box] == number))
        if len(rows) >= LEAST:
            centre = rows.mean() + box[0].start, columns.mean() + box[1].start
            found.append((*centre, int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1))
    return found


def state(frame: np.ndarray) -> str:
    """Returns whether she is in a frame `ONCE`, `SPLIT`, or `GONE`.

    A figure that is smeared over more than her size is split, in one piece.
    """
    found = figures(frame)
    if not found:
        return GONE
    smeared = any(figure[2] > LARGEST[0] or figure[3] > LARGEST[1] for figure in found)
    return SPLIT if len(found) > 1 or smeared else ONCE


def place(frame: np.ndarray) -> np.ndarray:
    """Returns the row and column of her middle, NaN unless she is there exactly once."""
    if state(frame) != ONCE:
        return np.full(2, np.nan)
    return np.array(figures(frame)[0][:2])


def way(start: np.ndarray, end: np.ndarray) -> int | None:
    """Returns which way she has gone, 0 to 3 for up, down, left and right; None for none."""
    change = np.asarray(end) - start
    if not np.isfinite(change).all() or np.abs(change).max() < 1:
        return None
    return int(np.argmax(_WAYS @ change))


def corners(paths: Sequence[np.ndarray]) -> set[tuple[int, int]]:
    """Returns the squares that she has left both up or down and to the left or right.

    What the maze is like is told by nothing but where she goes: the same for any game.

    Args:
        paths: For each game her places, (frames, 2).
    """
    left: dict[tuple[int, int], set[bool]] = {}
    for path in paths:
        for start, end in itertools.pairwise(path):
            gone = way(start, end)
            if gone is not None and np.abs(end - start).max() <= _FASTEST:
                left.setdefault(square(start), set()).add(gone < 2)
    return {cell for cell, axes in left.items() if len(axes) == 2}


def square(place: np.ndarray) -> tuple[int, int]:
    """Returns the square that a place is in."""
    row, column = np.floor(np.asarray(place) / _CELL).astype(int)
    return int(row), int(column)
