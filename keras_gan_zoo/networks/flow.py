"""The network of a normalizing flow: one set of weights, from pictures to latents and back."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.layers.bijection import Bijection
from keras_gan_zoo.layers.factor_out import FactorOut
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class FlowNetwork(keras.Model):
    r"""Bijections one after another, of which some leave half of the channels behind.

    `network(images)` gives the latents z of pictures and \( \log|\det \partial z/\partial x| \);
    `network(latents, inverse=True)` gives the pictures. One network does both, so that both have
    the same weights whatever becomes of it: trained, averaged, copied or saved.

    After a `FactorOut` the second half of the channels are latents, and the first half goes on
    (1605.08803, section 3.6). The latents of all scales stand in one vector, the finest first.

    Args:
        bijections: The layers in the order of `network(images)`.
        image_shape: (height, width, channels).
        **kwargs: `name` and `dtype`, as for any model.

    Input shape: images (batch, height, width, channels); with `inverse`, latents
        (batch, height * width * channels).
    Output shape: latents (batch, height * width * channels) and (batch,); with `inverse`, images.

    Raises:
        TypeError: If a layer is no `keras_gan_zoo.layers.Bijection`.
        ValueError: If the shape is not that of a picture, or a layer cannot be built for it.

    Example:
        >>> network = FlowNetwork([ActNorm(), Squeeze(), InvertibleConvolution()], (4, 4, 1))
        >>> latents, log_det = network(keras.random.normal((2, 4, 4, 1)))
        >>> latents.shape, log_det.shape
        (TensorShape([2, 16]), TensorShape([2]))
        >>> images = network(latents, inverse=True)

    Reference:
        https://arxiv.org/abs/1605.08803
    """

    def __init__(self, bijections: Sequence[Bijection], image_shape: Sequence[int], **kwargs: Any):
        super().__init__(**{"dtype": "float32", **kwargs})
        for layer in bijections:
            if not isinstance(layer, Bijection):
                raise TypeError(
                    "`bijections` must be layers that can be undone, subclasses of "
                    f"keras_gan_zoo.layers.Bijection, got {type(layer).__name__}."
                )
        self.image_shape = check_image_shape(image_shape)
        self.latent_dim = math.prod(self.image_shape)
        self.bijections = list(bijections)
        self.build((None, *self.image_shape))

    @property
    def input_shape(self) -> Shape:
        """(None, height, width, channels)."""
        return (None, *self.image_shape)

    @property
    def output_shape(self) -> list[Shape]:
        """Those of the latents, (None, latent_dim), and of the log-determinants, (None,)."""
        return [(None, self.latent_dim), (None,)]

    def build(self, input_shape: Shape) -> None:
        """Builds each layer for what those before it make of a picture."""
        shape, scales = tuple(input_shape), []
        for layer in self.bijections:
            if not layer.built:
                layer.build(shape)
            shape = layer.shape_after(shape)
            if isinstance(layer, FactorOut):
                shape = (*shape[:-1], shape[-1] // 2)
                scales.append(shape[1:])
        self.scales = (*scales, shape[1:])

    def call(
        self, inputs: Tensor, inverse: bool = False, training: bool = False
    ) -> Tensor | tuple[Tensor, Tensor]:
        """Maps images to latents and log-determinants, or latents to images."""
        return self._images(inputs) if inverse else self._latents(inputs, training)

    def _latents(self, x, training):
        log_det, left = 0.0, []
        for layer in self.bijections:
            x, of_layer = layer(x, training=training)
            log_det += of_layer
            if isinstance(layer, FactorOut):
                x, latents = ops.split(x, 2, axis=-1)
                left.append(latents)
        parts = [ops.reshape(z, (-1, math.prod(z.shape[1:]))) for z in (*left, x)]
        return ops.concatenate(parts, axis=-1), log_det

    def _images(self, latents):
        parts, start = [], 0
        for scale in self.scales:
            end = start + math.prod(scale)
            parts.append(ops.reshape(latents[:, start:end], (-1, *scale)))
            start = end
        x = parts.pop()
        for layer in reversed(self.bijections):
            if isinstance(layer, FactorOut):
                x = ops.concatenate([x, parts.pop()], axis=-1)
            x = layer(x, inverse=True)
        return x

    def get_config(self) -> dict[str, Any]:
        """Returns the layers, serialized, and the shape."""
        return {
            **super().get_config(),
            "bijections": [keras.saving.serialize_keras_object(each) for each in self.bijections],
            "image_shape": self.image_shape,
        }

    @classmethod
    def from_config(
        cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None
    ) -> "FlowNetwork":
        """Recreates the network from `get_config`'s value."""
        bijections = [
            keras.saving.deserialize_keras_object(each, custom_objects=custom_objects)
            for each in config["bijections"]
        ]
        return cls(**{**config, "bijections": bijections})


def check_levels(levels: int, squeezes: int, image_shape: Sequence[int]) -> None:
    """Checks that a picture can be squeezed as often as a flow of so many levels does it.

    Args:
        levels: What the user asks for, for the sentence.
        squeezes: How often each side is halved.
        image_shape: (height, width, channels).

    Raises:
        ValueError: If a side is no multiple of `2**squeezes`, with how many levels would do.

    Example:
        >>> check_levels(3, 3, (28, 28, 1))
        Traceback (most recent call last):
        ValueError: `levels`=3 halves the sides of a picture 3 times, which 28x28 does not allow...
    """
    height, width, channels = check_image_shape(image_shape)
    unit = 2**squeezes
    if height % unit or width % unit:
        possible = max(k for k in range(squeezes) if not (height % 2**k or width % 2**k))
        fewer = levels - squeezes + possible
        instead = f"give at most levels={fewer}, or " if fewer >= 1 else "give "
        up = [-(-side // unit) * unit for side in (height, width)]
        raise ValueError(
            f"`levels`={levels} halves the sides of a picture {squeezes} times, which "
            f"{height}x{width} does not allow: {instead}sides that are multiples of {unit}, as "
            f"image_shape={(*up, channels)}."
        )
