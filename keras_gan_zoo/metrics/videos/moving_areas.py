"""How near a predicted frame is to the true one, where something moves (1511.05440)."""

import numpy as np
from scipy import ndimage

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.metrics.arguments import checked_range, image_batch, image_pair
from keras_gan_zoo.metrics.pictures.image_similarity import WINDOW_RADIUS, ssim_map
from keras_gan_zoo.types import ArrayLike


def moving_areas(
    previous: ArrayLike,
    true: ArrayLike,
    threshold: float = 0.05,
    margin: int = 2,
    value_range: tuple[float, float] | None = None,
) -> np.ndarray:
    """Returns the pixels of frames in which something moves, and those next to them.

    1511.05440 takes the pixels with a large enough optical flow to the frame before. Here it is
    those that change: nothing has to be estimated, and a flat area that moves has no flow either.

    Args:
        previous: Frames (batch, height, width, channels).
        true: The frames that follow them, of the same shape.
        threshold: Least change of a channel, as a share of the value range.
        margin: How many pixels next to those that change are taken too.
        value_range: Lowest and highest pixel value, by default [-1, 1].

    Returns:
        Boolean (batch, height, width).

    Raises:
        ValueError: If the shapes differ, or values lie outside `value_range`.

    Example:
        >>> moving_areas(np.zeros((1, 8, 8, 1)), np.zeros((1, 8, 8, 1))).any()
        np.False_
    """
    low, high = checked_range(value_range)
    check_number(threshold, "threshold", least=0)
    previous, true = image_pair(previous, true, value_range=value_range)
    changed = (np.abs(true - previous) > threshold * (high - low)).any(axis=-1)
    if not check_whole(margin, "margin", least=0):
        return changed
    window = np.ones((1, 2 * margin + 1, 2 * margin + 1), bool)
    return ndimage.binary_dilation(changed, window)


def moving_area_scores(
    predicted: ArrayLike,
    true: ArrayLike,
    previous: ArrayLike,
    value_range: tuple[float, float] | None = None,
    **settings: float,
) -> dict[str, np.ndarray]:
    r"""Returns PSNR, SSIM and the sharpness difference of frames, over their moving areas alone.

    What stands still is most of a frame and easy: all of it would tell nothing of the rest. Higher
    is better of all three. Copying the last frame is what a prediction has to be better than.

    Args:
        predicted: Frames (batch, height, width, channels), at least 11 pixels a side.
        true: The true ones, of the same shape.
        previous: The true frames before them, which say what moves.
        value_range: Lowest and highest pixel value, by default [-1, 1].
        **settings: `threshold` and `margin` of `moving_areas`.

    Returns:
        Float64 (batch,) by name: "psnr" in decibels; "ssim", at most 1, of the windows whose middle
        moves; and "sharpness", \( 10 \log_{10} (1 / \frac{1}{N} \sum | (\nabla_i Y + \nabla_j Y)
        - (\nabla_i \hat Y + \nabla_j \hat Y) |) \), where \( \nabla_i Y = |Y_{i,j} - Y_{i-1,j}| \)
        of values in [0, 1] (section 4). NaN where nothing moves; infinite where all is right.

    Raises:
        ValueError: If the shapes differ, values lie outside `value_range`, or the frames are
            smaller than SSIM's window.

    Example:
        >>> frames = np.random.default_rng(0).uniform(-1, 1, (3, 16, 16, 3))
        >>> moving_area_scores(frames, frames, -frames)["ssim"]
        array([1., 1., 1.])

    Reference:
        https://arxiv.org/abs/1511.05440
    """
    low, high = checked_range(value_range)
    areas = moving_areas(previous, true, value_range=value_range, **settings)  # type: ignore[arg-type]
    predicted = (image_batch(predicted, "predicted", value_range) - low) / (high - low)
    true = (image_batch(true, "true", value_range) - low) / (high - low)
    if predicted.shape != true.shape:
        raise ValueError(
            f"predicted has the shape {predicted.shape}, and true {true.shape}: give frames of the "
            "same shape."
        )
    if min(true.shape[1:3]) <= 2 * WINDOW_RADIUS:
        raise ValueError(
            f"The frames must be at least {2 * WINDOW_RADIUS + 1} pixels high and wide for SSIM's "
            f"window, got {true.shape[1]}x{true.shape[2]}."
        )
    found = [_scores(*frame) for frame in zip(predicted, true, areas, strict=True)]
    return {
        name: np.array([scores[index] for scores in found])
        for index, name in enumerate(("psnr", "ssim", "sharpness"))
    }


def _scores(predicted: np.ndarray, true: np.ndarray, area: np.ndarray) -> tuple[float, ...]:
    inner = area[WINDOW_RADIUS:-WINDOW_RADIUS, WINDOW_RADIUS:-WINDOW_RADIUS]
    similarity = ssim_map(predicted, true, 1.0)[inner]
    blur = np.abs(_gradients(true) - _gradients(predicted))[area]
    return (
        _decibels(np.square(predicted - true)[area]),
        float(similarity.mean()) if similarity.size else np.nan,
        _decibels(blur),
    )


def _gradients(frame: np.ndarray) -> np.ndarray:
    """Returns the steps down and to the right of each pixel; beyond the edge there are none."""
    down = np.abs(np.diff(frame, axis=0, prepend=frame[:1]))
    return down + np.abs(np.diff(frame, axis=1, prepend=frame[:, :1]))


def _decibels(errors: np.ndarray) -> float:
    if not errors.size:
        return np.nan
    with np.errstate(divide="ignore"):
        return float(-10.0 * np.log10(errors.mean()))
