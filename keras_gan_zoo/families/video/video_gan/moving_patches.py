"""Patches of videos in which something moves, drawn in the training step (1511.05440)."""

import keras
from keras import ops

from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Tensor


def random_window(videos: Tensor, frames: int, seed: keras.random.SeedGenerator) -> Tensor:
    """Cuts so many frames out of each video, beginning at a frame of its own.

    Args:
        videos: (batch, at least `frames`, height, width, channels).
        frames: How many.
        seed: Draws the beginnings.

    Returns:
        (batch, frames, height, width, channels); the videos themselves where they are that long.
    """
    places = videos.shape[1] - frames + 1
    if places == 1:
        return videos
    drawn = random_rows(keras.random.randint, (ops.shape(videos)[0],), 0, places, seed=seed)
    return _cut(videos, 1, drawn, frames)


def moving_patches(
    videos: Tensor, size: tuple[int, int], least: float, seed: keras.random.SeedGenerator
) -> Tensor:
    """Cuts a patch out of each video, at a place of its own at which something moves.

    All places are as likely whose mean squared change of a pixel from frame to frame is at least
    `least`; where there is none, that of the most motion is taken.

    Args:
        videos: (batch, frames, at least as high, at least as wide, channels).
        size: (height, width) of a patch.
        least: Mean squared change of a pixel, of values in [-1, 1].
        seed: Draws the places.

    Returns:
        (batch, frames, *size, channels); the videos themselves where they are that large.
    """
    if tuple(videos.shape[2:4]) == tuple(size):
        return videos
    motion = motion_of_patches(videos, size)
    rows, columns = motion.shape[1:]
    motion = ops.reshape(motion, (-1, rows * columns))
    chance = random_rows(
        keras.random.uniform, (ops.shape(videos)[0], rows * columns), seed=seed, dtype="float32"
    )
    # Above 0 where there is enough motion; below it, the more the higher.
    score = ops.where(motion >= least, chance, -1.0 / (1.0 + motion))
    place = ops.cast(ops.argmax(score, axis=-1), "int32")
    videos = _cut(videos, 2, place // columns, size[0])
    return _cut(videos, 3, place % columns, size[1])


def motion_of_patches(videos: Tensor, size: tuple[int, int]) -> Tensor:
    """Returns the mean squared change of a pixel in the patch at each place.

    Args:
        videos: (batch, frames, height, width, channels).
        size: (height, width) of a patch.

    Returns:
        (batch, height - size[0] + 1, width - size[1] + 1), float32.
    """
    videos = ops.cast(videos, "float32")
    motion = ops.mean(ops.square(videos[:, 1:] - videos[:, :-1]), axis=(1, -1))
    # Sums of rectangles as differences of running sums.
    sums = ops.pad(ops.cumsum(ops.cumsum(motion, axis=1), axis=2), ((0, 0), (1, 0), (1, 0)))
    height, width = size
    sums = sums[:, height:] - sums[:, :-height]
    return ops.maximum(sums[:, :, width:] - sums[:, :, :-width], 0.0) / (height * width)


def _cut(videos: Tensor, axis: int, starts: Tensor, length: int) -> Tensor:
    index = ops.cast(starts, "int32")[:, None] + ops.arange(length, dtype="int32")
    shape = [-1] + [1] * (len(videos.shape) - 1)
    shape[axis] = length
    return ops.take_along_axis(videos, ops.reshape(index, shape), axis=axis)
