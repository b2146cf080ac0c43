"""Lines and sharpness: what a translation must keep and what a blurry generator loses."""

import numpy as np

from keras_gan_zoo.metrics.arguments import checked_range, image_batch, image_pair
from keras_gan_zoo.metrics.metric import register_metric
from keras_gan_zoo.metrics.pictures.image_similarity import ssim
from keras_gan_zoo.types import ArrayLike

_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601
_ONE_GREY_LEVEL = 1.0 / 255.0


def edges(images: ArrayLike, value_range: tuple[float, float] | None = None) -> np.ndarray:
    """Sobel gradient magnitude of the luma.

    The kernels are `[1, 2, 1] / 4` across and `[-1, 0, 1]` along, so a straight step from black
    to white has magnitude 1 whatever `value_range`. Borders repeat the edge pixel.

    Args:
        images: Array or tensor `(batch, height, width, 1 or 3)`.
        value_range: Lowest and highest pixel value; by default [-1, 1], and images that look
            like [0, 1] are refused.

    Returns:
        Float64 array `(batch, height, width, 1)`, in [0, sqrt(2)] for values within the range.

    Raises:
        ValueError: If `images` is not a batch of images in `value_range`.

    Example:
        >>> float(edges(np.zeros((1, 8, 8, 3))).max())
        0.0

    Reference:
        Sobel and Feldman, "A 3x3 isotropic gradient operator for image processing", 1968.
    """
    luma = _luma(images, "images", value_range)
    padded = np.pad(luma, ((0, 0), (1, 1), (1, 1)), mode="edge")
    rows_smoothed = (padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]) / 4
    columns_smoothed = (padded[:, :, :-2] + 2 * padded[:, :, 1:-1] + padded[:, :, 2:]) / 4
    across = rows_smoothed[:, :, 2:] - rows_smoothed[:, :, :-2]
    down = columns_smoothed[:, 2:] - columns_smoothed[:, :-2]
    return np.hypot(across, down)[..., np.newaxis]


def edge_ssim(
    a: ArrayLike, b: ArrayLike, value_range: tuple[float, float] | None = None
) -> np.ndarray:
    """How well the lines of one image are kept in another: SSIM of their Sobel magnitudes.

    Each image's magnitudes are divided by their 99th percentile and clipped to 1, so faint and
    strong drawings of the same lines agree, and colour is ignored. Edges weaker than one grey
    level in 255 are not amplified.

    Args:
        a: Images of shape `(batch, height, width, channels)`, at least 11 pixels a side.
        b: Images of the same shape, paired with `a`.
        value_range: Lowest and highest pixel value; by default [-1, 1], and images that look
            like [0, 1] are refused.

    Returns:
        Float64 array `(batch,)`, at most 1, which means the same lines.

    Raises:
        ValueError: If the shapes differ, values lie outside `value_range`, or the images are
            smaller than SSIM's window.

    Example:
        >>> images = np.random.default_rng(0).uniform(-1, 1, (1, 16, 16, 3))
        >>> edge_ssim(images, 0.5 * images).round(6)
        array([1.])
    """
    a, b = image_pair(a, b, value_range=value_range)
    value_range = checked_range(value_range)  # looked at together, and not each again
    return ssim(
        _normalized(edges(a, value_range)),
        _normalized(edges(b, value_range)),
        value_range=(0.0, 1.0),
    )


def sharpness(images: ArrayLike, value_range: tuple[float, float] | None = None) -> np.ndarray:
    """Variance of the Laplacian of the luma: higher is sharper, blur lowers it.

    The 4-neighbour Laplacian over interior pixels, on the 0-255 scale that published thresholds
    use. Noise raises it too: compare with the same number for real images, not with infinity.

    Args:
        images: Array or tensor `(batch, height, width, 1 or 3)`, at least 3 pixels a side.
        value_range: Lowest and highest pixel value; by default [-1, 1], and images that look
            like [0, 1] are refused.

    Returns:
        Float64 array `(batch,)`, in squared grey levels.

    Raises:
        ValueError: If `images` is not a batch of images in `value_range`, or too small.

    Example:
        >>> sharpness(np.zeros((1, 8, 8, 3)))
        array([0.])

    Reference:
        Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy: a comparative
        study", ICPR 2000 (the LAP4 variance).
    """
    luma = 255.0 * _luma(images, "images", value_range)
    if min(luma.shape[1:]) < 3:
        raise ValueError(
            f"images must be at least 3 pixels high and wide, got {luma.shape[1]}x{luma.shape[2]}."
        )
    neighbours = luma[:, :-2, 1:-1] + luma[:, 2:, 1:-1] + luma[:, 1:-1, :-2] + luma[:, 1:-1, 2:]
    return (neighbours - 4 * luma[:, 1:-1, 1:-1]).var(axis=(1, 2))


@register_metric("sharpness", table="Pixels", better="as real")
def _sharpness_of_bytes(generated: np.ndarray) -> float:
    """Variance of the Laplacian: blur lowers it, noise raises it."""
    return sharpness(generated, (0, 255)).mean()


def _luma(images: ArrayLike, name: str, value_range: tuple[float, float] | None) -> np.ndarray:
    """Returns luma in [0, 1], shape `(batch, height, width)`."""
    low, high = checked_range(value_range)
    images = (image_batch(images, name, value_range) - low) / (high - low)
    return images[..., 0] if images.shape[-1] == 1 else images @ _LUMA


def _normalized(magnitudes: np.ndarray) -> np.ndarray:
    strong = np.percentile(magnitudes, 99, axis=(1, 2, 3), keepdims=True)
    # A drawing whose lines cover less than 1% of the pixels has no 99th percentile to speak of.
    strong = np.where(
        strong > _ONE_GREY_LEVEL, strong, magnitudes.max(axis=(1, 2, 3), keepdims=True)
    )
    return np.clip(magnitudes / np.maximum(strong, _ONE_GREY_LEVEL), 0.0, 1.0)
