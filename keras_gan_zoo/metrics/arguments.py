"""What every metric accepts as images, and how it refuses the rest."""

import numpy as np

# Generators without a tanh overshoot a little; a wrong value range is off by far more.
_OVERSHOOT = 0.25


def image_batch(
    images, name: str, value_range: tuple[float, float] = (-1.0, 1.0), dtype=np.float64
) -> np.ndarray:
    """Returns a batch of images as an array after checking shape and values.

    Args:
        images: Array or tensor of shape `(batch, height, width, channels)`, 1 or 3 channels.
        name: The argument's name, for the error message.
        value_range: Lowest and highest pixel value `(low, high)`.
        dtype: The dtype to return.

    Returns:
        An array of the same shape, values unchanged.

    Raises:
        ValueError: If the shape is not a batch of grey or RGB images, if a value is not finite,
            or if values lie so far outside `value_range` that the range must be wrong.

    Example:
        >>> image_batch(np.zeros((2, 8, 8, 3)), "real").shape
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
        guess = "(0, 255)" if lowest >= 0 and highest > 2 else "the range they were scaled to"
        raise ValueError(
            f"{name} has values from {lowest:g} to {highest:g}, outside value_range="
            f"({low:g}, {high:g}); pass value_range={guess}."
        )
    return images


def image_pair(
    a, b, names: tuple[str, str] = ("a", "b"), value_range: tuple[float, float] = (-1.0, 1.0)
) -> tuple[np.ndarray, np.ndarray]:
    """Returns two batches of equal shape as float64 arrays.

    Raises:
        ValueError: If either is not a batch of images, or their shapes differ.

    Example:
        >>> a, b = image_pair(np.zeros((2, 8, 8, 3)), np.ones((2, 8, 8, 3)))
    """
    a = image_batch(a, names[0], value_range)
    b = image_batch(b, names[1], value_range)
    if a.shape != b.shape:
        raise ValueError(f"{names[1]} must have the shape of {names[0]}, {a.shape}, got {b.shape}.")
    return a, b


def checked_range(value_range: tuple[float, float]) -> tuple[float, float]:
    """Returns `value_range` as two floats.

    Raises:
        ValueError: If it is not two finite numbers in rising order.

    Example:
        >>> checked_range((0, 255))
        (0.0, 255.0)
    """
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
