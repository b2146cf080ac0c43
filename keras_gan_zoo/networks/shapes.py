"""The picture sizes that the convolutional networks can be built for."""

import operator
from collections.abc import Sequence

# 6 is 3 doubled. What is twice one of them can be built too.
_LARGEST_LISTED = 512
_SIZES = tuple(
    sorted(base * 2**k for base in (3, 4, 5, 7) for k in range(2, 12) if base * 2**k >= 16)
)


def check_image_shape(image_shape: Sequence[int]) -> tuple[int, int, int]:
    """Checks an image shape and returns it as a tuple of three ints.

    Raises:
        ValueError: If it is not (height, width, channels), all whole numbers above zero.
    """
    try:
        shape = tuple(operator.index(side) for side in image_shape)
    except TypeError:
        shape = ()
    if len(shape) != 3 or min(shape) < 1:
        raise ValueError(
            f"`image_shape` must be (height, width, channels), such as (64, 64, 3), "
            f"got {image_shape!r}."
        )
    return shape


def halvings(image_shape: Sequence[int]) -> tuple[tuple[int, int], int]:
    """Returns the height and width of the smallest map, and how many halvings lead to it.

    Args:
        image_shape: (height, width, channels).

    Returns:
        `((rows, columns), steps)` with `rows * 2**steps == height`, `columns * 2**steps == width`,
        and the smaller of the two in 3 to 7.

    Raises:
        ValueError: If the shorter side cannot be halved down to 3 to 7 pixels, or the longer one
            not as often.

    Example:
        >>> halvings((28, 28, 1)), halvings((64, 96, 3))
        (((7, 7), 2), ((4, 6), 4))
    """
    height, width, channels = check_image_shape(image_shape)
    shorter = min(height, width)
    steps = _steps(shorter)
    if not 3 <= shorter >> steps <= 7 or steps < 2:
        near = min(_SIZES, key=lambda size: abs(size - shorter))
        raise ValueError(
            f"`image_shape` must have a shorter side of {listed_sizes()}, got "
            f"{tuple(image_shape)}; the nearest is {(*_nearest(near, height, width), channels)}."
        )
    if max(height, width) % 2**steps:
        raise ValueError(
            f"`image_shape` must have a longer side that can be halved as often as the shorter "
            f"one, a multiple of {2**steps}, got {tuple(image_shape)}; the nearest is "
            f"{(*_nearest(shorter, height, width), channels)}."
        )
    return (height >> steps, width >> steps), steps


def _steps(side):
    steps = 0
    while side % 2 == 0 and side > 7:
        side, steps = side // 2, steps + 1
    return steps


def _nearest(shorter, height, width):
    """Returns the nearest height and width whose shorter one is a size that there is."""
    if height == width:
        return shorter, shorter
    once = 2 ** _steps(shorter)
    longer = max(shorter, once * round(max(height, width) / once))
    return (shorter, longer) if height <= width else (longer, shorter)


def listed_sizes() -> str:
    """Returns the possible sides, for an error sentence."""
    sizes = ", ".join(str(size) for size in _SIZES if size <= _LARGEST_LISTED)
    return f"{sizes}, or twice one of these, four times, and so on"
