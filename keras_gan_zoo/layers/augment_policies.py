"""The augmentations of DiffAugment, random and differentiable (2006.10738).

Each takes images (batch, height, width, channels), float, in [-1, 1], and a
`keras.random.SeedGenerator`, and returns as many. Grey, 0, stands where a picture has no pixels.
"""

import keras
from keras import ops

from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Tensor


def color(images: Tensor, seed: keras.random.SeedGenerator) -> Tensor:
    """Changes brightness by up to 0.5, saturation by a factor of 0 to 2, contrast of 0.5 to 1.5.

    Args:
        images: Float images (batch, height, width, channels) in [-1, 1].
        seed: A `keras.random.SeedGenerator`.

    Returns:
        Images that may leave [-1, 1], as in 2006.10738: clipping would stop the gradient.

    Example:
        >>> color(images, keras.random.SeedGenerator(0)).shape
        TensorShape([8, 32, 32, 3])
    """

    def draw(least, most):
        shape = (ops.shape(images)[0], 1, 1, 1)
        return random_rows(keras.random.uniform, shape, least, most, dtype=images.dtype, seed=seed)

    def away_from(mean, x, factor):
        return mean + factor * (x - mean)

    x = images + draw(-0.5, 0.5)
    x = away_from(ops.mean(x, axis=-1, keepdims=True), x, draw(0.0, 2.0))
    return away_from(ops.mean(x, axis=(1, 2, 3), keepdims=True), x, draw(0.5, 1.5))


def translation(images: Tensor, seed: keras.random.SeedGenerator, ratio: float = 0.125) -> Tensor:
    """Translates each picture by a whole number of pixels, up to `ratio` of its sides.

    Args:
        images: Float images (batch, height, width, channels) in [-1, 1].
        seed: A `keras.random.SeedGenerator`.
        ratio: The largest shift, as a part of the side.

    Returns:
        The moved images, grey where nothing moved in.

    Example:
        >>> translation(images, keras.random.SeedGenerator(0)).shape
        TensorShape([8, 32, 32, 3])
    """

    def moves(side):
        most = round(side * ratio)
        shift = _random_integers(images, -most, most + 1, seed)
        places = ops.arange(side)
        # A matrix a picture that takes each place's pixel from `shift` places before.
        came_from = places[None, :, None] - shift[:, None, None]
        return ops.cast(came_from == places[None, None, :], images.dtype)

    _, height, width, _ = images.shape
    moved = ops.einsum("bij,bjwc->biwc", moves(height), images)
    return ops.einsum("bij,bhjc->bhic", moves(width), moved)


def cutout(images: Tensor, seed: keras.random.SeedGenerator, ratio: float = 0.5) -> Tensor:
    """Masks a rectangle of `ratio` of each side in grey, at a random position of each picture.

    Args:
        images: Float images (batch, height, width, channels) in [-1, 1].
        seed: A `keras.random.SeedGenerator`.
        ratio: The rectangle's sides, as a part of the picture's.

    Returns:
        The images with a grey rectangle each.

    Example:
        >>> cutout(images, keras.random.SeedGenerator(0)).shape
        TensorShape([8, 32, 32, 3])
    """

    def inside(side):
        size = round(side * ratio)
        first = _random_integers(images, 0, side + (1 - size % 2), seed) - size // 2
        places = ops.arange(side)[None]
        covered = ops.logical_and(places >= first[:, None], places < first[:, None] + size)
        return ops.cast(covered, images.dtype)

    _, height, width, _ = images.shape
    covered = inside(height)[:, :, None, None] * inside(width)[:, None, :, None]
    return images * (1 - covered)


def _random_integers(images, least, end, seed):
    return random_rows(keras.random.randint, (ops.shape(images)[0],), least, end, seed=seed)
