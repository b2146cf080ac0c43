"""How alike two batches of images are, image by image: L1, PSNR and SSIM."""

import numpy as np

from keras_gan_zoo.metrics.arguments import checked_range, image_pair
from keras_gan_zoo.types import ArrayLike

WINDOW_RADIUS = 5
"""Pixels of SSIM's window on each side of its middle."""

_WINDOW_SIGMA = 1.5
_K1, _K2 = 0.01, 0.03


def l1(a: ArrayLike, b: ArrayLike, value_range: tuple[float, float] | None = None) -> np.ndarray:
    """Mean absolute difference per image, as a fraction of the value range.

    Args:
        a: Images of shape `(batch, height, width, channels)`.
        b: Images of the same shape, paired with `a`.
        value_range: Lowest and highest pixel value; by default [-1, 1], and images that look
            like [0, 1] are refused.

    Returns:
        Float64 array `(batch,)` in [0, 1]: 0 is identical, 1 is black against white.

    Raises:
        ValueError: If the shapes differ or values lie outside `value_range`.

    Example:
        >>> l1(-np.ones((1, 8, 8, 3)), np.ones((1, 8, 8, 3)))
        array([1.])
    """
    low, high = checked_range(value_range)
    a, b = image_pair(a, b, value_range=value_range)
    return np.abs(a - b).mean(axis=(1, 2, 3)) / (high - low)


def psnr(a: ArrayLike, b: ArrayLike, value_range: tuple[float, float] | None = None) -> np.ndarray:
    """Peak signal-to-noise ratio per image, in decibels.

    Args:
        a: Images of shape `(batch, height, width, channels)`.
        b: Images of the same shape, paired with `a`.
        value_range: Lowest and highest pixel value, by default [-1, 1], whose distance is the
            peak; images that look like [0, 1] are then refused.

    Returns:
        Float64 array `(batch,)`: `10 log10(peak^2 / MSE)`, infinite for identical images.

    Raises:
        ValueError: If the shapes differ or values lie outside `value_range`.

    Example:
        >>> psnr(np.zeros((1, 8, 8, 3)), np.full((1, 8, 8, 3), 0.2))
        array([20.])
    """
    low, high = checked_range(value_range)
    a, b = image_pair(a, b, value_range=value_range)
    error = np.square(a - b).mean(axis=(1, 2, 3))
    with np.errstate(divide="ignore"):
        return 10.0 * np.log10((high - low) ** 2 / error)


def ssim(a: ArrayLike, b: ArrayLike, value_range: tuple[float, float] | None = None) -> np.ndarray:
    """Structural similarity per image, averaged over pixels and channels.

    Gaussian window of 11 pixels with sigma 1.5, K1 = 0.01, K2 = 0.03, population covariances,
    only windows that lie wholly inside the image. SSIM's luminance term is defined for
    intensities that start at zero, so the low end of `value_range` is subtracted first: images
    in [-1, 1] score what the same images score as bytes.

    Args:
        a: Images of shape `(batch, height, width, channels)`, at least 11 pixels a side.
        b: Images of the same shape, paired with `a`.
        value_range: Lowest and highest pixel value, by default [-1, 1], whose distance is the
            dynamic range L; images that look like [0, 1] are then refused.

    Returns:
        Float64 array `(batch,)`, at most 1, which means identical.

    Raises:
        ValueError: If the shapes differ, values lie outside `value_range`, or the images are
            smaller than the window.

    Example:
        >>> images = np.random.default_rng(0).uniform(-1, 1, (1, 16, 16, 3))
        >>> ssim(images, images)
        array([1.])

    Reference:
        Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error visibility to
        structural similarity", IEEE TIP 13(4), 2004, equation 13.
    """
    low, high = checked_range(value_range)
    a, b = image_pair(a, b, value_range=value_range)
    side = 2 * WINDOW_RADIUS + 1
    if min(a.shape[1:3]) < side:
        raise ValueError(
            f"a and b must be at least {side} pixels high and wide for SSIM's window, "
            f"got {a.shape[1]}x{a.shape[2]}."
        )
    # One image at a time: five filtered maps of a large batch would not fit in the cache.
    return np.array(
        [ssim_map(x - low, y - low, high - low).mean() for x, y in zip(a, b, strict=True)]
    )


def ssim_map(x: np.ndarray, y: np.ndarray, dynamic_range: float) -> np.ndarray:
    """Returns the structural similarity of two images in each window, of which `ssim` is the mean.

    Args:
        x: Image (height, width, channels), intensities that begin at 0.
        y: Image of the same shape.
        dynamic_range: The highest intensity, L.

    Returns:
        Float64 (height - 10, width - 10, channels): one value for each pixel whose window of 11
        pixels lies inside the image.
    """
    mean_x, mean_y = _gaussian(x), _gaussian(y)
    variance_x = _gaussian(x * x) - mean_x**2
    variance_y = _gaussian(y * y) - mean_y**2
    covariance = _gaussian(x * y) - mean_x * mean_y
    c1, c2 = (_K1 * dynamic_range) ** 2, (_K2 * dynamic_range) ** 2
    luminance = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    structure = (2 * covariance + c2) / (variance_x + variance_y + c2)
    return luminance * structure


def _gaussian(image: np.ndarray) -> np.ndarray:
    """Filters `(height, width, channels)` with the window, keeping windows wholly inside."""
    offsets = np.arange(-WINDOW_RADIUS, WINDOW_RADIUS + 1)
    window = np.exp(-0.5 * (offsets / _WINDOW_SIGMA) ** 2)
    window /= window.sum()
    rows = image.shape[0] - 2 * WINDOW_RADIUS
    columns = image.shape[1] - 2 * WINDOW_RADIUS
    image = sum(weight * image[i : i + rows] for i, weight in enumerate(window))
    return sum(weight * image[:, i : i + columns] for i, weight in enumerate(window))
