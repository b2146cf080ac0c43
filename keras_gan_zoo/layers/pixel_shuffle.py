"""Sub-pixel convolution's last step: channels become pixels (1609.05158)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class PixelShuffle(keras.layers.Layer):
    """Turns `factor` squared groups of channels into a square of pixels.

    Channel `(factor * i + j) * channels + c` of the input becomes channel c of the pixel in row i
    and column j of its square (1609.05158, eq. 4). PyTorch counts the channels in the other order,
    `c * factor**2 + factor * i + j`.

    Args:
        factor: How many times as many pixels there are along each side, at least once.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, factor * factor * channels); height and width may be free.
    Output shape: (batch, factor height, factor width, channels).

    Raises:
        ValueError: If the factor is not a whole number of at least 1, or, when it is built, the
            channels are no such multiple.

    Example:
        >>> PixelShuffle(2)(keras.ops.zeros((1, 8, 8, 12))).shape
        TensorShape([1, 16, 16, 3])

    Reference:
        https://arxiv.org/abs/1609.05158
    """

    def __init__(self, factor: int = 2, **kwargs: Any):
        super().__init__(**kwargs)
        self.factor = check_whole(factor, "factor", 1)

    def build(self, input_shape: Shape) -> None:
        """Checks the channels."""
        channels, square = input_shape[-1], self.factor**2
        if channels % square:
            raise ValueError(
                f"{self.name!r} makes squares of {square} pixels, of which {channels} channels are "
                f"no multiple: give it {square * max(1, round(channels / square))}."
            )

    def call(self, inputs: Tensor) -> Tensor:
        """Rearranges a batch of maps."""
        return inputs if self.factor == 1 else ops.depth_to_space(inputs, self.factor)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of more pixels and fewer channels."""
        batch, height, width, channels = input_shape
        grown = [None if side is None else side * self.factor for side in (height, width)]
        return (batch, *grown, channels // self.factor**2)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "factor": self.factor}
