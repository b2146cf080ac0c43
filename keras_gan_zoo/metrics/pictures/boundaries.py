"""Whether a picture's edges lie where a map of classes changes: an F-score."""

import numpy as np

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.metrics.arguments import image_batch
from keras_gan_zoo.metrics.pictures.edges import edges
from keras_gan_zoo.types import ArrayLike


def boundary_f_score(
    images: ArrayLike,
    maps: ArrayLike,
    tolerance: int = 0,
    value_range: tuple[float, float] | None = None,
) -> np.ndarray:
    """Returns how well each picture's strongest edges and its map's boundaries agree.

    A pixel is on a boundary if the one to the right, left, above or below is of another class.
    As many pixels as are on one are taken for the picture's edges, those of the largest Sobel
    magnitude, so that a dim picture loses nothing. Precision is the share of these with a boundary
    within the tolerance, recall the share of the boundary with an edge within it. A boundary is two
    pixels wide already; of noise the score is the share of pixels on one where the tolerance is 0,
    and far more where it is not.

    Args:
        images: Pictures (batch, height, width, 1 or 3).
        maps: Class numbers (batch, height, width).
        tolerance: Pixels each way that an edge may lie beside a boundary.
        value_range: Lowest and highest pixel value; by default [-1, 1], and images that look like
            [0, 1] are refused.

    Returns:
        Float64 array (batch,) in [0, 1]: the harmonic mean of precision and recall, 1 for a map
        without boundaries.

    Raises:
        ValueError: If these are no pictures in that range, the maps are not of their size, or the
            tolerance is no whole number.

    Example:
        >>> maps = np.repeat([[0] * 4 + [1] * 4], 8, axis=0)[None]
        >>> boundary_f_score(maps[..., None] * 2.0 - 1.0, maps)
        array([1.])

    Reference:
        Martin, Fowlkes and Malik, "Learning to detect natural image boundaries using local
        brightness, color, and texture cues", 2004.
    """
    images = image_batch(images, "images", value_range)
    maps, tolerance = np.asarray(maps), check_whole(tolerance, "tolerance", 0)
    if maps.shape != images.shape[:3]:
        raise ValueError(
            f"`maps` must be of the pictures' size {images.shape[:3]}, a class number for each "
            f"pixel, got {maps.shape}."
        )
    scores = np.ones(len(maps))
    strengths = edges(images, value_range)[..., 0]
    for number, (strength, boundary) in enumerate(zip(strengths, _boundaries(maps), strict=True)):
        count = np.count_nonzero(boundary)
        if not count:
            continue
        weakest = np.sort(strength, axis=None)[-count]
        found = (strength >= weakest) & (strength > 0)
        if not found.any():
            scores[number] = 0.0
            continue
        precision = _widened(boundary, tolerance)[found].mean()
        recall = _widened(found, tolerance)[boundary].mean()
        scores[number] = 2 * precision * recall / max(precision + recall, 1e-12)
    return scores


def _boundaries(maps):
    """Returns the pixels that have a neighbour of another class."""
    on = np.zeros(maps.shape, bool)
    down, across = maps[:, 1:] != maps[:, :-1], maps[:, :, 1:] != maps[:, :, :-1]
    on[:, 1:] |= down
    on[:, :-1] |= down
    on[:, :, 1:] |= across
    on[:, :, :-1] |= across
    return on


def _widened(pixels, by):
    """Returns the pixels that have one of these at most so many rows and columns away."""
    window = (2 * by + 1,) * 2
    return np.lib.stride_tricks.sliding_window_view(np.pad(pixels, by), window).any(axis=(2, 3))
