"""A generator that is driven by styles: a mapping network and a synthesis network."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
from keras import layers, ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.families.image.stylegan2.shapes import base_of, channels_at
from keras_gan_zoo.layers import EqualizedDense, PixelNormalization
from keras_gan_zoo.types import Shape, Tensor

MEAN_DECAY = 0.995
"""How much of the mean of all styles a step keeps, as in the authors' code."""


def mapping_network(
    latent_dim: int, style_dim: int, depth: int, multiplier: float = 0.01, name: str = "mapping"
) -> keras.Model:
    """Builds the mapping network f from latents z to styles w (1812.04948, figure 1).

    Args:
        latent_dim: Length of the latents, which are brought onto a sphere.
        style_dim: Length of the styles.
        depth: How many dense layers.
        multiplier: Of their learning rate.
        name: Name of the network.

    Returns:
        A network from (batch, latent_dim) to (batch, style_dim).

    Raises:
        ValueError: If a number is too small.

    Example:
        >>> mapping_network(128, 128, 8).output_shape
        (None, 128)
    """
    latents = keras.Input((check_whole(latent_dim, "latent_dim", least=1),), name="latents")
    x = PixelNormalization()(latents)
    style_dim = check_whole(style_dim, "style_dim", least=1)
    for _ in range(check_whole(depth, "mapping_depth", least=1)):
        x = layers.LeakyReLU(0.2)(EqualizedDense(style_dim, multiplier=multiplier)(x))
    return keras.Model(latents, x, name=name)


class Synthesis(keras.Model):
    """A network g from styles to pictures, which grow from a constant that is learned.

    Subclasses build the layers of each size, in `build_layers`, and draw in `draw`.

    Args:
        image_shape: (height, width, channels): sides that can be halved together until the shorter
            has 3 to 7 pixels.
        style_dim: Length of a style.
        width: Channels of the maps at full size; each size before has twice as many.
        max_channels: The most channels that a map has.
        fixed_noise: Whether outside of training the same noise is added each time, or none.
        **kwargs: `name` and `dtype`, as for any model.

    Input shape: styles (batch, layers, style_dim), one for each layer.
    Output shape: images (batch, height, width, channels), float32, outside of training clipped to
        [-1, 1].

    Raises:
        ValueError: If a picture of this shape cannot grow so, or a number is too small.
    """

    def __init__(
        self,
        image_shape: Sequence[int] = (64, 64, 3),
        style_dim: int = 128,
        width: int = 32,
        max_channels: int = 128,
        fixed_noise: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        *self.base, self.doublings = base_of(image_shape)
        self.image_shape = tuple(image_shape)
        self.style_dim = check_whole(style_dim, "style_dim", least=1)
        self.width = check_whole(width, "width", least=1)
        self.max_channels = check_whole(max_channels, "max_channels", least=1)
        self.fixed_noise = fixed_noise
        self.style_layers = 2 * (self.doublings + 1)
        self.constant = self.add_weight(
            shape=(1, *self.base, self.channels(0)),
            initializer=keras.initializers.RandomNormal(stddev=1.0),
            name="constant",
        )
        self.build_layers()
        self(ops.zeros((1, self.style_layers, self.style_dim)))

    def channels(self, level: int) -> int:
        """Returns the channels of the maps after so many doublings."""
        return channels_at(level, self.doublings, self.width, self.max_channels)

    def build_layers(self) -> None:
        """Makes the layers of all sizes."""
        raise NotImplementedError(f"{type(self).__name__} must make its layers.")

    def draw(self, x: Tensor, styles: Sequence[Tensor], training: bool) -> Tensor:
        """Draws pictures from the constant, by a style for each layer."""
        raise NotImplementedError(f"{type(self).__name__} must draw.")

    def affine_layers(self) -> list[keras.layers.Layer]:
        """Returns the layers that take the styles, in the order of the styles that they take."""
        raise NotImplementedError(f"{type(self).__name__} must tell its affine layers.")

    def build(self, input_shape: Shape | None = None) -> None:
        """Does nothing: all is built with the network."""
        self.built = True

    def call(self, styles: Tensor, training: bool = False) -> Tensor:
        """Draws pictures by a style for each layer."""
        x = ops.cast(ops.convert_to_tensor(self.constant), self.compute_dtype)
        x = ops.tile(x, (ops.shape(styles)[0], 1, 1, 1))
        images = self.draw(x, [styles[:, layer] for layer in range(self.style_layers)], training)
        return images if training else ops.clip(images, -1.0, 1.0)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of pictures."""
        return (input_shape[0], *self.image_shape)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "image_shape": self.image_shape,
            "style_dim": self.style_dim,
            "width": self.width,
            "max_channels": self.max_channels,
            "fixed_noise": self.fixed_noise,
        }


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class StyleGenerator(keras.Model):
    r"""Latents z to styles w by the mapping network, and styles to pictures by the synthesis.

    It keeps the mean of the styles, by which they can be truncated: \( w' = \bar w + \psi (w - \bar
    w) \) (1812.04948, appendix B).

    Args:
        mapping: Network from latents (batch, latent_dim) to styles (batch, style_dim).
        synthesis: A `Synthesis`.
        **kwargs: `name` and `dtype`, as for any model.

    Input shape: latents (batch, latent_dim).
    Output shape: images (batch, height, width, channels), float32.

    Example:
        >>> generator = keras_gan_zoo.get("stylegan2").generator
        >>> generator(latents).shape, generator.styles(latents, truncation=0.7).shape
        (TensorShape([4, 64, 64, 3]), TensorShape([4, 10, 128]))

    Reference:
        https://arxiv.org/abs/1812.04948
    """

    def __init__(self, mapping: keras.Model, synthesis: Synthesis, **kwargs: Any):
        super().__init__(**kwargs)
        self.mapping, self.synthesis = mapping, synthesis
        self.mean_style = self.add_weight(
            shape=(synthesis.style_dim,),
            initializer="zeros",
            trainable=False,
            aggregation="mean",
            dtype="float32",
            name="mean_style",
        )
        self.build()

    @property
    def input_shape(self) -> Shape:
        """(None, latent_dim)."""
        return self.mapping.input_shape

    @property
    def output_shape(self) -> Shape:
        """(None, height, width, channels)."""
        return (None, *self.synthesis.image_shape)

    def build(self, input_shape: Shape | None = None) -> None:
        """Does nothing: both networks are built."""
        self.built = True

    def call(self, latents: Tensor, training: bool = False) -> Tensor:
        """Draws pictures from latents, one style for all layers of each."""
        return self.synthesis(self.styles(latents, training=training), training=training)

    def styles(self, latents: Tensor, truncation: float = 1.0, training: bool = False) -> Tensor:
        """Returns the styles of latents, the same for each layer.

        Args:
            latents: (batch, latent_dim).
            truncation: psi, 1 for the styles as they are, 0 for their mean.
            training: As for any network.

        Returns:
            (batch, layers, style_dim).
        """
        w = ops.cast(self.mapping(latents, training=training), "float32")
        if truncation != 1.0:
            w = self.mean_style + truncation * (w - self.mean_style)
        return ops.tile(w[:, None], (1, self.synthesis.style_layers, 1))

    def follow(self, w: Tensor) -> None:
        """Moves the mean of all styles towards that of a batch (batch, style_dim)."""
        mean = ops.mean(ops.stop_gradient(w), axis=0)
        self.mean_style.assign(MEAN_DECAY * self.mean_style + (1.0 - MEAN_DECAY) * mean)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of pictures."""
        return (input_shape[0], *self.synthesis.image_shape)

    def get_config(self) -> dict[str, Any]:
        """Returns the two networks, serialized."""
        serialize = keras.saving.serialize_keras_object
        return {
            **super().get_config(),
            "mapping": serialize(self.mapping),
            "synthesis": serialize(self.synthesis),
        }

    @classmethod
    def from_config(
        cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None
    ) -> "StyleGenerator":
        """Recreates the generator from `get_config`'s value."""
        networks = {
            name: keras.saving.deserialize_keras_object(config[name], custom_objects=custom_objects)
            for name in ("mapping", "synthesis")
        }
        return cls(**{**config, **networks})
