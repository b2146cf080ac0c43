"""What a translation must beat: methods that know nothing of the other domain's art."""

import itertools

import numpy as np

_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


def grey_and_threshold(images: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Turns pictures into three-tone drawings by the luma thresholds that suit them best.

    Both thresholds and the middle tone are chosen to minimise L1 to `targets`, the very
    pictures the result is then scored against: no thresholding of the pictures can score better.

    Args:
        images: Float (n, height, width, 3) in [-1, 1].
        targets: The true drawings, same shape.

    Returns:
        The best thresholded pictures, same shape.
    """
    luma = (images @ _LUMA)[..., np.newaxis]
    thresholds = np.linspace(-0.95, 0.95, 77)
    tones = np.unique(np.quantile(targets, np.linspace(0.0, 1.0, 21)).round(2))
    # The error of a pair of thresholds is a sum over three bands of luma, so each band is
    # scored once, by a histogram, and not once for each pair.
    band = np.digitize(luma, thresholds)
    error = np.empty((len(thresholds) + 1, len(tones)))
    for index, tone in enumerate(tones):
        distance = np.abs(targets - tone).mean(axis=-1, keepdims=True)
        error[:, index] = np.bincount(band.ravel(), distance.ravel(), minlength=len(thresholds) + 1)
    cumulated = np.concatenate([np.zeros((1, len(tones))), error.cumsum(axis=0)])
    best = min(
        (
            cumulated[low].min()
            + (cumulated[high] - cumulated[low]).min()
            + (cumulated[-1] - cumulated[high]).min(),
            low,
            high,
        )
        for low, high in itertools.combinations(range(1, len(thresholds) + 1), 2)
    )
    low, high = best[1:]
    dark = tones[cumulated[low].argmin()]
    middle = tones[(cumulated[high] - cumulated[low]).argmin()]
    light = tones[(cumulated[-1] - cumulated[high]).argmin()]
    drawn = np.where(band < low, dark, np.where(band < high, middle, light))
    return np.broadcast_to(drawn, targets.shape).astype("float32")


def mean_colour_fill(drawings: np.ndarray, coloured: np.ndarray) -> np.ndarray:
    """Fills drawings with the mean colour of the coloured set, keeping their lines dark.

    Args:
        drawings: Float (n, height, width, 3) in [-1, 1].
        coloured: The coloured set, (m, height, width, 3) in [-1, 1].

    Returns:
        Float (n, height, width, 3) in [-1, 1].
    """
    paper = (drawings + 1.0) / 2.0
    ink = (coloured.mean(axis=(0, 1, 2)) + 1.0) / 2.0
    return (paper * ink * 2.0 - 1.0).astype("float32")
