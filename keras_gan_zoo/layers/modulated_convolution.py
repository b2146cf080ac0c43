"""Modulated and demodulated convolution, by which styles drive a generator (1912.04958)."""

import math
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers.fir_filters import blurred
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ModulatedConv2D(keras.layers.Layer):
    r"""Convolves each picture's maps with a kernel of its own, scaled by the picture's style.

    \( w'_{ijk} = s_i w_{ijk} \) and \( w''_{ijk} = w'_{ijk} / \sqrt{\sum_{i,k} w'^2_{ijk} +
    \epsilon} \), i the input and j the output channel (1912.04958, eq. 1 and 3): what comes out
    has unit variance where what comes in has. No kernel is made for any picture: channels times
    \( s_i \) go in and come out times the inverse of the root, which is the same, so that one
    convolution serves the whole batch.

    Args:
        filters: Channels of what it gives.
        kernel_size: Side of the kernel.
        demodulate: Whether the kernel is brought back to unit length; not where pictures are made.
        upsample: Whether it doubles the sides: zeros behind each pixel, and the filter
            [1, 3, 3, 1] after the convolution. Needs a kernel of 3.
        epsilon: Added under the root.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: maps (batch, height, width, channels) and styles (batch, channels).
    Output shape: (batch, height, width, filters); with `upsample` of twice the sides.

    Raises:
        ValueError: If a number is too small, or one that upsamples has another kernel.

    Example:
        >>> maps, styles = keras.random.normal((2, 8, 8, 3)), keras.random.normal((2, 3))
        >>> ModulatedConv2D(4, 3)(maps, styles).shape
        TensorShape([2, 8, 8, 4])

    Reference:
        https://arxiv.org/abs/1912.04958
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int,
        demodulate: bool = True,
        upsample: bool = False,
        epsilon: float = 1e-8,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.filters = check_whole(filters, "filters", least=1)
        self.kernel_size = check_whole(kernel_size, "kernel_size", least=1)
        if upsample and kernel_size != 3:
            raise ValueError(
                f"`kernel_size` must be 3 where a convolution upsamples, got {kernel_size}."
            )
        self.demodulate = demodulate
        self.upsample = upsample
        self.epsilon = epsilon

    def build(self, inputs_shape: Shape, styles_shape: Shape | None = None) -> None:
        """Creates the kernel, draws of N(0, 1) with an equalized learning rate."""
        shape = (self.kernel_size, self.kernel_size, inputs_shape[-1], self.filters)
        self.scale = 1.0 / math.sqrt(math.prod(shape[:-1]))
        self.kernel = self.add_weight(
            shape=shape, initializer=keras.initializers.RandomNormal(stddev=1.0), name="kernel"
        )

    def call(self, inputs: Tensor, styles: Tensor) -> Tensor:
        """Convolves each picture's maps by its style."""
        kernel = ops.convert_to_tensor(self.kernel) * self.scale
        x = inputs * ops.cast(styles, inputs.dtype)[:, None, None, :]
        x = doubled_convolution(x, kernel) if self.upsample else ops.conv(x, kernel, padding="same")
        if self.demodulate:
            squares = ops.sum(ops.square(ops.cast(kernel, "float32")), axis=(0, 1))
            lengths = ops.matmul(ops.square(ops.cast(styles, "float32")), squares)
            x = x * ops.cast(ops.rsqrt(lengths + self.epsilon), x.dtype)[:, None, None, :]
        return x

    def compute_output_shape(self, inputs_shape: Shape, styles_shape: Shape | None = None) -> Shape:
        """Returns the shape after the convolution."""
        batch, height, width, _ = inputs_shape
        times = 2 if self.upsample else 1
        return (batch, height * times, width * times, self.filters)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "demodulate": self.demodulate,
            "upsample": self.upsample,
            "epsilon": self.epsilon,
        }


def doubled_convolution(x: Tensor, kernel: Tensor) -> Tensor:
    """Returns maps twice as large: a transposed convolution, and a filter against its grain.

    Args:
        x: (batch, height, width, channels).
        kernel: (3, 3, channels, filters).

    Returns:
        (batch, 2 height, 2 width, filters).
    """
    transposed = ops.transpose(kernel, (0, 1, 3, 2))
    x = ops.conv_transpose(x, transposed, strides=2, padding="valid")
    return blurred(ops.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)]), gain=4.0)
