"""Blurring, and resizing by two, by the binomial filter [1, 3, 3, 1] (1912.04958)."""

from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.types import Shape, Tensor

TAPS = (1.0, 3.0, 3.0, 1.0)
"""The filter, along each axis, without its norm."""


def _of_each_channel(channels: int, gain: float) -> np.ndarray:
    """Returns the filter over both axes, one for each channel, (4, 4, channels, 1)."""
    both = np.outer(TAPS, TAPS) * (gain / sum(TAPS) ** 2)
    return np.repeat(both[:, :, None, None], channels, axis=2)


def blurred(x: Tensor, gain: float = 1.0, stride: int = 1) -> Tensor:
    """Returns maps that the filter has gone over, without padding: each side is 3 shorter.

    Args:
        x: (batch, height, width, channels).
        gain: What a constant is multiplied by.
        stride: Step of the filter.
    """
    kernel = ops.convert_to_tensor(_of_each_channel(x.shape[-1], gain), x.dtype)
    return ops.depthwise_conv(x, kernel, strides=stride, padding="valid")


class _OfMaps(keras.layers.Layer):
    """A layer without weights on maps of known sides."""

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.built = True


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class Blur2D(_OfMaps):
    """Blurs maps by [1, 3, 3, 1], before or after a step of 2 that would alias without.

    Args:
        padding: Zeros on each side of height and width.
        gain: What a constant is multiplied by: 4 after zeros were put between the pixels.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels).
    Output shape: (batch, height + 2 padding - 3, width + 2 padding - 3, channels).

    Example:
        >>> Blur2D(padding=2)(keras.random.normal((1, 8, 8, 3))).shape
        TensorShape([1, 9, 9, 3])

    Reference:
        https://arxiv.org/abs/1912.04958; before a step: https://arxiv.org/abs/1904.11486
    """

    def __init__(self, padding: int = 0, gain: float = 1.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.padding, self.gain = padding, gain

    def call(self, inputs: Tensor) -> Tensor:
        """Blurs a batch of maps."""
        if self.padding:
            sides = [(self.padding, self.padding)] * 2
            inputs = ops.pad(inputs, [(0, 0), *sides, (0, 0)])
        return blurred(inputs, self.gain)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape after blurring."""
        batch, height, width, channels = input_shape
        change = 2 * self.padding - len(TAPS) + 1
        return (batch, height + change, width + change, channels)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "padding": self.padding, "gain": self.gain}


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class FIRUpsampling2D(_OfMaps):
    """Makes maps twice as large by [1, 3, 3, 1].

    Zeros are put behind each pixel, and the filter goes over it: between two pixels come three
    quarters of the nearer and a quarter of the other. Beyond the edges are zeros. Meant for
    pictures: it is a transposed convolution with a kernel from each channel to each, of which all
    but the diagonal is 0.

    Input shape: (batch, height, width, channels).
    Output shape: (batch, 2 height, 2 width, channels).

    Example:
        >>> FIRUpsampling2D()(keras.random.normal((1, 8, 8, 3))).shape
        TensorShape([1, 16, 16, 3])

    Reference:
        https://arxiv.org/abs/1912.04958
    """

    def call(self, inputs: Tensor) -> Tensor:
        """Upsamples a batch of maps."""
        channels = inputs.shape[-1]
        kernel = _of_each_channel(channels, 4.0) * np.eye(channels)
        kernel = ops.convert_to_tensor(kernel, inputs.dtype)
        return ops.conv_transpose(inputs, kernel, strides=2, padding="same")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape after upsampling."""
        batch, height, width, channels = input_shape
        return (batch, 2 * height, 2 * width, channels)


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class FIRDownsampling2D(_OfMaps):
    """Makes maps half as large by [1, 3, 3, 1], of which every second place is kept.

    Input shape: (batch, height, width, channels), height and width even.
    Output shape: (batch, height / 2, width / 2, channels).

    Example:
        >>> FIRDownsampling2D()(keras.random.normal((1, 8, 8, 3))).shape
        TensorShape([1, 4, 4, 3])

    Reference:
        https://arxiv.org/abs/1912.04958
    """

    def call(self, inputs: Tensor) -> Tensor:
        """Downsamples a batch of maps."""
        x = ops.pad(inputs, [(0, 0), (1, 1), (1, 1), (0, 0)])
        return blurred(x, stride=2)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape after downsampling."""
        batch, height, width, channels = input_shape
        return (batch, height // 2, width // 2, channels)
