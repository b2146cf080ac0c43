"""Segments of speech: where each ends, which frame of it is looked at, and where one may end."""

from collections.abc import Sequence

import numpy as np
from keras import ops

from keras_gan_zoo.types import ArrayLike, Tensor

_CLOSEST = 3  # frames of the shortest segment that is found
_WIDTH = 2  # frames on either side of a change
_LEAST = 0.5  # of the mean change: what is less is none


def starts_of(ends: Tensor) -> Tensor:
    """Returns where segments (batch, length) begin that end there: each where the last one ends."""
    return ops.concatenate([ops.zeros_like(ends[:, :1]), ends[:, :-1]], axis=1)


def present(ends: Tensor) -> Tensor:
    """Returns 1 for segments that are there and 0 for what fills up, float32 (batch, length)."""
    return ops.cast(ends > starts_of(ends), "float32")


def frames_within(ends: Tensor, shares: Tensor) -> Tensor:
    """Returns a frame of each segment.

    Args:
        ends: Frames in front of which segments end, int32 (batch, length).
        shares: Where in it, in [0, 1], (batch, length): 0 for the first, 1 for the last frame.

    Returns:
        int32 (batch, length); of what fills up, the frame of the last end.
    """
    start = starts_of(ends)
    inside = ops.cast(ops.floor(shares * ops.cast(ends - start, "float32")), "int32")
    return ops.maximum(ops.minimum(start + inside, ends - 1), 0)


def windows_at(x: Tensor, frames: Tensor, width: int) -> Tensor:
    """Returns the windows of some frames: what `FrameWindows` lays together, of those alone.

    Args:
        x: Features (batch, frames, numbers).
        frames: Which ones, int32 (batch, n).
        width: Frames of a window, odd.

    Returns:
        (batch, n, width * numbers).
    """
    batch, count, numbers = ops.shape(x)
    rows = ops.clip(frames[..., None] + ops.arange(width) - width // 2, 0, count - 1)
    rows = rows + count * ops.arange(batch)[:, None, None]
    seen = ops.take(ops.reshape(x, (batch * count, numbers)), rows, axis=0)
    return ops.reshape(seen, (batch, ops.shape(frames)[1], width * numbers))


def repeated(tokens: Tensor, counts: Tensor) -> Tensor:
    """Returns sequences whose tokens stand as often as told, one behind the other.

    Args:
        tokens: int32 (batch, length), filled up with 0.
        counts: How often each, from 0 on, int32 (batch, length).

    Returns:
        int32 (batch, length): of longer ones the beginning.

    Example:
        >>> repeated(np.int32([[7, 8, 9, 0]]), np.int32([[2, 0, 1, 1]])).numpy().tolist()
        [[7, 7, 9, 0]]
    """
    length = ops.shape(tokens)[1]
    ends = ops.cumsum(ops.where(tokens > 0, counts, 1), axis=1)
    past = ops.cast(ends[:, :, None] <= ops.arange(length), "int32")
    filled = ops.concatenate([tokens, ops.zeros_like(tokens[:, :1])], axis=1)
    return ops.take_along_axis(filled, ops.sum(past, axis=1), axis=1)


def segment_means(values: ArrayLike, ends: ArrayLike) -> np.ndarray:
    """Returns the mean of an utterance's frames over each of its segments.

    Args:
        values: (frames, n).
        ends: Frames in front of which segments end, (length,); the last again where there are no
            more.

    Returns:
        (segments, n), of those that are there.
    """
    values, ends = np.asarray(values), np.asarray(ends)
    starts = np.concatenate([[0], ends[:-1]])
    pairs = zip(starts, ends, strict=True)
    means = [values[start:end].mean(axis=0) for start, end in pairs if end > start]
    return np.stack(means) if means else np.zeros((0, values.shape[1]), values.dtype)


def filled_up(ends: Sequence[int], length: int) -> np.ndarray:
    """Returns ends as int32 (length,): the last again behind them; of more than fit, the last."""
    ends = list(ends)
    if len(ends) > length:
        ends = [*ends[: length - 1], ends[-1]]
    return np.array([*ends, *[ends[-1]] * (length - len(ends))], "int32")


def find_ends(features: ArrayLike, length: int) -> np.ndarray:
    """Returns where an utterance changes most: ends of segments that nobody told.

    A frame is an end where what is behind it differs more from what is in front of it than at any
    frame near by, two frames on either side, and by half of the mean or more.

    Args:
        features: (frames, n), of what is heard, without what fills up.
        length: How many segments there may be; the smallest changes are left out first.

    Returns:
        Ends, int32 (length,), the last of them the number of frames.
    """
    x = np.asarray(features, "float64")
    count = len(x)
    change = np.zeros(count)
    for t in range(_WIDTH, count - _WIDTH + 1):
        change[t] = np.linalg.norm(x[t : t + _WIDTH].mean(0) - x[t - _WIDTH : t].mean(0))
    order = np.argsort(-change, kind="stable")
    taken: list[int] = []
    least = _LEAST * change.mean() if count else 0.0
    blocked = np.zeros(count + 1, bool)
    for t in order:
        if change[t] <= least or len(taken) == length - 1:
            break
        near = change[max(0, t - _CLOSEST + 1) : t + _CLOSEST]
        if not blocked[t] and change[t] >= near.max() and _CLOSEST <= t <= count - _CLOSEST:
            taken.append(int(t))
            blocked[max(0, t - _CLOSEST + 1) : t + _CLOSEST] = True
    return filled_up([*sorted(taken), count], length)
