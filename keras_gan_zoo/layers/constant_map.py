"""A learned map with which a generator begins (2501.05441)."""

from collections.abc import Sequence
from typing import Any

import keras

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ConstantMap(keras.layers.Layer):
    """Multiplies each channel of a learned map by a number that it is given.

    What is drawn from N(0, 1) at first: a basis of patterns, whose strengths come from the latents.

    Args:
        side: Height and width of the map, one number for both or two.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, channels).
    Output shape: (batch, height, width, channels).

    Raises:
        ValueError: If a side is no whole number of at least 1.

    Example:
        >>> ConstantMap(4)(keras.random.normal((2, 8))).shape
        TensorShape([2, 4, 4, 8])

    Reference:
        https://arxiv.org/abs/2501.05441
    """

    def __init__(self, side: int | Sequence[int], **kwargs: Any):
        super().__init__(**kwargs)
        height, width = side if isinstance(side, (list, tuple)) else (side, side)
        self.height = check_whole(height, "side", least=1)
        self.width = check_whole(width, "side", least=1)

    def build(self, input_shape: Shape) -> None:
        """Creates the map."""
        self.map = self.add_weight(
            shape=(self.height, self.width, input_shape[-1]),
            initializer=keras.initializers.RandomNormal(stddev=1.0),
            name="map",
        )

    def call(self, inputs: Tensor) -> Tensor:
        """Scales the map's channels."""
        return inputs[:, None, None, :] * self.map

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of a map for each row."""
        return (input_shape[0], self.height, self.width, input_shape[1])

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "side": [self.height, self.width]}
