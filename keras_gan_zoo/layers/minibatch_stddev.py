"""Minibatch standard deviation, by which a discriminator sees a lack of variety (1710.10196)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class MinibatchStdDev(keras.layers.Layer):
    """Appends the standard deviation over the batch as one map (1710.10196, section 3).

    Of each feature at each place the deviation over the pictures of the batch is taken; their
    mean, one number, is appended as a constant map. A generator that draws the same picture, or
    uses the same palette, every time gives itself away by it. Real and fake pictures have to come
    in separate batches.

    Args:
        epsilon: Added to the variance: its root has no gradient at zero.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels).
    Output shape: (batch, height, width, channels + 1).

    Example:
        >>> MinibatchStdDev()(keras.random.normal((4, 8, 8, 3))).shape
        TensorShape([4, 8, 8, 4])
    """

    def __init__(self, epsilon: float = 1e-8, **kwargs: Any):
        super().__init__(**kwargs)
        self.epsilon = epsilon
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        """Appends the map."""
        x = ops.cast(inputs, "float32")
        deviation = ops.mean(ops.sqrt(ops.var(x, axis=0) + self.epsilon))
        appended = ops.ones_like(inputs[..., :1]) * ops.cast(deviation, inputs.dtype)
        return ops.concatenate([inputs, appended], axis=-1)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the input shape with one more channel."""
        return (*input_shape[:-1], input_shape[-1] + 1)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "epsilon": self.epsilon}
