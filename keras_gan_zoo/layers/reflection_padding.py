"""Reflection padding, which leaves no dark frame around translated pictures."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ReflectionPadding2D(keras.layers.Layer):
    """Pads a picture with its own reflection, without repeating the border itself.

    Args:
        padding: Pixels added on each of the four sides; less than the picture's side.
        **kwargs: `name` and `dtype`, as for any layer.

    Raises:
        ValueError: If the padding is not a whole number of at least 0; and in a call, if it is not
            less than the picture's sides.

    Input shape: (batch, height, width, channels).
    Output shape: (batch, height + 2 padding, width + 2 padding, channels).

    Example:
        >>> ReflectionPadding2D(3)(keras.random.normal((1, 8, 8, 3))).shape
        TensorShape([1, 14, 14, 3])
    """

    def __init__(self, padding: int = 1, **kwargs: Any):
        super().__init__(**kwargs)
        self.padding = check_whole(padding, "padding", 0)
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        """Pads height and width."""
        self._check_sides(inputs.shape)
        sides = (self.padding, self.padding)
        return ops.pad(inputs, ((0, 0), sides, sides, (0, 0)), mode="reflect")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape after padding."""
        self._check_sides(input_shape)
        batch, height, width, channels = input_shape
        grown = [None if side is None else side + 2 * self.padding for side in (height, width)]
        return (batch, *grown, channels)

    def _check_sides(self, shape):
        sides = tuple(shape[1:3])
        if any(side is not None and self.padding >= side for side in sides):
            raise ValueError(
                f"`padding` is {self.padding}, but must be less than the sides of what is padded, "
                f"got (height, width) = {sides}: there is no more to mirror."
            )

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "padding": self.padding}
