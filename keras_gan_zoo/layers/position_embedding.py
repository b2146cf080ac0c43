"""A learned vector for each position of a sequence."""

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class PositionEmbedding(keras.layers.Layer):
    """Adds a learned vector to each position of a sequence of fixed length.

    Input and output shape: (batch, length, width).

    Example:
        >>> PositionEmbedding()(np.zeros((4, 20, 16), "float32")).shape
        TensorShape([4, 20, 16])

    Reference:
        https://arxiv.org/abs/1706.03762, section 3.5, learnt and not given.
    """

    def build(self, input_shape: Shape) -> None:
        """Creates a vector for each position."""
        self.positions = self.add_weight(
            shape=input_shape[1:], initializer="uniform", name="position_kernel"
        )

    def call(self, x: Tensor) -> Tensor:
        """Adds the vectors."""
        return x + ops.cast(self.positions, x.dtype)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape as it is."""
        return input_shape
