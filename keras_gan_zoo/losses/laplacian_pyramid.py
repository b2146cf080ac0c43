"""The distance of pictures level by level of their Laplacian pyramids (1707.05776)."""

import numpy as np
from keras import ops

from keras_gan_zoo.types import Tensor

SMALLEST_SIDE = 8
"""A map whose shorter side is below this is not halved any more."""

_TAPS = np.array([1, 4, 6, 4, 1], "float32") / 16  # Burt and Adelson 1983, a = 3/8


def laplacian_pyramid_distance(images: Tensor, others: Tensor) -> Tensor:
    r"""Returns \( \mathrm{Lap}_1(x, x') = \sum_j 2^{2j} |L^j(x) - L^j(x')|_1 \), (batch,).

    \( L^j \) is what a map loses when it is halved and made large again, and at the last level the
    map itself. A level has a quarter of the numbers of the one before, which \( 2^{2j} \) makes up
    for: where sides are halved without a rest, each level counts as its mean. Unlike a squared
    error it forgives no blur.

    Args:
        images: (batch, height, width, channels).
        others: As many of the same shape.

    Returns:
        The sum of each picture's, float32.

    Example:
        >>> laplacian_pyramid_distance(ops.ones((2, 16, 16, 1)), ops.zeros((2, 16, 16, 1))).shape
        TensorShape([2])

    Reference:
        https://arxiv.org/abs/1707.05776; the pyramid is Burt and Adelson's of 1983.
    """
    # The pyramid is linear: that of the difference is the difference of the two.
    difference = ops.cast(images, "float32") - ops.cast(others, "float32")
    return sum(
        4.0**level * ops.sum(ops.abs(lost), axis=(1, 2, 3))
        for level, lost in enumerate(laplacian_pyramid(difference))
    )


def laplacian_pyramid(images: Tensor) -> list[Tensor]:
    """Returns the levels of pictures' Laplacian pyramids, from the finest to the coarsest.

    Halved by Burt and Adelson's five taps, until a side would have fewer than four pixels; the
    pictures are mirrored at their edges.

    Args:
        images: (batch, height, width, channels), of known height, width and channels.

    Example:
        >>> [level.shape[1] for level in laplacian_pyramid(ops.ones((1, 28, 28, 3)))]
        [28, 14, 7]
    """
    levels, small = [], images
    while min(small.shape[1:3]) >= SMALLEST_SIDE:
        halved = _halved(small)
        levels.append(small - _enlarged(halved, small.shape[1], small.shape[2]))
        small = halved
    return [*levels, small]


def _halved(maps: Tensor) -> Tensor:
    kernel = np.outer(_TAPS, _TAPS)[:, :, None, None]
    planes = ops.pad(_planes(maps), [(0, 0), (2, 2), (2, 2), (0, 0)], mode="symmetric")
    return _maps(ops.conv(planes, kernel, strides=2, padding="valid"), maps.shape[-1])


def _enlarged(maps: Tensor, height: int, width: int) -> Tensor:
    kernel = 4.0 * np.outer(_TAPS, _TAPS)[:, :, None, None]
    planes = ops.pad(_planes(maps), [(0, 0), (1, 1), (1, 1), (0, 0)], mode="symmetric")
    planes = ops.conv_transpose(planes, kernel, strides=2, padding="valid")
    # Where the first number of the halved map came from, behind the pad and half of the taps.
    return _maps(planes[:, 4 : 4 + height, 4 : 4 + width], maps.shape[-1])


def _planes(maps: Tensor) -> Tensor:
    """Returns each channel as a picture of its own: all are filtered alike."""
    _, height, width, _ = maps.shape
    return ops.reshape(ops.transpose(maps, (0, 3, 1, 2)), (-1, height, width, 1))


def _maps(planes: Tensor, channels: int) -> Tensor:
    _, height, width, _ = planes.shape
    return ops.transpose(ops.reshape(planes, (-1, channels, height, width)), (0, 2, 3, 1))
