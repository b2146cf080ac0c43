"""How far masks cover the same pixels: the Dice coefficient."""

import numpy as np

from keras_gan_zoo.types import ArrayLike


def dice(found: ArrayLike, masks: ArrayLike, threshold: float = 0.0) -> np.ndarray:
    r"""Returns the Dice coefficient of each mask, \( 2 |A \cap B| / (|A| + |B|) \).

    Args:
        found: Masks (batch, height, width, structures), such as a segmenter's; in [-1, 1], or of 0
            and 1.
        masks: The true ones, of the same shape.
        threshold: A pixel above it is within, in both.

    Returns:
        Float64 array (batch, structures) in [0, 1]: 1 where both are the same, two empty masks
        among these.

    Raises:
        ValueError: If these are no masks, or the shapes differ.

    Example:
        >>> masks = np.full((1, 8, 8, 1), -1.0)
        >>> masks[:, :4] = 1.0
        >>> dice(np.ones((1, 8, 8, 1)), masks)
        array([[0.66666667]])

    Reference:
        Dice, "Measures of the amount of ecologic association between species", Ecology 26(3), 1945.
    """
    a, b = np.asarray(found), np.asarray(masks)
    if a.ndim != 4 or a.shape != b.shape:
        raise ValueError(
            "`found` and `masks` must be of one shape (batch, height, width, structures), got "
            f"{a.shape} and {b.shape}."
        )
    a, b = a > threshold, b > threshold
    both = (a & b).sum(axis=(1, 2))
    sizes = a.sum(axis=(1, 2)) + b.sum(axis=(1, 2))
    return np.where(sizes > 0, 2 * both / np.maximum(sizes, 1), 1.0)
