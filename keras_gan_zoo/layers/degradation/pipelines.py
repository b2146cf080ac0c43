"""The degradations, by name: bicubic or area alone, and Real-ESRGAN's second-order pipeline."""

import math
from collections.abc import Callable, Sequence

import keras
from keras import ops

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.layers.degradation.blur import (
    RADIUS,
    bell_kernels,
    blurred,
    identity_kernel,
    sinc_kernels,
)
from keras_gan_zoo.layers.degradation.jpeg import jpeg_compressed
from keras_gan_zoo.layers.degradation.noise import with_noise
from keras_gan_zoo.layers.degradation.resampling import resample
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Tensor

_CHANCES = 48
"""Uniform numbers that are drawn for each picture; the pipeline takes fewer."""

# Section 4.1 and appendix A: what is drawn in the first and in the second round.
_SIGMA = ((0.2, 3.0), (0.2, 1.5))
_RATIO = ((0.15, 1.5), (0.3, 1.2))
_RATIO_CHANCES = ((0.2, 0.7), (0.3, 0.4))  # of growing and of shrinking
_NOISE = ((1.0, 30.0), (1.0, 25.0))
_POISSON = ((0.05, 3.0), (0.05, 2.5))
_QUALITY = (30.0, 95.0)


def bicubic(images: Tensor, scale: int, seed: keras.random.SeedGenerator | None) -> Tensor:
    """Shrinks pictures by the bicubic kernel, as nearly all papers do.

    Args:
        images: (batch, height, width, channels) in [-1, 1], height and width multiples of `scale`.
        scale: How many times smaller the sides shall be.
        seed: Is not asked: nothing is random.

    Returns:
        (batch, height / scale, width / scale, channels) in [-1, 1], float32.
    """
    images = ops.cast(images, "float32")
    height, width = images.shape[1:3]
    small = (height // scale, width // scale)
    old, new = (
        tuple(ops.array([float(side)]) for side in sides) for sides in ((height, width), small)
    )
    # The kernel's lobes overshoot at edges.
    return ops.clip(resample(images, old, new, small), -1, 1)


def area(images: Tensor, scale: int, seed: keras.random.SeedGenerator | None = None) -> Tensor:
    """Shrinks pictures to the means of their blocks of pixels.

    Args:
        images: As for `bicubic`.
        scale: Height and width of a block.
        seed: Is not asked: nothing is random.

    Returns:
        As `bicubic`.
    """
    return ops.average_pool(ops.cast(images, "float32"), scale)


def real_esrgan(images: Tensor, scale: int, seed: keras.random.SeedGenerator) -> Tensor:
    """Blurs, resizes, adds noise and compresses, twice, as Real-ESRGAN does (2107.10833, fig. 2).

    Every picture has its own draws, where the authors' code resizes a batch by one ratio. What is
    not in the paper: the area, bilinear and bicubic kernels grow with the ratio (nothing is
    aliased), Poisson noise is normal with the same variance, and targets are not sharpened.

    Args:
        images: (batch, height, width, 3 or 1) in [-1, 1], height and width multiples of `scale`.
        scale: How many times smaller the sides shall be.
        seed: Draws everything.

    Returns:
        (batch, height / scale, width / scale, channels) in [-1, 1], of 256 levels, float32.
    """
    x = (ops.cast(images, "float32") + 1) / 2
    chances = random_rows(
        keras.random.uniform, (ops.shape(x)[0], _CHANCES), seed=seed, dtype="float32"
    )
    draw = _Draws(chances)
    height, width = x.shape[1:3]
    small = (height // scale, width // scale)
    sides = tuple(ops.full_like(chances[:, 0], float(side)) for side in (height, width))
    for order, canvas in enumerate(((height, width), small)):
        kernels = _drawn_kernels(draw, _SIGMA[order])
        if order == 1:  # left out for a fifth of the pictures
            kernels = _where(
                draw() < 0.2, ops.broadcast_to(identity_kernel(), ops.shape(kernels)), kernels
            )
        x = blurred(x, kernels)
        ratio = _drawn_ratio(draw, order)
        new = tuple(ops.maximum(ops.round(ratio * side), 1.0) for side in canvas)
        # Whole blocks of JPEG's, so that a block is not cut by the canvas but by the picture only.
        room = tuple(16 * math.ceil(_RATIO[order][1] * side / 16) for side in canvas)
        x, sides = resample(x, sides, new, room, _drawn_kind(draw)), new
        x = _with_drawn_noise(x, draw, order, seed)
        if order == 0:
            x = jpeg_compressed(x, draw(*_QUALITY))
    # The last: a ringing filter and JPEG, in either order (section 3.3).
    ringing = _where(
        draw() < 0.8,
        sinc_kernels(_drawn_radius(draw), draw(math.pi / 3, math.pi)),
        identity_kernel(),
    )
    quality, kind = draw(*_QUALITY), _drawn_kind(draw)
    target = tuple(ops.full_like(quality, float(side)) for side in small)

    def resized(x):
        return blurred(resample(x, sides, target, small, kind), ringing)

    first = jpeg_compressed(ops.clip(resized(x), 0, 1), quality)
    last = resized(jpeg_compressed(x, quality))
    x = _where(draw() < 0.5, first, last)
    return ops.round(ops.clip(x, 0, 1) * 255) / 127.5 - 1


DEGRADATIONS: dict[str, Callable] = {
    "bicubic": bicubic,
    "area": area,
    "real_esrgan": real_esrgan,
}


def check_degradation(name: str) -> str:
    """Checks the name of a degradation and returns it.

    Raises:
        ValueError: If there is none of that name.
    """
    if not isinstance(name, str) or name not in DEGRADATIONS:
        raise ValueError(
            f"`degradation` must be one of {listed(DEGRADATIONS)}, got {name!r}."
            + nearest(name, DEGRADATIONS)
        )
    return name


class _Draws:
    """Hands out uniform numbers, one for each picture at each call."""

    def __init__(self, chances: Tensor):
        self._columns = iter(range(_CHANCES))
        self._chances = chances

    def __call__(self, low: float | Tensor = 0.0, high: float | Tensor = 1.0) -> Tensor:
        return low + (high - low) * self._chances[:, next(self._columns)]


def _where(chosen: Tensor, a: Tensor, b: Tensor) -> Tensor:
    return ops.where(ops.reshape(chosen, (-1,) + (1,) * (len(a.shape) - 1)), a, b)


def _drawn_radius(draw: _Draws) -> Tensor:
    """Kernels of 7, 9, ... or 21 pixels a side, each as likely."""
    return ops.minimum(3 + ops.floor(draw() * (RADIUS - 2)), float(RADIUS))


def _drawn_kernels(draw: _Draws, sigmas: Sequence[float]) -> Tensor:
    """A sinc for a tenth; else a Gaussian for 70 of 100, a generalized one or a plateau for 15."""
    radius = _drawn_radius(draw)
    family, even = draw(), draw()
    sigma, other = draw(*sigmas), draw(*sigmas)
    generalized = ops.cast(ops.logical_and(family >= 0.7, family < 0.85), "float32")
    plateau = ops.cast(family >= 0.85, "float32")
    # As many of the Gaussians are round as in the authors' settings, and most of the others.
    round_share = ops.where(family < 0.7, 0.45 / 0.7, 0.12 / 0.15)
    other = ops.where(even < round_share, sigma, other)
    # Half of the exponents are below 1, half above.
    highest = ops.where(plateau > 0.5, 2.0, 4.0)
    lowest = ops.where(plateau > 0.5, 1.0, 0.5)
    side, part = draw(), draw()
    exponent = ops.where(side < 0.5, lowest + (1 - lowest) * part, 1 + (highest - 1) * part)
    shape = ops.where(generalized + plateau > 0.5, exponent, 1.0)
    bells = bell_kernels(radius, (sigma, other), draw(-math.pi, math.pi), shape, plateau)
    lowest_cutoff = ops.where(radius < 6.5, math.pi / 3, math.pi / 5)
    rings = sinc_kernels(radius, draw(lowest_cutoff, math.pi))
    return _where(draw() < 0.1, rings, bells)


def _drawn_ratio(draw: _Draws, order: int) -> Tensor:
    way, part = draw(), draw()
    (lowest, highest), (grows, shrinks) = _RATIO[order], _RATIO_CHANCES[order]
    ratio = ops.where(way < grows, 1 + (highest - 1) * part, lowest + (1 - lowest) * part)
    return ops.where(way >= grows + shrinks, 1.0, ratio)


def _drawn_kind(draw: _Draws) -> Tensor:
    return ops.one_hot(ops.cast(ops.minimum(ops.floor(draw() * 3), 2.0), "int32"), 3)


def _with_drawn_noise(x, draw, order, seed):
    poisson = ops.cast(draw() < 0.5, "float32")
    gaussian = draw(*_NOISE[order]) / 255
    strength = ops.where(poisson > 0.5, draw(*_POISSON[order]), gaussian)
    grey = ops.cast(draw() < 0.4, "float32")
    return with_noise(ops.clip(x, 0, 1), strength, poisson, grey, seed)
