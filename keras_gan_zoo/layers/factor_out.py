"""Where a flow of several scales leaves half of its channels behind as latents (1605.08803)."""

from typing import Any

import keras
from keras import layers, ops

from keras_gan_zoo.layers.bijection import Bijection, of_each, sum_of_each
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class FactorOut(Bijection):
    r"""Marks where a `FlowNetwork` takes the second half of the channels for latents.

    The first half goes on to the next scale (1605.08803, section 3.6). With `learned` the second
    is made standard normal first, given the first half h:
    \( \epsilon = (z - \mu(h)) / \sigma(h) \), which is the prior
    \( z \sim N(\mu(h), \sigma(h)^2) \) of 1807.03039's code, written as a step of the flow, so
    that all latents of a model are N(0, I) all the same. Its convolution begins with zeros.

    Args:
        learned: Whether mean and deviation are learned; otherwise nothing is changed.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels), of an even number of channels.
    Output shape: the same, and the log-determinant (batch,).

    Raises:
        ValueError: When it is built, if the channels cannot be halved.

    Example:
        >>> y, log_det = FactorOut()(keras.ops.ones((2, 4, 4, 6)))
        >>> y.shape
        TensorShape([2, 4, 4, 6])

    Reference:
        https://arxiv.org/abs/1605.08803, https://arxiv.org/abs/1807.03039
    """

    def __init__(self, learned: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        self.learned = bool(learned)
        self.convolution: layers.Layer | None = None

    def build(self, input_shape: Shape) -> None:
        """Creates the convolution from the first half to what is expected of the second."""
        if input_shape[-1] % 2:
            raise ValueError(
                f"FactorOut halves the channels, which must be even, got {input_shape[-1]}: "
                "squeeze before it."
            )
        if self.learned:
            self.convolution = layers.Conv2D(
                input_shape[-1], 3, padding="same", kernel_initializer="zeros", dtype="float32"
            )
            self.convolution.build((*input_shape[:-1], input_shape[-1] // 2))

    def forward(self, x: Tensor, training: bool) -> tuple[Tensor, Tensor]:
        """Makes the second half standard normal, as far as the first tells."""
        if self.convolution is None:
            return x, of_each(x, 0.0)
        kept, left = ops.split(x, 2, axis=-1)
        mean, log_deviation = ops.split(self.convolution(kept), 2, axis=-1)
        latents = (left - mean) * ops.exp(-log_deviation)
        return ops.concatenate([kept, latents], axis=-1), -sum_of_each(log_deviation)

    def backward(self, y: Tensor) -> Tensor:
        """Undoes it."""
        if self.convolution is None:
            return y
        kept, latents = ops.split(y, 2, axis=-1)
        mean, log_deviation = ops.split(self.convolution(kept), 2, axis=-1)
        return ops.concatenate([kept, mean + latents * ops.exp(log_deviation)], axis=-1)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "learned": self.learned}
