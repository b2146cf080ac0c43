"""Random Fourier features of the input, with weights that are never trained."""

from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class RandomFeatures(keras.layers.Layer):
    r"""Random Fourier features \( \sin(W x) \) with a W that is drawn once and stays.

    Where one input has many right outputs, a network that translates it needs something to choose
    by. Latents drawn anew would give another answer each time; these come from the input itself, so
    that the same input always has the same answer, and another input another.

    Args:
        features: How many numbers.
        frequency: Standard deviation of \( W x \) for x of independent values of variance 1: the
            larger, the less alike are the features of similar inputs.
        seed: Seed of W.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape:
        (batch, ...), floating point.

    Output shape:
        (batch, features), in [-1, 1].

    Example:
        >>> RandomFeatures(16)(keras.ops.ones((4, 12, 12, 3))).shape
        TensorShape([4, 16])

    Reference:
        Rahimi and Recht 2007, Random features for large-scale kernel machines.
    """

    def __init__(self, features: int, frequency: float = 20.0, seed: int = 0, **kwargs: Any):
        super().__init__(**{"trainable": False, **kwargs})
        self.features = features
        self.frequency = frequency
        self.seed = seed

    def build(self, input_shape: Shape) -> None:
        """Draws W."""
        length = int(np.prod(input_shape[1:]))
        self.projection = self.add_weight(
            shape=(length, self.features),
            initializer=keras.initializers.RandomNormal(
                stddev=self.frequency / np.sqrt(length), seed=self.seed
            ),
            trainable=False,
            name="projection",
        )

    def call(self, inputs: Tensor) -> Tensor:
        """Returns the features."""
        flat = ops.reshape(inputs, (-1, self.projection.shape[0]))
        return ops.sin(ops.matmul(flat, self.projection))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns (batch, features)."""
        return (input_shape[0], self.features)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "features": self.features,
            "frequency": self.frequency,
            "seed": self.seed,
        }
