"""Filter response normalization: each channel of each picture by itself (1911.09737)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class FilterResponseNormalization(keras.layers.Layer):
    r"""Divides each channel of each picture by the root of its mean square.

    \( y = \gamma\,x / \sqrt{\nu^2 + |\epsilon| + |\epsilon_l|} + \beta,\quad
    \nu^2 = \frac{1}{HW}\sum x^2 \) (1911.09737, eq. 1 and 2). No mean is taken away, so a ReLU
    after it may cut everything: the paper has `TLU` there.

    Args:
        epsilon: Added to the mean square.
        learned_epsilon: Whether to learn \( \epsilon_l \) too, one number, which the paper does
            for maps of few pixels.
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: (batch, height, width, channels).

    Raises:
        ValueError: If, when it is built, the input has not four axes.

    Example:
        >>> FilterResponseNormalization()(keras.random.normal((2, 8, 8, 3))).shape
        TensorShape([2, 8, 8, 3])

    Reference:
        https://arxiv.org/abs/1911.09737
    """

    def __init__(self, epsilon: float = 1e-6, learned_epsilon: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        self.epsilon = epsilon
        self.learned_epsilon = learned_epsilon

    def build(self, input_shape: Shape) -> None:
        """Creates a gain and a bias for each channel."""
        if len(input_shape) != 4:
            raise ValueError(
                "`FilterResponseNormalization` takes (batch, height, width, channels), "
                f"got shape {tuple(input_shape)}."
            )
        channels = (input_shape[-1],)
        self.gamma = self.add_weight(shape=channels, initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=channels, initializer="zeros", name="beta")
        if self.learned_epsilon:
            self.extra_epsilon = self.add_weight(
                shape=(1,), initializer=keras.initializers.Constant(1e-4), name="learned_epsilon"
            )

    def call(self, inputs: Tensor) -> Tensor:
        """Normalizes a batch of feature maps."""
        epsilon = abs(self.epsilon)
        if self.learned_epsilon:
            epsilon = epsilon + ops.abs(self.extra_epsilon)
        mean_square = ops.mean(ops.square(inputs), axis=(1, 2), keepdims=True)
        return self.gamma * (inputs * ops.rsqrt(mean_square + epsilon)) + self.beta

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "epsilon": self.epsilon,
            "learned_epsilon": self.learned_epsilon,
        }
