"""Clips of a number of frames, cut out of longer videos as they are read."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data.examples import Examples, numbered


def clip_places(lengths: Sequence[int], frames: int) -> np.ndarray:
    """Returns where clips begin: one at each frame that has enough behind it.

    Args:
        lengths: Frames of each video.
        frames: Frames of a clip.

    Returns:
        The number of the video and that of the clip's first frame, int64 (clips, 2).

    Example:
        >>> clip_places([3, 1, 2], frames=2).tolist()
        [[0, 0], [0, 1], [2, 0]]
    """
    counts = np.maximum(0, np.asarray(lengths, "int64") - frames + 1)
    videos = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return np.stack([videos, np.arange(len(videos)) - before[videos]], axis=1)


def clip_examples(
    videos: Sequence[Any], frames: int | None, name: str, names: Sequence[str] = ()
) -> Examples:
    """Returns the clips of videos as `Examples`; only those that are read take memory.

    Args:
        videos: What has a length, and gives frames (n, height, width, channels) for a slice: an
            array, a memory map, or an object that reads them.
        frames: Frames of a clip; None for whole videos, where all are as long.
        name: What the sentences call the data.
        names: What each video is known by, so that a resumed training sees others; None for their
            numbers.

    Raises:
        ValueError: If the videos are of several lengths and no number of frames is given, or none
            is long enough, or they differ in size.
    """
    lengths = [len(video) for video in videos]
    if frames is None:
        if len(set(lengths)) > 1:
            raise ValueError(
                f"The videos of {name!r} have {min(lengths)} to {max(lengths)} frames: pass "
                f"frames, such as frames={min(lengths)}, for clips of one length."
            )
        frames = lengths[0] if lengths else 1
    places = clip_places(lengths, frames)
    if not len(places):
        raise ValueError(
            f"frames={frames}, but the longest video of {name!r} has {max(lengths, default=0)}: "
            "pass fewer."
        )
    first = np.asarray(videos[places[0][0]][:1])
    shape, dtype = first.shape[1:], first.dtype

    def look_up(indices):
        clips = np.empty((*np.shape(indices), frames, *shape), dtype)
        for place, index in zip(np.ndindex(np.shape(indices)), np.ravel(indices), strict=True):
            video, start = places[index]
            clips[place] = videos[video][start : start + frames]
        return clips

    def read(index):
        clips = tf.numpy_function(look_up, [index], dtype)
        clips.set_shape((*index.shape, frames, *shape))
        return clips

    known = names or [str(number) for number in range(len(videos))]
    labels = np.array([f"{known[video]} {start}" for video, start in places])
    return Examples(numbered(labels), read, vectorised=True)
