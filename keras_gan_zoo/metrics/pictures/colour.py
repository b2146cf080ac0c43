"""Whether two sets of images use the same colours, in CIELAB."""

import numpy as np

from keras_gan_zoo.metrics.arguments import checked_range, image_batch
from keras_gan_zoo.metrics.metric import register_metric
from keras_gan_zoo.types import ArrayLike

_SRGB_TO_XYZ = np.array(  # IEC 61966-2-1, rows X, Y, Z
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_DIRECTIONS = 64


def colour_distance(
    a: ArrayLike,
    b: ArrayLike,
    value_range: tuple[float, float] | None = None,
    max_pixels: int = 131072,
    seed: int = 0,
) -> float:
    """Distance between the colour distributions of two sets of images, in Delta-E units.

    The sliced Wasserstein-1 distance between the pixels' CIELAB values: pixels are projected on
    64 fixed directions spread evenly over the sphere, sorted, and compared. The mean is doubled
    because a shift projects on a random direction of 3-D space with half its length: a uniform
    colour shift of Delta-E (CIE76) d scores d; about 2 is just noticeable. Where the colours
    lie in the images does not matter, and the sets need neither pairing nor equal sizes.

    Args:
        a: sRGB images `(batch, height, width, 1 or 3)`.
        b: sRGB images `(other batch, other height, other width, 1 or 3)`.
        value_range: Lowest and highest pixel value of both; by default [-1, 1], and images that
            look like [0, 1] are refused.
        max_pixels: How many pixels of each set to compare, drawn without replacement.
        seed: Of the draw; equal sets draw equal pixels and score exactly 0.

    Returns:
        The distance, 0 for equal distributions.

    Raises:
        ValueError: If either is not a batch of images in `value_range`, or `max_pixels` < 1.

    Example:
        >>> grey = np.zeros((4, 8, 8, 3))
        >>> colour_distance(grey, grey)
        0.0

    Reference:
        Bonneel, Rabin, Peyre, Pfister, "Sliced and Radon Wasserstein barycenters of measures",
        JMIV 51, 2015, for the slicing; CIE 15:2004 for CIELAB and Delta-E.
    """
    if max_pixels < 1:
        raise ValueError(f"max_pixels must be at least 1, got {max_pixels}.")
    a, b = _rgb_pixels(a, "a", value_range), _rgb_pixels(b, "b", value_range)
    count = min(len(a), len(b), max_pixels)
    directions = _sphere(_DIRECTIONS)
    projected = []
    for pixels in (a, b):
        chosen = np.random.default_rng(seed).choice(len(pixels), count, replace=False)
        projected.append(np.sort(directions @ lab(pixels[chosen]).T, axis=1))
    return float(2.0 * np.abs(projected[0] - projected[1]).mean())


@register_metric("colour", table="Pixels", better="lower")
def _of_bytes(generated: np.ndarray, real: np.ndarray) -> float:
    """How different the two sets' colours are, in Delta E, wherever they lie."""
    return colour_distance(generated, real, (0, 255))


def lab(rgb: np.ndarray) -> np.ndarray:
    """Converts sRGB to CIELAB under the D65 white point, 2-degree observer.

    Args:
        rgb: Array `(..., 3)` in [0, 1].

    Returns:
        Array `(..., 3)`: L* in [0, 100], a* and b* in about [-110, 110].

    Example:
        >>> lab(np.ones(3)).round(2) + 0.0
        array([100.,   0.,   0.])
    """
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    relative = linear @ _SRGB_TO_XYZ.T / _SRGB_TO_XYZ.sum(axis=1)
    delta = 6.0 / 29.0
    f = np.where(relative > delta**3, np.cbrt(relative), relative / (3 * delta**2) + 4.0 / 29.0)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def _rgb_pixels(
    images: ArrayLike, name: str, value_range: tuple[float, float] | None
) -> np.ndarray:
    low, high = checked_range(value_range)
    images = image_batch(images, name, value_range, dtype=np.float32, beside=True)
    if images.shape[-1] == 1:
        images = np.repeat(images, 3, axis=-1)
    return np.clip((images.reshape(-1, 3) - low) / (high - low), 0.0, 1.0)


def _sphere(count: int) -> np.ndarray:
    """Returns `count` unit vectors `(count, 3)` on a Fibonacci lattice."""
    index = np.arange(count) + 0.5
    height = 1 - 2 * index / count
    angle = np.pi * (1 + 5**0.5) * index
    radius = np.sqrt(1 - height**2)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle), height], axis=1)
