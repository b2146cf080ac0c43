"""The mean colour of each region of a picture."""

from collections.abc import Sequence

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class RegionMeans(keras.layers.Layer):
    """Averages pixels over regions with soft borders.

    Args:
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape:
        A pair: each pixel's shares of the regions, (batch, pixels, regions), at least 0; and the
        pixels, (batch, pixels, channels).

    Output shape:
        (batch, regions, channels). A region smaller than a pixel tends to 0.

    Example:
        >>> shares = keras.ops.ones((1, 100, 1))
        >>> RegionMeans()([shares, keras.ops.full((1, 100, 3), 0.5)]).shape
        TensorShape([1, 1, 3])
    """

    def call(self, inputs: Sequence[Tensor]) -> Tensor:
        """Returns the means."""
        shares, pixels = inputs
        sums = ops.matmul(ops.transpose(shares, (0, 2, 1)), pixels)
        # One pixel of colour 0 more in each region, for those that have none.
        return sums / (ops.expand_dims(ops.sum(shares, axis=1), -1) + 1.0)

    def compute_output_shape(self, input_shapes: Sequence[Shape]) -> Shape:
        """Returns (batch, regions, channels)."""
        shares, pixels = input_shapes
        return (shares[0], shares[2], pixels[2])
