"""Latent vectors as planes behind the channels of a map of any size."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class LatentPlanes(keras.layers.Layer):
    """Lays a plane for each number of a latent vector behind the channels of a map.

    Every place is told the same, whatever the size of the map.

    Args:
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: a map (batch, height, width, channels) and latents (batch, latent_dim).
    Output shape: (batch, height, width, channels + latent_dim).

    Example:
        >>> LatentPlanes()([ops.zeros((2, 8, 8, 3)), ops.ones((2, 5))]).shape
        TensorShape([2, 8, 8, 8])
    """

    def call(self, inputs: Any) -> Tensor:
        """Appends the planes."""
        maps, latents = inputs
        planes = ops.ones_like(maps[..., :1]) * latents[:, None, None, :]
        return ops.concatenate([maps, planes], axis=-1)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        """Returns the shape with a channel more for each number."""
        maps, latents = input_shape
        return (*maps[:-1], maps[-1] + latents[-1])
