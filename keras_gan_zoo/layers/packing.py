"""Packing (PacGAN): the discriminator judges several samples at once (1712.04086)."""

import math
from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class Packing(keras.layers.Layer):
    """Concatenates each `pictures` consecutive samples along the last axis.

    As the first layer of a discriminator it turns any GAN into its packed version (PacGAN): the
    discriminator decides whether several samples, all real or all generated, are real, and sees
    a lack of variety among them.

    Args:
        pictures: How many samples are packed; 1 changes nothing.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels), or points (batch, dimensions).
    Output shape: (batch / pictures, height, width, pictures channels), or
        (batch / pictures, pictures dimensions). The channels of the first picture come first.

    Raises:
        ValueError: If `pictures` is not a whole number of at least 1; if the input is neither
            pictures nor points; if the batch's size is known and does not divide.

    Example:
        >>> Packing(2)(keras.random.normal((6, 28, 28, 1))).shape
        TensorShape([3, 28, 28, 2])

    Reference:
        https://arxiv.org/abs/1712.04086
    """

    def __init__(self, pictures: int = 2, **kwargs: Any):
        super().__init__(**kwargs)
        self.pictures = check_whole(pictures, "pictures", least=1)
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        """Packs a batch."""
        self._check(inputs.shape)
        if len(inputs.shape) == 2:
            return ops.reshape(inputs, (-1, self.pictures * inputs.shape[-1]))
        _, height, width, channels = inputs.shape
        packed = ops.reshape(inputs, (-1, self.pictures, height, width, channels))
        packed = ops.transpose(packed, (0, 2, 3, 1, 4))
        return ops.reshape(packed, (-1, height, width, self.pictures * channels))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the input shape with fewer rows and more channels."""
        self._check(input_shape)
        batch, *between, channels = input_shape
        rows = None if batch is None else batch // self.pictures
        return (rows, *between, channels * self.pictures)

    def _check(self, shape):
        if len(shape) not in (2, 4):
            raise ValueError(
                "`Packing` takes pictures (batch, height, width, channels) or points "
                f"(batch, dimensions), got shape {tuple(shape)}."
            )
        batch = shape[0]
        if batch is not None and batch % self.pictures:
            lower = batch - batch % self.pictures
            raise ValueError(
                f"A batch of {batch} cannot be packed by {self.pictures}; use a batch size that "
                f"is a multiple of {self.pictures}, such as {lower or self.pictures}."
            )

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "pictures": self.pictures}


def samples_per_logit(network: Callable) -> int:
    """Returns the number of samples behind each logit of a network, 1 without `Packing`.

    Args:
        network: A discriminator; or another function of samples, which packs none.

    Example:
        >>> samples_per_logit(keras.Sequential([Packing(2), keras.layers.Dense(1)]))
        2
    """
    flat = network._flatten_layers() if isinstance(network, keras.layers.Layer) else ()
    return math.prod(layer.pictures for layer in flat if isinstance(layer, Packing))
