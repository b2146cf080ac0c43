"""A clipping of frames to [-1, 1] that the gradient does not notice."""

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ClippedFrames(keras.layers.Layer):
    """Clips values to [-1, 1]; the gradient passes as if it had not.

    A sum of a frame and of what is added to it may leave the range, and a plain clipping would
    leave a pixel that is wrong by it without a way back.

    Args:
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: any, the same.

    Example:
        >>> ClippedFrames()(np.array([-3.0, 0.5])).numpy().tolist()
        [-1.0, 0.5]
    """

    def call(self, inputs: Tensor) -> Tensor:
        """Clips."""
        clipped = ops.stop_gradient(ops.clip(inputs, -1.0, 1.0))
        return clipped + (inputs - ops.stop_gradient(inputs))  # the difference is 0, exactly

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the input's shape."""
        return tuple(input_shape)
