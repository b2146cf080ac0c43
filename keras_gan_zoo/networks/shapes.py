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


def halvings(image_shape: Sequence[int]) -> tuple[int, int]:
    """Returns the side of the smallest map, and how many halvings lead to it.

    Args:
        image_shape: (height, width, channels).

    Returns:
        `(smallest, steps)` with `smallest * 2**steps == height` and smallest in 3 to 7.

    Raises:
        ValueError: If the picture is not square or cannot be halved down to 3 to 7 pixels.

    Example:
        >>> halvings((28, 28, 1))
        (7, 2)
    """
    height, width, _ = check_image_shape(image_shape)
    smallest, steps = height, 0
    while smallest % 2 == 0 and smallest > 7:
        smallest, steps = smallest // 2, steps + 1
    if height != width or not 3 <= smallest <= 7 or steps < 2:
        nearest_size = min(_SIZES, key=lambda size: abs(size - height))
        raise ValueError(
            f"`image_shape` must be square with a side of {listed_sizes()}, got "
            f"{tuple(image_shape)}; the nearest is ({nearest_size}, {nearest_size}, "
            f"{image_shape[-1]})."
        )
    return smallest, steps


def listed_sizes() -> str:
    """Returns the possible sides, for an error sentence."""
    sizes = ", ".join(str(size) for size in _SIZES if size <= _LARGEST_LISTED)
    return f"{sizes}, or twice one of these, four times, and so on"
