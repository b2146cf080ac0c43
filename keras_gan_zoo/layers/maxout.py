"""Maxout units (1302.4389)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class Maxout(keras.layers.Layer):
    """Takes the maximum of each `pieces` consecutive features.

    After a dense layer of `units * pieces` units it gives `units` maxout units, each the maximum
    of `pieces` affine functions (1302.4389, section 3).

    Args:
        pieces: How many features compete for one; their number must be divisible by it.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, ..., units pieces).
    Output shape: (batch, ..., units).

    Raises:
        ValueError: If `pieces` is not a positive whole number, or does not divide the features.

    Example:
        >>> Maxout(2)(keras.ops.array([[1.0, 3.0, -2.0, -5.0]]))
        <tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[ 3., -2.]], dtype=float32)>

    Reference:
        https://arxiv.org/abs/1302.4389
    """

    def __init__(self, pieces: int = 5, **kwargs: Any):
        super().__init__(**kwargs)
        self.pieces = check_whole(pieces, "pieces", least=1)
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        """Takes the maxima."""
        _, *between, features = self.compute_output_shape(inputs.shape)
        return ops.max(ops.reshape(inputs, (-1, *between, features, self.pieces)), axis=-1)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the input shape with fewer features."""
        if input_shape[-1] % self.pieces:
            raise ValueError(
                f"{input_shape[-1]} features cannot compete in groups of {self.pieces}; "
                f"use a multiple of {self.pieces}."
            )
        return (*input_shape[:-1], input_shape[-1] // self.pieces)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "pieces": self.pieces}
