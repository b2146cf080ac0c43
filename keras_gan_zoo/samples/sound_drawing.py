"""Draws sounds, so that they can be looked at beside pictures."""

import itertools
from collections.abc import Sequence

import numpy as np
from PIL import Image

_RANGE = 70.0
"""Decibels from black to the brightest: below the loudest that there is."""

_WAVEFORM = 4
"""The waveform takes one of so many parts of the height; the spectrogram has the rest."""

_COLOURS = np.array(
    [[0, 0, 0], [60, 20, 110], [180, 50, 100], [250, 140, 40], [255, 250, 190]], "float64"
)


def drawn_sound(sound: np.ndarray, rate: int, size: Sequence[int]) -> np.ndarray:
    """Returns a spectrogram with the waveform below it.

    Time runs to the right and pitch upwards, to half the rate. Bright is loud on a scale of
    decibels that is the same for all sounds, so that louder ones are brighter.

    Args:
        sound: Floats (samples,) in [-1, 1].
        rate: Samples a second.
        size: (height, width) in pixels, at least 8 each.

    Returns:
        uint8 (height, width, 3).

    Example:
        >>> drawn_sound(np.sin(np.arange(4000) / 3), 8000, (64, 64)).shape
        (64, 64, 3)
    """
    from scipy.signal import spectrogram

    height, width = size
    low = max(2, height // _WAVEFORM)
    sound = np.nan_to_num(np.asarray(sound, "float64"))
    window = min(len(sound), max(16, rate // 50))
    _, _, power = spectrogram(
        sound, rate, nperseg=window, noverlap=window // 2, mode="magnitude", scaling="spectrum"
    )
    loud = np.clip(1 + 20 * np.log10(np.maximum(power[::-1], 1e-9)) / _RANGE, 0, 1)
    loud = _resized(loud, (height - low, width))
    upper = np.stack(
        [
            np.interp(loud, np.linspace(0, 1, len(_COLOURS)), _COLOURS[:, channel])
            for channel in range(3)
        ],
        axis=-1,
    )
    return np.concatenate([upper, _waveform(sound, low, width)]).round().astype("uint8")


def _waveform(sound: np.ndarray, height: int, width: int) -> np.ndarray:
    """Returns the highest and the lowest value of each column's samples, joined by a line."""
    edges = np.linspace(0, len(sound), width + 1).astype(int)
    drawn = np.full((height, width, 3), 255.0)
    for column, (start, end) in enumerate(itertools.pairwise(edges)):
        part = sound[start : max(start + 1, end)]
        ends = np.clip((1 - np.array([part.max(), part.min()])) / 2 * (height - 1), 0, height - 1)
        top, bottom = np.round(ends).astype(int)
        drawn[top : bottom + 1, column] = (40, 70, 150)
    return drawn


def _resized(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    resized = Image.fromarray(picture.astype("float32")).resize(
        size[::-1], Image.Resampling.BILINEAR
    )
    return np.clip(np.asarray(resized), 0, 1)
