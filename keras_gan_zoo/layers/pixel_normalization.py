"""Pixel normalization: the channels of each pixel brought to one length (1710.10196)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class PixelNormalization(keras.layers.Layer):
    r"""Divides each pixel's vector of channels by its root mean square.

    \( b = a / \sqrt{\frac1N \sum_j a_j^2 + \epsilon} \) over the N channels of a pixel
    (1710.10196, section 4.2). Nothing is learned. Of latents (batch, latent_dim) it makes points of
    a sphere.

    Args:
        epsilon: Added to the mean of the squares.
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: (batch, ..., channels).

    Example:
        >>> float(ops.max(ops.abs(PixelNormalization()(100.0 * ops.ones((1, 2, 2, 3))))))
        1.0

    Reference:
        https://arxiv.org/abs/1710.10196
    """

    def __init__(self, epsilon: float = 1e-8, **kwargs: Any):
        super().__init__(**kwargs)
        self.epsilon = epsilon
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        """Normalizes the last axis."""
        x = ops.cast(inputs, "float32")
        squares = ops.mean(ops.square(x), axis=-1, keepdims=True)
        return ops.cast(x * ops.rsqrt(squares + self.epsilon), inputs.dtype)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape as it is."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "epsilon": self.epsilon}
