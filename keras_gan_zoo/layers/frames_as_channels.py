"""A video's frames one behind the other in the channels of one picture."""

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class FramesAsChannels(keras.layers.Layer):
    """Lays the frames of a video behind each other, so that convolutions see all of them at once.

    Args:
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, frames, height, width, channels), height and width known or not.
    Output shape: (batch, height, width, frames * channels), the first frame's channels first.

    Example:
        >>> FramesAsChannels()(keras.random.normal((2, 4, 8, 8, 3))).shape
        TensorShape([2, 8, 8, 12])
    """

    def call(self, inputs: Tensor) -> Tensor:
        """Moves the axis of the frames beside that of the channels."""
        _, frames, height, width, channels = ops.shape(inputs)
        x = ops.transpose(inputs, (0, 2, 3, 1, 4))
        return ops.reshape(x, (-1, height, width, frames * channels))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of one picture of many channels."""
        batch, frames, height, width, channels = input_shape
        return (batch, height, width, frames * channels)
