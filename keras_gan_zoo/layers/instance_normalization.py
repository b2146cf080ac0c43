"""Instance normalization (1607.08022)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.layers.normalize import normalize
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class InstanceNormalization(keras.layers.Layer):
    r"""Normalizes each channel of each picture over its own pixels.

    \( y = \gamma\,(x - \mu_{nc}) / \sqrt{\sigma_{nc}^2 + \epsilon} + \beta \)

    Written with moments of the 4-D tensor, where `keras.layers.GroupNormalization(groups=-1)`
    reshapes to 5-D: the 4-D form converts to TF-Lite's built-in operators and quantizes to int8.

    Args:
        epsilon: Added to the variance.
        scale: Whether to learn \( \gamma \).
        center: Whether to learn \( \beta \).
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: (batch, height, width, channels).

    Example:
        >>> InstanceNormalization()(keras.random.normal((2, 8, 8, 3))).shape
        TensorShape([2, 8, 8, 3])

    Reference:
        https://arxiv.org/abs/1607.08022
    """

    axes: tuple[int, ...] = (1, 2)
    """The axes over which the statistics are taken."""

    def __init__(
        self, epsilon: float = 1e-5, scale: bool = True, center: bool = True, **kwargs: Any
    ):
        super().__init__(**kwargs)
        self.epsilon = epsilon
        self.scale = scale
        self.center = center

    def build(self, input_shape: Shape) -> None:
        """Creates a gain and a bias for each channel."""
        if len(input_shape) != 4:
            raise ValueError(
                f"`{type(self).__name__}` takes (batch, height, width, channels), "
                f"got shape {tuple(input_shape)}."
            )
        channels = (input_shape[-1],)
        if self.scale:
            self.gamma = self.add_weight(shape=channels, initializer="ones", name="gamma")
        if self.center:
            self.beta = self.add_weight(shape=channels, initializer="zeros", name="beta")

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """Normalizes a batch of feature maps.

        Args:
            inputs: The maps.
            training: Whether gradients are wanted: then by their closed form, which reads the maps
                less often than the gradients of each operation do. The numbers are the same.
        """
        if training and self.scale and self.center:
            return self._normalize_with_gradient(inputs)
        # Statistics of half-precision maps lose their digits in the sum over pixels.
        x = ops.cast(inputs, "float32")
        mean, variance = ops.moments(x, axes=self.axes, keepdims=True)
        x = (x - mean) * ops.rsqrt(variance + self.epsilon)
        x = ops.cast(x, self.compute_dtype)
        if self.scale:
            x = x * self.gamma
        if self.center:
            x = x + self.beta
        return x

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape as it is."""
        return input_shape

    def _normalize_with_gradient(self, inputs):
        x, gamma, beta = (ops.cast(part, "float32") for part in (inputs, self.gamma, self.beta))
        normalized = normalize(x, gamma, beta, self.axes, self.epsilon)
        return ops.cast(normalized, self.compute_dtype)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "epsilon": self.epsilon,
            "scale": self.scale,
            "center": self.center,
        }
