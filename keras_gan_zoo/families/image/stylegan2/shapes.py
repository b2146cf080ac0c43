"""The pictures that a style-driven generator can draw, and how wide its maps are."""

import math
from collections.abc import Sequence

from keras_gan_zoo.networks.shapes import check_image_shape

_SMALLEST, _LARGEST = 3, 7
"""The shorter side of the constant that a picture grows from."""


def base_of(image_shape: Sequence[int]) -> tuple[int, int, int]:
    """Returns the sides of the constant that a picture grows from, and how often it is doubled.

    Args:
        image_shape: (height, width, channels).

    Returns:
        `(height, width, doublings)`; the shorter of the two sides has 3 to 7 pixels.

    Raises:
        ValueError: If both sides cannot be halved together down to that, with the nearest that can.

    Example:
        >>> base_of((64, 64, 3)), base_of((48, 64, 3))
        ((4, 4, 4), (3, 4, 4))
    """
    height, width, channels = check_image_shape(image_shape)
    low, high, doublings = height, width, 0
    while low % 2 == 0 and high % 2 == 0 and min(low, high) >= 2 * _SMALLEST:
        low, high, doublings = low // 2, high // 2, doublings + 1
    if not _SMALLEST <= min(low, high) <= _LARGEST or doublings < 1:
        unit = 2 ** max(1, int(math.log2(max(min(height, width), 8) / 4)))
        nearest = [max(_SMALLEST, round(side / unit)) * unit for side in (height, width)]
        raise ValueError(
            "`image_shape` must have sides that can be halved together until the shorter has "
            f"{_SMALLEST} to {_LARGEST} pixels, such as 64x64 or 48x64, got {tuple(image_shape)}; "
            f"the nearest is {(*nearest, channels)}."
        )
    return low, high, doublings


def channels_at(level: int, doublings: int, width: int, max_channels: int) -> int:
    """Returns the channels of the maps after so many doublings.

    Args:
        level: How often the constant has been doubled.
        doublings: How often it is doubled in all.
        width: Channels at full size; each size before has twice as many.
        max_channels: The most that a map has.
    """
    return min(width * 2 ** (doublings - level), max_channels)
