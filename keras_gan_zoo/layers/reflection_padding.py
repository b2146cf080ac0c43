"""Padding by reflection, which leaves no dark frame around translated pictures."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ReflectionPadding2D(keras.layers.Layer):
    """Pads a picture by mirroring it at its border, without repeating the border itself.

    Args:
        padding: Pixels added on each of the four sides; less than the picture's side.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels).
    Output shape: (batch, height + 2 padding, width + 2 padding, channels).

    Example:
        >>> ReflectionPadding2D(3)(keras.random.normal((1, 8, 8, 3))).shape
        TensorShape([1, 14, 14, 3])
    """

    def __init__(self, padding=1, **kwargs):
        super().__init__(**kwargs)
        self.padding = padding
        self.built = True

    def call(self, inputs):
        """Pads height and width."""
        sides = (self.padding, self.padding)
        return ops.pad(inputs, ((0, 0), sides, sides, (0, 0)), mode="reflect")

    def compute_output_shape(self, input_shape):
        """Returns the shape after padding."""
        batch, height, width, channels = input_shape
        grown = [None if side is None else side + 2 * self.padding for side in (height, width)]
        return (batch, *grown, channels)

    def get_config(self):
        """Returns the constructor's arguments."""
        return {**super().get_config(), "padding": self.padding}
