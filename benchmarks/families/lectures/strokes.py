"""Two ways to spoil a digit: a lone pixel of ink, and a stroke that goes on for six pixels more.

A stroke's end is found on its skeleton, the digit thinned to lines of one pixel (Zhang and Suen
1984). It is made longer by its own last piece, moved on along the way it was going, so that the
stroke keeps its width.
"""

import numpy as np

INK, PAPER = 1.0, -1.0
GROWN = 6
"""Pixels that are added to a stroke."""
GAP = 3
"""A lone pixel's distance from any ink at least, in rows or columns."""
MARGIN = 4
"""Rows and columns at each edge that MNIST's digits leave blank; so does a lone pixel."""
BEHIND = 4
"""Pixels of skeleton behind an end that must not branch; the first of them tell its way."""
PIECE = 3.5
"""How far from the end the piece reaches that is moved on, in pixels."""
FARTHEST = 8
"""Pixels that it is moved at most; six suffice to a line as thin as one."""

_RING = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
_ALL_ROUND = np.ones((3, 3), bool)


def inked(picture):
    """Returns which pixels are more ink than paper, (height, width).

    Args:
        picture: (height, width, 1) in [-1, 1], of which 1 is ink.
    """
    return np.asarray(picture)[..., 0] > 0


def thinned(ink):
    """Returns the skeleton of what is inked: lines of one pixel, by Zhang and Suen's two passes.

    Args:
        ink: Boolean (height, width).

    Example:
        >>> thinned(np.ones((3, 9), bool)).sum(axis=0)
        array([0, 1, 1, 1, 1, 1, 1, 0, 0])
    """
    left = np.array(ink, bool)
    while True:
        before = left.copy()
        for first in (True, False):
            ring, count, turns = _around(left)
            north, _, east, _, south, _, west, _ = ring
            if first:
                inner = (north & east & south) | (east & south & west)
            else:
                inner = (north & east & west) | (north & south & west)
            left &= ~((count >= 2) & (count <= 6) & (turns == 1) & ~inner)
        if (left == before).all():
            return left


def stroke_ends(ink):
    """Returns the ends of strokes, as (row, column), and the way each was going, of length 1.

    Those that come after the longest piece of line without a branch are first. An end of which the
    line branches within `BEHIND` pixels is a thorn that thinning left, and no end; so is a dot.

    Args:
        ink: Boolean (height, width).
    """
    skeleton = thinned(ink)
    _, count, turns = _around(skeleton)
    found = []
    for end in np.argwhere(skeleton & (turns == 1) & (count <= 2)):
        line = _line_behind(skeleton, tuple(end))
        if len(line) > BEHIND:
            way = end - line[BEHIND]
            found.append((len(line), tuple(end.tolist()), way / np.hypot(*way)))
    found.sort(key=lambda one: (-one[0], one[1]))
    return [(end, way) for _, end, way in found]


def with_longer_stroke(picture):
    """Returns a picture with six more pixels of ink at a stroke's end, or `None`.

    There is none where no end has room: the new pixels stay clear of the picture's edge, and join
    nothing, so that there are as many strokes and as many holes as before.

    Args:
        picture: As for `inked`.
    """
    ink = inked(picture)
    for end, way in stroke_ends(ink):
        new = _grown(ink, np.array(end), way)
        if len(new) == GROWN:
            changed = np.array(picture)
            changed[tuple(np.transpose(new))] = INK
            if _pieces(ink) == _pieces(inked(changed)):
                return changed
    return None


def with_lone_pixel(picture, random):
    """Returns a picture with one pixel of ink far from any other, or `None` if there is no room.

    Args:
        picture: As for `inked`.
        random: NumPy's generator, by which the place is chosen.
    """
    from scipy import ndimage

    near = ndimage.binary_dilation(
        np.asarray(picture)[..., 0] > PAPER, _ALL_ROUND, iterations=GAP - 1
    )
    free = np.zeros_like(near)
    inside = slice(MARGIN, -MARGIN)
    free[inside, inside] = ~near[inside, inside]
    places = np.argwhere(free)
    if not len(places):
        return None
    changed = np.array(picture)
    changed[tuple(random.choice(places))] = INK
    return changed


def _around(drawn):
    """Returns the eight neighbours of each pixel, how many are inked, and the turns to ink."""
    padded = np.pad(drawn, 1)
    height, width = drawn.shape
    ring = [padded[1 + y : 1 + y + height, 1 + x : 1 + x + width] for y, x in _RING]
    turns = sum((~a & b).astype(int) for a, b in zip(ring, ring[1:] + ring[:1], strict=True))
    count = np.where(drawn, sum(each.astype(int) for each in ring), 0)
    return ring, count, turns


def _line_behind(skeleton, end):
    """Returns the places of a line's pixels, step by step from its end to where it branches."""
    from scipy import ndimage

    line, seen = [], np.zeros_like(skeleton)
    step = np.zeros_like(skeleton)
    step[end] = True
    while step.any() and ndimage.label(step, _ALL_ROUND)[1] == 1:
        line.append(np.argwhere(step).mean(axis=0))
        seen |= step
        step = ndimage.binary_dilation(step, _ALL_ROUND) & skeleton & ~seen
    return line


def _grown(ink, end, way):
    """Returns the pixels that a stroke is made longer by, nearest first, at most `GROWN`."""
    places = np.argwhere(ink)
    off, across = places - end, np.array([-way[1], way[0]])
    along, aside = off @ way, np.abs(off @ across)
    last = np.hypot(*off.T) <= PIECE
    widest = aside[last & (along < 0)].max(initial=0.0)
    piece = places[last][np.argsort(aside[last], kind="stable")]
    new = []
    for moved in np.arange(0.5, FARTHEST + 0.5, 0.5):
        for place in np.rint(piece + moved * way).astype(int):
            place = tuple(int(each) for each in place)
            if not all(1 <= a < size - 1 for a, size in zip(place, ink.shape, strict=True)):
                return []
            ahead, beside = (place - end) @ way, abs((place - end) @ across)
            if not ink[place] and place not in new and ahead > 0 and beside <= widest + 1e-9:
                new.append(place)
                if len(new) == GROWN:
                    return new
    return new


def _pieces(ink):
    """Returns how many strokes there are, and how many parts the paper is in."""
    from scipy import ndimage

    paper = np.pad(~ink, 1, constant_values=True)
    return ndimage.label(ink, _ALL_ROUND)[1], ndimage.label(paper)[1]
