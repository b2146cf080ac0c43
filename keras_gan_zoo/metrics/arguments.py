"""What every metric accepts as images, and how it refuses the rest."""

import numpy as np

from keras_gan_zoo.metrics.value_range import STANDARD, RangeWatch
from keras_gan_zoo.types import ArrayLike

# Generators without a tanh overshoot a little; a wrong value range is off by far more.
_OVERSHOOT = 0.25


def image_batch(
    images: ArrayLike,
    name: str,
    value_range: tuple[float, float] | None = None,
    dtype: "np.typing.DTypeLike" = np.float64,
    beside: bool = False,
) -> np.ndarray:
    """Returns a batch of images as an array after checking shape and values.

    Args:
        images: Array or tensor of shape `(batch, height, width, channels)`, 1 or 3 channels.
        name: The argument's name, for the error message.
        value_range: Lowest and highest pixel value `(low, high)`; None for [-1, 1] unless they
            look like another range.
        dtype: The dtype to return.
        beside: Whether the function that was called takes other images too.

    Returns:
        An array of the same shape, values unchanged.

    Raises:
        ValueError: If the shape is not a batch of grey or RGB images, if a value is not finite,
            or if the values are plainly of another range than `value_range`.

    Example:
        >>> image_batch(np.zeros((2, 8, 8, 3)), "real").shape
        (2, 8, 8, 3)
    """
    images = image_array(images, name, value_range, dtype)
    watch = RangeWatch(name, value_range, beside=beside)
    watch.see(images)
    watch.finish()
    return images


def image_array(
    images: ArrayLike,
    name: str,
    value_range: tuple[float, float] | None = None,
    dtype: "np.typing.DTypeLike" = np.float64,
) -> np.ndarray:
    """Returns a batch of images as `image_batch` does, or part of a longer series of them.

    A batch alone may be too few to tell its range by: `RangeWatch` looks at the series.

    Raises:
        ValueError: If the shape is not a batch of grey or RGB images, if a value is not finite,
            or if values lie so far outside `value_range` that the range must be wrong.

    Example:
        >>> image_array(np.zeros((2, 8, 8, 3)), "real").shape
        (2, 8, 8, 3)
    """
    low, high = checked_range(value_range)
    try:
        images = np.asarray(images, dtype=dtype)
    except (TypeError, ValueError):
        raise ValueError(
            f"{name} must be an array of images (batch, height, width, 1 or 3), "
            f"got {type(images).__name__}."
        ) from None
    if images.ndim != 4 or images.shape[-1] not in (1, 3) or 0 in images.shape:
        raise ValueError(
            f"{name} must be a non-empty batch of shape (batch, height, width, 1 or 3), "
            f"got {images.shape}."
        )
    lowest, highest = float(images.min()), float(images.max())
    if not np.isfinite(lowest + highest):
        raise ValueError(f"{name} has values that are NaN or infinite.")
    margin = _OVERSHOOT * (high - low)
    if lowest < low - margin or highest > high + margin:
        raise ValueError(
            f"{name} has values from {lowest:g} to {highest:g}, outside value_range="
            f"({low:g}, {high:g}); {_nearest_range(name, lowest, highest)}."
        )
    return images


def _nearest_range(name: str, lowest: float, highest: float) -> str:
    """Returns what to do about images whose values fit another range."""
    if lowest >= 0 and highest > 2:
        for most in (255, 65535):
            if highest <= (1 + _OVERSHOOT) * most:
                return f"pass value_range=(0, {most})"
    if lowest >= -1 - 2 * _OVERSHOOT and highest <= 1 + 2 * _OVERSHOOT:
        return "pass value_range=(-1, 1)"
    return f"scale {name} to [-1, 1]"


def image_pair(
    a: ArrayLike,
    b: ArrayLike,
    names: tuple[str, str] = ("a", "b"),
    value_range: tuple[float, float] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Returns two batches of equal shape as float64 arrays.

    Raises:
        ValueError: If either is not a batch of images, or plainly of another range, or their
            shapes differ.

    Example:
        >>> a, b = image_pair(np.zeros((2, 8, 8, 3)), np.ones((2, 8, 8, 3)))
    """
    a = image_batch(a, names[0], value_range, beside=True)
    b = image_batch(b, names[1], value_range, beside=True)
    if a.shape != b.shape:
        raise ValueError(f"{names[1]} must have the shape of {names[0]}, {a.shape}, got {b.shape}.")
    return a, b


def checked_range(value_range: tuple[float, float] | None) -> tuple[float, float]:
    """Returns `value_range` as two floats; for None the zoo's, [-1, 1].

    Raises:
        ValueError: If it is not two finite numbers in rising order.

    Example:
        >>> checked_range((0, 255))
        (0.0, 255.0)
    """
    if value_range is None:
        return STANDARD
    try:
        low, high = (float(value) for value in value_range)
    except (TypeError, ValueError):
        low, high = np.nan, np.nan
    if not low < high or not np.isfinite(high - low):
        raise ValueError(
            f"value_range must be two numbers (low, high) with low < high, got {value_range!r}; "
            "the zoo's images are in (-1, 1)."
        )
    return low, high
