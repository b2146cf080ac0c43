"""Batch normalization with a scale and an offset for each class."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ConditionalBatchNormalization(keras.layers.Layer):
    r"""Normalizes over the batch, then scales and shifts by each picture's class.

    \( y = \gamma_c \frac{x - \mu}{\sigma} + \beta_c \) with a \( \gamma_c \) and a \( \beta_c \)
    for each class c and channel; the statistics are those of all classes together (1610.07629,
    section 2.2, with classes in the place of styles; the generator of 1802.05637).

    Args:
        classes: Number of classes.
        momentum: Of the moving statistics.
        epsilon: Added to the variance.
        **kwargs: As for `keras.layers.Layer`.

    Input shape: a pair of a map (batch, height, width, channels) or a vector (batch, channels),
    and class numbers (batch,), whole. Output shape: that of the map.

    Raises:
        ValueError: If `classes` is not a whole number of at least 1.

    Example:
        >>> layer = ConditionalBatchNormalization(10)
        >>> layer([keras.random.normal((2, 4, 4, 8)), np.array([3, 7])]).shape
        TensorShape([2, 4, 4, 8])

    Reference:
        https://arxiv.org/abs/1610.07629
    """

    def __init__(self, classes: int, momentum: float = 0.9, epsilon: float = 1e-3, **kwargs: Any):
        super().__init__(**kwargs)
        self.classes = check_whole(classes, "classes", least=1)
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
        """Creates a scale of 1 and an offset of 0 for each class and channel."""
        map_shape, _ = input_shape
        shape = (self.classes, map_shape[-1])
        self.gamma = self.add_weight(shape=shape, initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=shape, initializer="zeros", name="beta")
        self.normalization.build(map_shape)

    def call(self, inputs: Sequence[Tensor], training: bool = False) -> Tensor:
        """Normalizes, scales and shifts."""
        x, labels = inputs
        gamma, beta = (ops.take(table, labels, axis=0) for table in (self.gamma, self.beta))
        if len(x.shape) == 4:
            gamma, beta = gamma[:, None, None, :], beta[:, None, None, :]
        return self.normalization(x, training=training) * gamma + beta

    def compute_output_shape(self, input_shape: Sequence[Shape]) -> Shape:
        """Returns the shape of the map."""
        return input_shape[0]

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "classes": self.classes,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
        }
