"""Cutout: masks a rectangle of each picture (1708.04552)."""

from collections.abc import Sequence

import keras
from keras import ops

from keras_gan_zoo.types import ArrayLike, Seed, Tensor


def cutout(
    images: Tensor,
    mask_size: int | Sequence[int],
    offset: ArrayLike = (0, 0),
    constant_values: float = 0,
) -> Tensor:
    """Masks a rectangle of each picture.

    What of a rectangle lies outside of its picture is left out.

    Args:
        images: (batch, height, width, channels).
        mask_size: Side of the rectangle, or (height, width), in pixels; even.
        offset: Row and column of the rectangle's middle, the first pixel below and to the right
            of it: for all pictures, or (batch, 2).
        constant_values: What to paint.

    Returns:
        Pictures of the same shape and type.

    Raises:
        ValueError: If `images` has not four axes or a side of the rectangle is not an even number.

    Example:
        >>> cutout(keras.ops.ones((1, 2, 4, 1)), 2, offset=(1, 2))[0, ..., 0]
        <tf.Tensor: shape=(2, 4), dtype=float32, numpy=
        array([[1., 0., 0., 1.],
               [1., 0., 0., 1.]], dtype=float32)>

    Reference:
        https://arxiv.org/abs/1708.04552
    """
    images = _checked(images)
    height, width = _sides(mask_size)
    offset = ops.reshape(ops.cast(ops.convert_to_tensor(offset), "int32"), (-1, 2))
    rows = _covered_positions(ops.shape(images)[1], offset[:, 0], height)
    columns = _covered_positions(ops.shape(images)[2], offset[:, 1], width)
    covered = ops.logical_and(rows[:, :, None, None], columns[:, None, :, None])
    return ops.where(covered, ops.cast(constant_values, images.dtype), images)


def random_cutout(
    images: Tensor, mask_size: int | Sequence[int], constant_values: float = 0, seed: Seed = None
) -> Tensor:
    """Masks a rectangle of each picture at a random position inside it.

    Args:
        images: (batch, height, width, channels).
        mask_size: As for `cutout`. A rectangle larger than a picture covers its middle.
        constant_values: What to paint.
        seed: A whole number, a `keras.random.SeedGenerator`, or `None`.

    Returns:
        Pictures of the same shape and type.

    Raises:
        ValueError: As `cutout`.

    Example:
        >>> keras.ops.sum(random_cutout(keras.ops.ones((1, 8, 8, 1)), 4))
        <tf.Tensor: shape=(), dtype=float32, numpy=48.0>
    """
    images = _checked(images)
    batch, height, width = ops.shape(images)[:3]
    seeds = seed if isinstance(seed, keras.random.SeedGenerator) else _seeds(seed)
    offset = [
        _random_middle(batch, side, covered, seeds)
        for side, covered in zip((height, width), _sides(mask_size), strict=True)
    ]
    return cutout(images, mask_size, ops.stack(offset, axis=1), constant_values)


def _seeds(seed):
    # A generator of its own for two draws that differ; `None` uses Keras's global one.
    return None if seed is None else keras.random.SeedGenerator(seed)


def _random_middle(batch, side, covered, seeds):
    # By the random number, not by `randint`, whose bounds may not be tensors everywhere.
    first, last = covered // 2, ops.maximum(side - covered // 2, covered // 2 + 1)
    drawn = keras.random.uniform((batch,), seed=seeds)
    middle = first + ops.cast(ops.floor(drawn * ops.cast(last - first, "float32")), "int32")
    return ops.where(covered >= side, side // 2, middle)


def _covered_positions(side, middle, covered):
    places = ops.arange(side, dtype="int32")[None]
    first = middle[:, None] - covered // 2
    return ops.logical_and(places >= first, places < first + covered)


def _sides(mask_size):
    sides = tuple(mask_size) if isinstance(mask_size, (tuple, list)) else (mask_size, mask_size)
    if len(sides) != 2 or any(not isinstance(side, int) or side % 2 for side in sides):
        raise ValueError(f"`mask_size` must be an even number or two of them, got {mask_size!r}.")
    return sides


def _checked(images):
    images = ops.convert_to_tensor(images)
    if len(images.shape) != 4:
        raise ValueError(
            f"`images` must have shape (batch, height, width, channels), got {tuple(images.shape)}."
        )
    return images
