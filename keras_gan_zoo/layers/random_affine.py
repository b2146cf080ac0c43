"""Pictures seen from elsewhere and in other light: affine maps of places and of colours."""

import math
from collections.abc import Callable

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Tensor

# Each of these is taken with the probability p and is the identity otherwise. They are those that
# 2006.06676, table 3 and appendix B, calls blitting, geometry and colour.


def geometry(images: Tensor, p: Tensor, seed: keras.random.SeedGenerator) -> Tensor:
    """Flips, turns, scales and moves each picture, each with probability p.

    Args:
        images: (batch, height, width, channels), float.
        p: Probability in [0, 1], a scalar.
        seed: A `keras.random.SeedGenerator`.

    Returns:
        As many pictures; beyond its border a picture goes on as in a mirror.

    Reference:
        https://arxiv.org/abs/2006.06676, appendix B
    """
    height, width = images.shape[1:3]
    rows = _Rows(ops.shape(images)[0], p, seed)
    turned = 0.5 * math.pi * rows.whole(0, 4) * (1.0 if height == width else 2.0)
    # Two turns, before and after squeezing, come to one with probability p.
    free = rows.with_probability(1 - ops.sqrt(1 - p))
    matrix = chained(
        scaling(1 - 2 * rows.whole(0, 2), ops.ones_like(turned)),
        turning(turned),
        moving(rows.steps(width), rows.steps(height)),
        scaling(*(rows.log_normal(0.2),) * 2),
        turning(free.angle()),
        _squeezing(rows.log_normal(0.2)),
        turning(free.angle()),
        moving(0.125 * width * rows.normal(), 0.125 * height * rows.normal()),
    )
    return sampled(images, matrix)


def light(images: Tensor, p: Tensor, seed: keras.random.SeedGenerator) -> Tensor:
    """Changes brightness, contrast, luma, hue and saturation, each with probability p.

    Args:
        images: (batch, height, width, channels), float in [-1, 1]; what has not three channels
            changes in brightness and contrast alone.
        p: Probability in [0, 1], a scalar.
        seed: A `keras.random.SeedGenerator`.

    Returns:
        As many pictures, which may leave [-1, 1].

    Reference:
        https://arxiv.org/abs/2006.06676, appendix B
    """
    rows = _Rows(ops.shape(images)[0], p, seed)
    brightness = 0.2 * rows.normal()[:, None, None, None]
    contrast = rows.log_normal(0.5)[:, None, None, None]
    images = contrast * (images + brightness)
    if images.shape[-1] != 3:
        return images
    grey = ops.convert_to_tensor(np.full((3, 3), 1 / 3, "float32"))[None]
    identity = ops.eye(3)[None]
    inverted = rows.whole(0, 2)[:, None, None]
    luma_flip = identity - 2 * inverted * grey
    hue = about_grey(rows.angle())
    saturation = rows.log_normal(1.0)[:, None, None]
    saturated = grey + saturation * (identity - grey)
    return ops.einsum("bhwc,bdc->bhwd", images, saturated @ hue @ luma_flip)


class _Rows:
    """Random numbers, one for each picture, that do nothing with probability 1 - p."""

    def __init__(self, count: Tensor, p: Tensor, seed: keras.random.SeedGenerator):
        self.count, self.p, self.seed = count, p, seed

    def with_probability(self, p: Tensor) -> "_Rows":
        return _Rows(self.count, p, self.seed)

    def _drawn(self, draw: Callable, *arguments: float) -> Tensor:
        return random_rows(draw, (self.count,), *arguments, seed=self.seed)

    def _kept(self, drawn: Tensor, otherwise: float = 0.0) -> Tensor:
        taken = self._drawn(keras.random.uniform, 0.0, 1.0) < self.p
        return ops.where(taken, drawn, otherwise)

    def uniform(self, low: float, high: float) -> Tensor:
        return self._kept(self._drawn(keras.random.uniform, low, high))

    def angle(self) -> Tensor:
        return self.uniform(-math.pi, math.pi)

    def normal(self) -> Tensor:
        return self._kept(self._drawn(keras.random.normal))

    def log_normal(self, deviation: float) -> Tensor:
        """Powers of two, whose exponent is normal."""
        return 2.0 ** (deviation * self.normal())

    def whole(self, low: int, end: int) -> Tensor:
        return ops.floor(self.uniform(low, end))

    def steps(self, side: int) -> Tensor:
        """Whole pixels, up to an eighth of a side."""
        return ops.round(side * self.uniform(-0.125, 0.125))


# Maps of places, (batch, 3, 3), about the middle of a picture, in pixels


def _matrix(*rows: tuple) -> Tensor:
    given = [value for row in rows for value in row if not isinstance(value, (int, float))]
    one = ops.ones_like(given[0])
    return ops.stack([ops.stack([value * one for value in row], -1) for row in rows], -2)


def turning(angle: Tensor) -> Tensor:
    """Returns maps (batch, 3, 3) that turn by angles (batch,), in radians."""
    cosine, sine = ops.cos(angle), ops.sin(angle)
    return _matrix((cosine, -sine, 0.0), (sine, cosine, 0.0), (0.0, 0.0, 1.0))


def scaling(x: Tensor, y: Tensor) -> Tensor:
    """Returns maps (batch, 3, 3) that scale by factors (batch,) in both directions."""
    return _matrix((x, 0.0, 0.0), (0.0, y, 0.0), (0.0, 0.0, 1.0))


def _squeezing(factor: Tensor) -> Tensor:
    return scaling(factor, 1 / factor)


def moving(x: Tensor, y: Tensor) -> Tensor:
    """Returns maps (batch, 3, 3) that move by pixels (batch,) to the right and downwards."""
    return _matrix((1.0, 0.0, x), (0.0, 1.0, y), (0.0, 0.0, 1.0))


def chained(*matrices: Tensor) -> Tensor:
    """Returns the map that does the given ones, the first one first."""
    found = matrices[0]
    for matrix in matrices[1:]:
        found = matrix @ found
    return found


def about_grey(angle: Tensor) -> Tensor:
    """Returns maps of colours (batch, 3, 3) that turn about the axis of greys."""
    cosine, sine = (part(angle)[:, None, None] for part in (ops.cos, ops.sin))
    axis = np.full((3, 3), 1 / 3, "float32")
    cross = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], "float32") / math.sqrt(3)
    return cosine * np.eye(3, dtype="float32") + sine * cross + (1 - cosine) * axis


def sampled(images: Tensor, matrix: Tensor) -> Tensor:
    """Draws pictures after a map of places, bilinearly, mirrored at the border.

    Written as gathers, whose gradients of every order are exact: penalties on the slope of a
    discriminator go through it.

    Args:
        images: (batch, height, width, channels).
        matrix: (batch, 3, 3), where what is at a place in the picture goes to, in pixels from its
            middle; invertible.

    Returns:
        As many pictures of the same size.
    """
    height, width, channels = images.shape[1:]
    x, y = np.meshgrid(np.arange(width) - (width - 1) / 2, np.arange(height) - (height - 1) / 2)
    places = np.stack([x.ravel(), y.ravel(), np.ones(x.size)]).astype("float32")
    # Where what is drawn at a place comes from.
    sources = ops.matmul(inverse(matrix), ops.convert_to_tensor(places))
    x = mirrored(sources[:, 0] + (width - 1) / 2, width)
    y = mirrored(sources[:, 1] + (height - 1) / 2, height)
    left, top = (ops.clip(ops.floor(at), 0, side - 2) for at, side in ((x, width), (y, height)))
    to_right, down = (x - left)[..., None], (y - top)[..., None]
    first = ops.cast(top * width + left, "int32")
    flat = ops.reshape(images, (-1, height * width, channels))
    dtype = images.dtype

    def at(offset):
        return ops.take_along_axis(flat, (first + offset)[..., None], axis=1)

    to_right, down = ops.cast(to_right, dtype), ops.cast(down, dtype)
    above = (1 - to_right) * at(0) + to_right * at(1)
    below = (1 - to_right) * at(width) + to_right * at(width + 1)
    return ops.reshape((1 - down) * above + down * below, (-1, height, width, channels))


def mirrored(places: Tensor, side: int) -> Tensor:
    """Returns places within [0, side - 1] for places anywhere, as mirrors at both ends do."""
    period = 2.0 * (side - 1)
    return (side - 1) - ops.abs(ops.mod(places, period) - (side - 1))


def inverse(matrix: Tensor) -> Tensor:
    """Returns the inverse of affine maps (batch, 3, 3), by hand: XLA has none of its own."""
    a, b, c = (matrix[:, 0, k] for k in range(3))
    d, e, f = (matrix[:, 1, k] for k in range(3))
    determinant = a * e - b * d
    a, b, d, e = e / determinant, -b / determinant, -d / determinant, a / determinant
    return _matrix((a, b, -(a * c + b * f)), (d, e, -(d * c + e * f)), (0.0, 0.0, 1.0))
