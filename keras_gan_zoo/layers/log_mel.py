"""Spectra of sounds on the scale of pitch that is heard, as convolutions."""

from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.types import Shape, Tensor


def mel_filters(
    rate: int, bands: int, window: int, low: float = 0.0, high: float | None = None
) -> np.ndarray:
    r"""Returns triangular filters that are evenly spaced on the mel scale.

    \( m(f) = 2595 \log_{10}(1 + f / 700) \), as HTK has it; each filter is 1 at its peak and 0 at
    its neighbours' peaks.

    Args:
        rate: Samples a second.
        bands: How many filters.
        window: Samples of a Fourier transform.
        low: Hertz where the first filter begins.
        high: Hertz where the last one ends; `None` for half the rate.

    Returns:
        Float64 (window // 2 + 1, bands).

    Raises:
        ValueError: If a filter holds no frequency of the transform, or the ends are out of order.

    Example:
        >>> mel_filters(16000, bands=40, window=512).shape
        (257, 40)
    """
    high = rate / 2 if high is None else high
    if not 0 <= low < high <= rate / 2:
        raise ValueError(
            f"`low` and `high` must be in order from 0 to half of `rate`, {rate / 2:g}, got {low} "
            f"and {high}."
        )
    first, last = 2595 * np.log10(1 + low / 700), 2595 * np.log10(1 + high / 700)
    edges = 700 * (10 ** (np.linspace(first, last, bands + 2) / 2595) - 1)
    frequencies = np.linspace(0, rate / 2, window // 2 + 1)[:, None]
    rising = (frequencies - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - frequencies) / (edges[2:] - edges[1:-1])
    filters = np.maximum(0, np.minimum(rising, falling))
    if not filters.any(axis=0).all():
        raise ValueError(
            f"`bands`={bands} are too many for a `window` of {window} samples at `rate`={rate}: "
            f"band {int(np.argmin(filters.any(axis=0)))} holds no frequency; use fewer, or a "
            "longer window."
        )
    return filters


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class LogMel(keras.layers.Layer):
    r"""Log-mel spectra: \( \log \max(\epsilon, \sum_k M_{bk} |X_{tk}|^2) \).

    X is the Fourier transform of frames under a Hann window, scaled so that a tone of amplitude A
    gives A at its frequency, whatever the window. It is computed as a convolution by sines and
    cosines and two products, which every converter knows; computed in float32 under any policy,
    since squares of quiet sounds are less than what float16 has.

    Args:
        rate: Samples a second.
        bands: How many bands.
        window: Samples of a frame, even.
        hop: Samples from one frame to the next.
        low: Hertz where the first band begins.
        high: Hertz where the last one ends; `None` for half the rate.
        floor: \( \epsilon \), the power below which nothing is told apart, above 0.
        **kwargs: `name` and `dtype`, as for any layer.

    Raises:
        ValueError: If a number is out of range, or a band would hold no frequency.

    Input shape:
        (batch, samples), at least `window` of them.

    Output shape:
        (batch, 1 + (samples - window) // hop, bands), natural logarithms, float32.

    Example:
        >>> LogMel(16000)(keras.ops.zeros((1, 16000))).shape
        TensorShape([1, 61, 40])
    """

    def __init__(
        self,
        rate: int,
        bands: int = 40,
        window: int = 512,
        hop: int = 256,
        low: float = 0.0,
        high: float | None = None,
        floor: float = 1e-7,
        **kwargs: Any,
    ):
        super().__init__(autocast=False, **kwargs)
        self.rate = check_whole(rate, "rate", least=1)
        self.bands = check_whole(bands, "bands", least=1)
        self.window = check_whole(window, "window", least=2)
        if self.window % 2:
            raise ValueError(f"`window` must be even, got {window}.")
        self.hop = check_whole(hop, "hop", least=1)
        self.low, self.high = low, high
        self.floor = check_number(floor, "floor", above=0)
        self._filters = mel_filters(rate, bands, window, low, high).astype("float32")
        self._waves = _waves(window)

    def call(self, sounds: Tensor) -> Tensor:
        """Returns the spectra."""
        sounds = ops.cast(sounds, "float32")[..., None]
        both = ops.conv(sounds, self._waves, strides=self.hop, padding="valid")
        real, imaginary = ops.split(both, 2, axis=-1)
        power = ops.matmul(ops.square(real) + ops.square(imaginary), self._filters)
        return ops.log(ops.maximum(power, self.floor))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns (batch, frames, bands)."""
        batch, samples = input_shape
        frames = None if samples is None else 1 + (samples - self.window) // self.hop
        return (batch, frames, self.bands)

    def compute_output_spec(self, sounds: Any) -> keras.KerasTensor:
        """Returns what the spectra are: float32 under any policy."""
        samples = sounds.shape[-1]
        if samples is not None and samples < self.window:
            raise ValueError(
                f"`samples` must be at least `window`={self.window}, got {samples}: use a shorter "
                "window."
            )
        return keras.KerasTensor(self.compute_output_shape(sounds.shape), "float32")

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments."""
        names = ("rate", "bands", "window", "hop", "low", "high", "floor")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}


def _waves(window: int) -> np.ndarray:
    """Returns cosines and sines of all frequencies under a Hann window, (window, 1, bins * 2)."""
    time = np.arange(window)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * time / window)
    angles = 2 * np.pi * np.outer(time, np.arange(window // 2 + 1)) / window
    waves = np.concatenate([np.cos(angles), -np.sin(angles)], axis=1) * hann[:, None]
    return (2 * waves / hann.sum()).astype("float32")[:, None]
