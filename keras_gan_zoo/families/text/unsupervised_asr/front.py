"""What a recogniser hears: cepstra of a sound, made comparable from speaker to speaker."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers import MFCC, LogMel
from keras_gan_zoo.types import Shape, Tensor

_FURTHEST = 5.0
"""Standard deviations beyond which nothing is told apart: the edge of what fills up a sound."""


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class HeardNormalization(keras.layers.Layer):
    r"""Gives each coefficient of a sound mean 0 and variance 1 over the frames that hold anything.

    Frames at the floor of the spectra in every band are what fills up a sound: they do not count.
    Values end at 5 and -5.

    Args:
        floor: The floor of the spectra, as `LogMel` has it.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape:
        [spectra (batch, frames, bands), coefficients (batch, frames, n)].

    Output shape:
        (batch, frames, n).

    Example:
        >>> spectra, cepstra = np.zeros((1, 9, 4)), np.random.normal(size=(1, 9, 3))
        >>> HeardNormalization(1e-10)([spectra, cepstra]).shape
        TensorShape([1, 9, 3])
    """

    def __init__(self, floor: float, **kwargs: Any):
        super().__init__(**kwargs)
        self.floor = float(floor)

    def call(self, inputs: Sequence[Tensor]) -> Tensor:
        """Returns the coefficients, normalised."""
        spectra, x = inputs
        loudest = ops.max(spectra, axis=-1, keepdims=True)
        heard = ops.cast(loudest > float(np.log(self.floor)) + 1e-3, x.dtype)
        count = ops.maximum(ops.sum(heard, axis=1, keepdims=True), 1.0)
        mean = ops.sum(heard * x, axis=1, keepdims=True) / count
        variance = ops.sum(heard * ops.square(x - mean), axis=1, keepdims=True) / count
        return ops.clip((x - mean) / ops.sqrt(variance + 1e-4), -_FURTHEST, _FURTHEST)

    def compute_output_shape(self, input_shape: Sequence[Shape]) -> Shape:
        """Returns the shape of the coefficients."""
        return input_shape[1]

    def get_config(self) -> dict[str, Any]:
        """Returns the floor."""
        return {**super().get_config(), "floor": self.floor}


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class FrameWindows(keras.layers.Layer):
    """Lays each frame together with its neighbours; beyond the ends the last frames stand again.

    Args:
        width: Frames of a window, odd: as many on either side.
        **kwargs: `name` and `dtype`, as for any layer.

    Raises:
        ValueError: If `width` is even, or less than 1.

    Input shape:
        (batch, frames, n).

    Output shape:
        (batch, frames, width * n), the earliest frame first.

    Example:
        >>> FrameWindows(3)(np.arange(3.0)[None, :, None])[0].numpy().tolist()
        [[0.0, 0.0, 1.0], [0.0, 1.0, 2.0], [1.0, 2.0, 2.0]]
    """

    def __init__(self, width: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.width = check_whole(width, "width", least=1)
        if not self.width % 2:
            raise ValueError(f"`width` must be odd, got {width}: use {width + 1}.")

    def call(self, x: Tensor) -> Tensor:
        """Returns the windows."""
        beside, frames = self.width // 2, ops.shape(x)[1]
        padded = ops.concatenate([x[:, :1]] * beside + [x] + [x[:, -1:]] * beside, axis=1)
        parts = [padded[:, start : start + frames] for start in range(self.width)]
        return ops.concatenate(parts, axis=-1)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns (batch, frames, width * n)."""
        return (*input_shape[:-1], self.width * input_shape[-1])

    def get_config(self) -> dict[str, Any]:
        """Returns the width."""
        return {**super().get_config(), "width": self.width}


def cepstra_network(
    samples: int,
    rate: int = 16_000,
    bands: int = 26,
    window: int = 400,
    hop: int = 160,
    coefficients: int = 13,
    name: str = "front",
) -> keras.Model:
    """Builds what stands in front of the recogniser, without weights: 39 numbers a frame.

    Args:
        samples: Samples of a sound.
        rate: Samples a second.
        bands: Bands of the mel spectra.
        window: Samples of a frame; 25 ms, as is usual, by default.
        hop: Samples from one frame to the next; 10 ms by default.
        coefficients: Of each frame, with two slopes of each besides.
        name: Name of the network.

    Returns:
        A network from sounds (batch, samples) in [-1, 1] to (batch, frames, 3 * coefficients),
        float32, where there are 1 + (samples - window) // hop frames.

    Raises:
        ValueError: If a number is too small, or a sound is shorter than a frame.

    Example:
        >>> cepstra_network(16_000).output_shape
        (None, 98, 39)
    """
    listen = LogMel(rate, bands, window, hop, dtype="float32", name="spectra")
    if check_whole(samples, "samples", least=1) < window:
        raise ValueError(f"`samples` must be at least `window`={window}, got {samples}.")
    sounds = keras.Input((samples,), name="sounds")
    spectra = listen(sounds)
    cepstra = MFCC(coefficients, dtype="float32", name="cepstra")(spectra)
    even = HeardNormalization(listen.floor, dtype="float32", name="normalized")
    return keras.Model(sounds, even([spectra, cepstra]), name=name)
