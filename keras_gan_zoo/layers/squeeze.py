"""Squeezes squares of four pixels into four times the channels (1605.08803)."""

import keras
from keras import ops

from keras_gan_zoo.layers.bijection import Bijection, of_each
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class Squeeze(Bijection):
    """Turns each square of 2x2 pixels into one pixel of four times the channels.

    The values are the same in another order, so that the log-determinant is 0 (1605.08803,
    section 3.6). The four pixels of a square stand one behind another, each with its channels.

    Args:
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels), height and width even.
    Output shape: (batch, height / 2, width / 2, 4 * channels), and (batch,).

    Raises:
        ValueError: When it is built, if the height or the width is odd.

    Example:
        >>> y, _ = Squeeze()(keras.ops.zeros((1, 4, 6, 3)))
        >>> y.shape
        TensorShape([1, 2, 3, 12])

    Reference:
        https://arxiv.org/abs/1605.08803
    """

    def build(self, input_shape: Shape) -> None:
        """Checks the sides."""
        if input_shape[1] % 2 or input_shape[2] % 2:
            raise ValueError(
                "Squeeze halves maps of even sides, got "
                f"{input_shape[1]}x{input_shape[2]}: squeeze fewer times, or take other pictures."
            )

    def forward(self, x: Tensor, training: bool) -> tuple[Tensor, Tensor]:
        """Puts the pixels of each square behind one another."""
        _, height, width, channels = x.shape
        # A row of two pixels is a pixel of twice the channels as it lies there. With an axis more,
        # for both directions at once, phones could not transpose it.
        y = ops.reshape(x, (-1, height // 2, 2, width // 2, 2 * channels))
        y = ops.transpose(y, (0, 1, 3, 2, 4))
        return ops.reshape(y, (-1, height // 2, width // 2, 4 * channels)), of_each(x, 0.0)

    def backward(self, y: Tensor) -> Tensor:
        """Puts them back."""
        _, height, width, channels = y.shape
        x = ops.reshape(y, (-1, height, width, 2, channels // 2))
        x = ops.transpose(x, (0, 1, 3, 2, 4))
        return ops.reshape(x, (-1, 2 * height, 2 * width, channels // 4))

    def shape_after(self, shape: Shape) -> Shape:
        """Returns the shape of half the sides and four times the channels."""
        batch, height, width, channels = shape
        return (batch, height // 2, width // 2, 4 * channels)
