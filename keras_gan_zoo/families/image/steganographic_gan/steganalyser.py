"""The network that finds hidden messages, and the filter that lets it see little else."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.networks.bodies import build_discriminator
from keras_gan_zoo.types import Shape, Tensor

_HALF = np.array([[-1, 2, -2], [2, -6, 8], [-2, 8, -12]], "float32")
FILTER = np.pad(_HALF, ((0, 2), (0, 2)), "reflect") / 12
"""The filter F(0) of the paper, (5, 5), which takes a picture's content away."""


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class HighPass(keras.layers.Layer):
    """Shows by how much each value differs from what its neighbours let expect, in grey levels.

    Args:
        **kwargs: `name`, as for any layer. It always computes in float32: in half precision a grey
            level is lost.

    Input shape: (batch, height, width, channels) in [-1, 1].
    Output shape: the same, in grey levels of 255.

    Example:
        >>> HighPass()(images)

    Reference:
        https://arxiv.org/abs/1703.05502
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**{**kwargs, "dtype": "float32"})
        self.built = True

    def call(self, images: Tensor) -> Tensor:
        """Returns what the filter leaves of each channel, as large as the pictures."""
        kernel = np.repeat(FILTER[:, :, None, None], images.shape[-1], axis=2)
        return ops.depthwise_conv(images * 127.5, ops.convert_to_tensor(kernel), padding="same")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the input shape."""
        return input_shape


def build_steganalyser(
    body: str, image_shape: Sequence[int], width: int, normalization: str
) -> keras.Model:
    """Builds S: the discriminator of a body behind the filter.

    Args:
        body: As for `build_discriminator`.
        image_shape: (height, width, channels).
        width: Channels of the first map.
        normalization: "batch", "layer", "spectral" or "none".

    Returns:
        A network from images in [-1, 1] to logits (batch, 1), high where a message is hidden.

    Example:
        >>> build_steganalyser("dcgan", (32, 32, 3), 16, "batch").output_shape
        (None, 1)
    """
    return build_discriminator(body, image_shape, width, normalization, before=[HighPass()])
