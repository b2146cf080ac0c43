"""The gated linear unit (1612.08083)."""

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class GatedLinearUnit(keras.layers.Layer):
    r"""Multiplies one half of the channels by the sigmoid of the other, \( a \sigma(b) \).

    Args:
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (..., channels), an even number of them; a is the first half.
    Output shape: (..., channels / 2).

    Raises:
        ValueError: When it is built, if the number of channels is odd.

    Example:
        >>> GatedLinearUnit()(keras.random.normal((2, 8, 8, 6))).shape
        TensorShape([2, 8, 8, 3])

    Reference:
        https://arxiv.org/abs/1612.08083
    """

    def build(self, input_shape: Shape) -> None:
        """Checks the number of channels."""
        if input_shape[-1] % 2:
            raise ValueError(
                f"{self.name!r} halves the channels, but it was given {input_shape[-1]} of them: "
                "give it an even number."
            )

    def call(self, inputs: Tensor) -> Tensor:
        """Multiplies one half by the other's sigmoid."""
        values, gates = ops.split(inputs, 2, axis=-1)
        return values * ops.sigmoid(gates)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape with half of the channels."""
        return (*input_shape[:-1], input_shape[-1] // 2)
