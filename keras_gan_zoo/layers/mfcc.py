"""Cepstra of sounds, with their changes in time: 39 numbers a frame."""

from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class MFCC(keras.layers.Layer):
    r"""Mel-frequency cepstral coefficients of log-mel spectra, and their first two differences.

    The coefficients are the first ones of an orthonormal cosine transform (DCT-II) over the bands.
    The differences are slopes of a line through 2 N + 1 frames,
    \( d_t = \sum_n n (c_{t+n} - c_{t-n}) / 2 \sum_n n^2 \), n = 1 to N, as HTK has them; beyond the
    ends the first and the last frame stand again.

    Args:
        coefficients: How many of each frame, among them the first, of loudness; at most as many
            as there are bands.
        reach: N; 0 for no differences.
        **kwargs: `name` and `dtype`, as for any layer.

    Raises:
        ValueError: If a number is too small, or there are fewer bands than coefficients.

    Input shape:
        (batch, frames, bands), as `LogMel` gives them.

    Output shape:
        (batch, frames, 3 * coefficients): coefficients, their slopes, and the slopes of these;
        (batch, frames, coefficients) without differences.

    Example:
        >>> MFCC()(LogMel(16000)(keras.ops.zeros((1, 16000)))).shape
        TensorShape([1, 61, 39])
    """

    def __init__(self, coefficients: int = 13, reach: int = 2, **kwargs: Any):
        super().__init__(**kwargs)
        self.coefficients = check_whole(coefficients, "coefficients", least=1)
        self.reach = check_whole(reach, "reach", least=0)

    def build(self, input_shape: Shape) -> None:
        """Makes the cosines."""
        bands = input_shape[-1]
        if bands is None or bands < self.coefficients:
            raise ValueError(
                f"`coefficients`={self.coefficients} are of as many bands or more, got {bands}."
            )
        place, order = np.arange(bands) + 0.5, np.arange(self.coefficients)
        cosines = np.cos(np.pi * np.outer(place, order) / bands) * np.sqrt(2 / bands)
        cosines[:, 0] /= np.sqrt(2)
        self._cosines = cosines.astype("float32")
        self.built = True

    def call(self, spectra: Tensor) -> Tensor:
        """Returns the coefficients with their differences."""
        cepstra = ops.matmul(ops.cast(spectra, self.compute_dtype), self._cosines)
        if not self.reach:
            return cepstra
        slopes = self._slopes(cepstra)
        return ops.concatenate([cepstra, slopes, self._slopes(slopes)], axis=-1)

    def _slopes(self, x):
        reach, frames = self.reach, ops.shape(x)[1]
        padded = ops.concatenate([x[:, :1]] * reach + [x] + [x[:, -1:]] * reach, axis=1)
        parts = [
            n * (padded[:, reach + n : reach + n + frames] - padded[:, reach - n :][:, :frames])
            for n in range(1, reach + 1)
        ]
        return sum(parts) / (2.0 * sum(n * n for n in range(1, reach + 1)))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns (batch, frames, numbers)."""
        return (*input_shape[:-1], self.coefficients * (3 if self.reach else 1))

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments."""
        config = {"coefficients": self.coefficients, "reach": self.reach}
        return {**super().get_config(), **config}
