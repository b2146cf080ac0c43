"""Batch normalization whose scale and offset are linear in a vector (1809.11096)."""

from collections.abc import Sequence
from typing import Any

import keras

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.layers.spectral_normalization import SpectralNormalization
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ModulatedBatchNormalization(keras.layers.Layer):
    r"""Normalizes over the batch, then scales and shifts by what each picture's vector says.

    \( y = (1 + W_\gamma v) \frac{x - \mu}{\sigma} + W_\beta v \) (1809.11096), where
    `ConditionalBatchNormalization` has a row for each class: here a class's embedding can be
    shared by many layers, and stand beside latents. Both kernels are spectrally normalized and have
    no bias.

    Args:
        momentum: Of the moving statistics.
        epsilon: Added to the variance.
        **kwargs: As for `keras.layers.Layer`.

    Input shape: a pair of a map (batch, height, width, channels), and vectors (batch, length).
    Output shape: that of the map.

    Raises:
        ValueError: If momentum or epsilon is out of its range.

    Example:
        >>> maps, vectors = keras.random.normal((2, 4, 4, 8)), keras.random.normal((2, 5))
        >>> ModulatedBatchNormalization()([maps, vectors]).shape
        TensorShape([2, 4, 4, 8])

    Reference:
        https://arxiv.org/abs/1809.11096
    """

    def __init__(self, momentum: float = 0.9, epsilon: float = 1e-3, **kwargs: Any):
        super().__init__(**kwargs)
        self.momentum = check_number(momentum, "momentum", least=0)
        self.epsilon = check_number(epsilon, "epsilon", above=0)
        self.normalization = keras.layers.BatchNormalization(
            momentum=self.momentum,
            epsilon=self.epsilon,
            center=False,
            scale=False,
            dtype=self.dtype_policy,
        )

    def build(self, input_shape: Sequence[Shape]) -> None:
        """Creates the two kernels."""
        map_shape, vector_shape = input_shape
        self.normalization.build(map_shape)
        self.gain, self.offset = (
            SpectralNormalization(
                keras.layers.Dense(
                    map_shape[-1],
                    use_bias=False,
                    kernel_initializer="orthogonal",
                    dtype=self.dtype_policy,
                    name=name,
                ),
                name=name,
                dtype=self.dtype_policy,
            )
            for name in ("gain", "offset")
        )
        self.gain.build(vector_shape)
        self.offset.build(vector_shape)

    def call(self, inputs: Sequence[Tensor], training: bool = False) -> Tensor:
        """Normalizes, scales and shifts."""
        x, vector = inputs
        gain, offset = (
            layer(vector, training=training)[:, None, None, :] for layer in (self.gain, self.offset)
        )
        return self.normalization(x, training=training) * (1.0 + gain) + offset

    def compute_output_shape(self, input_shape: Sequence[Shape]) -> Shape:
        """Returns the shape of the map."""
        return input_shape[0]

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "momentum": self.momentum, "epsilon": self.epsilon}
