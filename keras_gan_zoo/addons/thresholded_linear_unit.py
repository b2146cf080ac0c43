"""The thresholded linear unit (TLU), a ReLU with a learned threshold (1911.09737)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class TLU(keras.layers.Layer):
    r"""Gives \( \max(x, \tau) \), or \( \max(x, \alpha x + \tau) \), with learned thresholds.

    The companion of `FilterResponseNormalization` (1911.09737, eq. 3): where the normalization
    leaves a mean that is not zero, the corner moves there.

    Args:
        affine: Whether to learn \( \alpha \) too.
        per_channel: Whether a channel has one threshold, as in the paper, or each place of a map
            its own, as `tfa.layers.TLU` has it.
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: (batch, ..., channels).

    Example:
        >>> TLU()(keras.ops.array([[-1.0, 2.0]]))
        <tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[0., 2.]], dtype=float32)>

    Reference:
        https://arxiv.org/abs/1911.09737
    """

    def __init__(self, affine: bool = False, per_channel: bool = True, **kwargs: Any):
        super().__init__(**kwargs)
        self.affine = affine
        self.per_channel = per_channel

    def build(self, input_shape: Shape) -> None:
        """Creates the thresholds, at first zero, and the slopes below them, at first zero."""
        shape = tuple(input_shape[-1:] if self.per_channel else input_shape[1:])
        self.tau = self.add_weight(shape=shape, initializer="zeros", name="tau")
        if self.affine:
            self.alpha = self.add_weight(shape=shape, initializer="zeros", name="alpha")

    def call(self, inputs: Tensor) -> Tensor:
        """Applies the unit."""
        threshold = self.alpha * inputs + self.tau if self.affine else self.tau
        return ops.maximum(inputs, threshold)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "affine": self.affine,
            "per_channel": self.per_channel,
        }
