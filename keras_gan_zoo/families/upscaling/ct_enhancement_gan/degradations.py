"""How clear pictures become what a stacked GAN learns to undo (1807.07144, section 2.1)."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import is_number
from keras_gan_zoo.layers.degradation.blur import RADIUS, bell_kernels, blurred
from keras_gan_zoo.layers.degradation.resampling import resample
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Tensor

_LEAST_BLUR = 1e-2  # pixels; a kernel of no width would be divided by 0


def check_range(given: Any, name: str, least: float) -> tuple[float, float]:
    """Returns the two ends of a range.

    Raises:
        ValueError: If it is not two rising numbers of at least `least`.
    """
    pair = tuple(given) if isinstance(given, Sequence) and not isinstance(given, str) else ()
    if len(pair) != 2 or not all(map(is_number, pair)) or not least <= pair[0] <= pair[1]:
        raise ValueError(
            f"`{name}` must be (lowest, highest), both at least {least:g}, got {given!r}."
        )
    return float(pair[0]), float(pair[1])


def with_noise(images: Tensor, most: float, seed: keras.random.SeedGenerator) -> Tensor:
    """Adds white Gaussian noise, for each picture of a strength of its own.

    Args:
        images: (batch, height, width, channels) in [-1, 1].
        most: The largest standard deviation, in the 255 levels of a byte.
        seed: Draws strengths and noise.

    Returns:
        Pictures of the same shape, clipped to [-1, 1].
    """
    sigma = _uniform(images, (0.0, most), seed) / 127.5
    shape = (ops.shape(images)[0], *images.shape[1:])
    noise = random_rows(keras.random.normal, shape, seed=seed)
    return ops.clip(images + ops.reshape(sigma, (-1, 1, 1, 1)) * noise, -1, 1)


def of_low_quality(
    images: Tensor,
    scales: tuple[float, float],
    blurs: tuple[float, float],
    contrasts: tuple[float, float],
    seed: keras.random.SeedGenerator,
) -> Tensor:
    """Shrinks, blurs and pales pictures, and enlarges them again, each in its own way.

    Args:
        images: (batch, height, width, channels) in [-1, 1].
        scales: Range of s, by which sides shrink.
        blurs: Range of a Gaussian's standard deviation, in pixels of the small picture.
        contrasts: Range of kappa, by which differences from a picture's mean are divided.
        seed: Draws one of each for every picture.

    Returns:
        Pictures of the same shape, in [-1, 1].
    """
    height, width = images.shape[1:3]
    s, sigma, kappa = (_uniform(images, one, seed) for one in (scales, blurs, contrasts))
    large = tuple(0 * s + side for side in (height, width))
    small = tuple(ops.maximum(ops.round(side / s), 1.0) for side in large)
    x = resample(images, large, small, (height, width))
    sigma = ops.maximum(sigma, _LEAST_BLUR)
    kernels = bell_kernels(0 * s + RADIUS, (sigma, sigma), 0 * s, 0 * s + 1.0, 0 * s)
    x = resample(blurred(x, kernels), small, large, (height, width))
    mean = ops.mean(images, axis=(1, 2, 3), keepdims=True)
    return ops.clip(mean + (x - mean) / ops.reshape(kappa, (-1, 1, 1, 1)), -1, 1)


def _uniform(images, ends, seed):
    shape = (ops.shape(images)[0],)
    low, high = ends
    return low + (high - low) * random_rows(keras.random.uniform, shape, seed=seed, dtype="float32")
