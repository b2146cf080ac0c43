"""Dense and convolutional layers with an equalized learning rate (1710.10196, section 4.1)."""

import math
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.types import Shape, Tensor

HE_GAIN = math.sqrt(2.0)
"""By which a ReLU's halving of the variance is undone."""


class Equalized(keras.layers.Layer):
    r"""A layer whose kernel is stored as draws of N(0, 1), and scaled as it is used.

    He's constant \( c = g / \sqrt{\text{fan in}} \) multiplies the kernel at run time, not when it
    is drawn. An optimizer such as Adam, whose step is as long for every weight whatever the size
    of its gradient, then changes all kernels by the same share of what they are (1710.10196,
    section 4.1). With a multiplier m the stored kernel is 1/m as small, and m times learned less
    far in a step (1812.04948, appendix C: 0.01 in the mapping network).

    Args:
        gain: g, the square root of 2 before a leaky ReLU and 1 before nothing.
        multiplier: m, of the learning rate.
        use_bias: Whether there is a bias.
        bias: Where the bias begins.
        **kwargs: `name` and `dtype`, as for any layer.

    Raises:
        ValueError: If a number is not above 0.
    """

    def __init__(
        self,
        gain: float = HE_GAIN,
        multiplier: float = 1.0,
        use_bias: bool = True,
        bias: float = 0.0,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.gain = check_number(gain, "gain", above=0)
        self.multiplier = check_number(multiplier, "multiplier", above=0)
        self.use_bias = use_bias
        self.bias_begin = check_number(bias, "bias")

    def add_kernel(self, shape: Shape) -> None:
        """Creates the kernel, whose last axis is that of the outputs, and the bias."""
        self.scale = self.gain * self.multiplier / math.sqrt(math.prod(shape[:-1]))
        self.kernel = self.add_weight(
            shape=shape,
            initializer=keras.initializers.RandomNormal(stddev=1.0 / self.multiplier),
            name="kernel",
        )
        if self.use_bias:
            self.bias = self.add_weight(
                shape=(shape[-1],),
                initializer=keras.initializers.Constant(self.bias_begin / self.multiplier),
                name="bias",
            )

    def scaled_kernel(self) -> Tensor:
        """Returns the kernel as it is used."""
        return ops.convert_to_tensor(self.kernel) * self.scale

    def with_bias(self, outputs: Tensor) -> Tensor:
        """Adds the bias, if there is one."""
        return outputs + self.bias * self.multiplier if self.use_bias else outputs

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "gain": self.gain,
            "multiplier": self.multiplier,
            "use_bias": self.use_bias,
            "bias": self.bias_begin,
        }


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class EqualizedDense(Equalized):
    """A dense layer with an equalized learning rate.

    Args:
        units: Length of what it gives.
        **kwargs: As for `Equalized`: `gain`, `multiplier`, `use_bias`, `bias`, `name`, `dtype`.

    Input shape: (batch, features).
    Output shape: (batch, units).

    Raises:
        ValueError: If a number is out of its range.

    Example:
        >>> EqualizedDense(8)(keras.random.normal((4, 16))).shape
        TensorShape([4, 8])

    Reference:
        https://arxiv.org/abs/1710.10196
    """

    def __init__(self, units: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.units = check_whole(units, "units", least=1)

    def build(self, input_shape: Shape) -> None:
        """Creates kernel and bias."""
        self.add_kernel((input_shape[-1], self.units))

    def call(self, inputs: Tensor) -> Tensor:
        """Multiplies by the scaled kernel."""
        return self.with_bias(ops.matmul(inputs, self.scaled_kernel()))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape with `units` in the place of the features."""
        return (*input_shape[:-1], self.units)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "units": self.units}


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class EqualizedConv2D(Equalized):
    """A convolution with an equalized learning rate.

    Args:
        filters: Channels of what it gives.
        kernel_size: Side of the kernel.
        strides: Step of the kernel.
        padding: "same" or "valid".
        **kwargs: As for `Equalized`: `gain`, `multiplier`, `use_bias`, `bias`, `name`, `dtype`.

    Input shape: (batch, height, width, channels).
    Output shape: (batch, height, width, filters); with a stride, that much smaller.

    Raises:
        ValueError: If a number is out of its range.

    Example:
        >>> EqualizedConv2D(8, 3)(keras.random.normal((4, 16, 16, 3))).shape
        TensorShape([4, 16, 16, 8])

    Reference:
        https://arxiv.org/abs/1710.10196
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int,
        strides: int = 1,
        padding: str = "same",
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.filters = check_whole(filters, "filters", least=1)
        self.kernel_size = check_whole(kernel_size, "kernel_size", least=1)
        self.strides = check_whole(strides, "strides", least=1)
        self.padding = padding

    def build(self, input_shape: Shape) -> None:
        """Creates kernel and bias."""
        self.add_kernel((self.kernel_size, self.kernel_size, input_shape[-1], self.filters))

    def call(self, inputs: Tensor) -> Tensor:
        """Convolves with the scaled kernel."""
        return self.with_bias(
            ops.conv(inputs, self.scaled_kernel(), strides=self.strides, padding=self.padding)
        )

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape after the convolution."""
        batch, *sides, _ = input_shape
        lost = 0 if self.padding == "same" else self.kernel_size - 1
        left = [None if side is None else -(-(side - lost) // self.strides) for side in sides]
        return (batch, *left, self.filters)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
        }
