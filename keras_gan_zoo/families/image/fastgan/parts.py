"""Quarters of pictures and of feature maps, one of each at random."""

import keras
from keras import ops

from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Tensor


def random_parts(like: Tensor, seed: keras.random.SeedGenerator) -> Tensor:
    """Draws for each picture which of its quarters is looked at.

    Args:
        like: Anything of as many rows as there are pictures.
        seed: A `keras.random.SeedGenerator`.

    Returns:
        (batch, 4), 1 for the quarter and 0 for the others, float32.
    """
    numbers = random_rows(keras.random.randint, (ops.shape(like)[0],), 0, 4, seed=seed)
    return ops.one_hot(numbers, 4, dtype="float32")


def cut_out(maps: Tensor, parts: Tensor) -> Tensor:
    """Cuts one quarter out of each map.

    Args:
        maps: Pictures or feature maps (batch, height, width, channels), of even sides.
        parts: As `random_parts` draws them: top left, top right, bottom left and bottom right.

    Returns:
        (batch, height / 2, width / 2, channels).

    Example:
        >>> cut_out(ops.ones((2, 8, 8, 3)), random_parts(ops.ones(2), seed)).shape
        TensorShape([2, 4, 4, 3])
    """
    _, height, width, _ = maps.shape
    top, bottom = maps[:, : height // 2], maps[:, height // 2 :]
    quarters = [
        x for row in (top, bottom) for x in (row[:, :, : width // 2], row[:, :, width // 2 :])
    ]
    chosen = ops.cast(parts, maps.dtype)
    return sum(x * chosen[:, i, None, None, None] for i, x in enumerate(quarters))


def shrunk(images: Tensor, side: int) -> Tensor:
    """Returns square pictures at a smaller side, which divides theirs, each pixel a mean."""
    factor = images.shape[1] // side
    return ops.average_pool(images, factor) if factor > 1 else images
