"""A generator and a discriminator that grow together, stage by stage (1710.10196)."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers, ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.families.image.progressive_gan.schedule import (
    FIRST_SIDE,
    count_stages,
    side_of,
)
from keras_gan_zoo.layers import (
    EqualizedConv2D,
    EqualizedDense,
    MinibatchStdDev,
    NearestUpsampling2D,
    PixelNormalization,
)
from keras_gan_zoo.types import Shape, Tensor

GROUP_SIZE = 4
"""Pictures that the standard deviation is taken over."""


class Growing(keras.Model):
    """A network that has the layers of all stages, and runs up to those of one of them.

    Args:
        image_shape: (height, width, channels) of the last stage: 4 pixels a side, doubled a few
            times.
        width: Channels of the maps of the last stage; each stage before has twice as many.
        max_channels: The most channels that a map has.
        **kwargs: `name` and `dtype`, as for any model.

    Raises:
        ValueError: If no growth reaches the shape, or a number is too small.
    """

    def __init__(
        self,
        image_shape: Sequence[int] = (32, 32, 3),
        width: int = 32,
        max_channels: int = 128,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.stages = count_stages(image_shape)
        self.image_shape = tuple(image_shape)
        self.width = check_whole(width, "width", least=1)
        self.max_channels = check_whole(max_channels, "max_channels", least=1)

    def channels(self, stage: int) -> int:
        """Returns the channels of the maps of a stage."""
        return min(self.width * 2 ** (self.stages - 1 - stage), self.max_channels)

    def stack(
        self, name: str, shape: Sequence[int], *parts: keras.layers.Layer
    ) -> keras.Sequential:
        """Returns layers one after another, built for inputs of this shape."""
        return keras.Sequential([keras.Input(shape), *parts], name=name)

    def convolution(self, channels: int) -> keras.layers.Layer:
        """Returns a convolution of 3x3 pixels."""
        return EqualizedConv2D(channels, 3, dtype=self.dtype_policy)

    def activation(self) -> keras.layers.Layer:
        """Returns a leaky ReLU."""
        return layers.LeakyReLU(0.2, dtype=self.dtype_policy)

    def build(self, input_shape: Shape | None = None) -> None:
        """Does nothing: all is built with the network."""
        self.built = True

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "image_shape": self.image_shape,
            "width": self.width,
            "max_channels": self.max_channels,
        }


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class GrowingGenerator(Growing):
    """The generator of all stages; each has a layer of its own that makes pictures of its maps.

    Args:
        image_shape: As for `Growing`.
        latent_dim: Length of the latent vectors, which are brought onto a sphere.
        width: As for `Growing`.
        max_channels: As for `Growing`.
        **kwargs: `name` and `dtype`, as for any model.

    Input shape: latents (batch, latent_dim).
    Output shape: images (batch, side, side, channels) of a stage, float32.

    Raises:
        ValueError: If no growth reaches the shape, or a number is too small.

    Example:
        >>> generator = GrowingGenerator((16, 16, 3))
        >>> generator(latents).shape, generator(latents, stage=0).shape
        (TensorShape([4, 16, 16, 3]), TensorShape([4, 4, 4, 3]))

    Reference:
        https://arxiv.org/abs/1710.10196, table 2
    """

    def __init__(
        self,
        image_shape: Sequence[int] = (32, 32, 3),
        latent_dim: int = 128,
        width: int = 32,
        max_channels: int = 128,
        **kwargs: Any,
    ):
        super().__init__(image_shape, width, max_channels, **kwargs)
        self.latent_dim = check_whole(latent_dim, "latent_dim", least=1)
        self.blocks = [self._block(stage) for stage in range(self.stages)]
        self.to_images = [
            self.stack(
                f"to_images_{stage}",
                (side_of(stage), side_of(stage), self.channels(stage)),
                EqualizedConv2D(self.image_shape[-1], 1, gain=1.0, dtype="float32"),
            )
            for stage in range(self.stages)
        ]
        self.build()

    def _block(self, stage):
        channels, policy = self.channels(stage), self.dtype_policy

        def normalized():
            return self.activation(), PixelNormalization(dtype=policy)

        if stage == 0:
            return self.stack(
                "block_0",
                (self.latent_dim,),
                PixelNormalization(dtype=policy),
                EqualizedDense(FIRST_SIDE**2 * channels, dtype=policy),
                layers.Reshape((FIRST_SIDE, FIRST_SIDE, channels), dtype=policy),
                *normalized(),
                self.convolution(channels),
                *normalized(),
            )
        before = side_of(stage - 1)
        return self.stack(
            f"block_{stage}",
            (before, before, self.channels(stage - 1)),
            NearestUpsampling2D(dtype=policy),
            self.convolution(channels),
            *normalized(),
            self.convolution(channels),
            *normalized(),
        )

    @property
    def input_shape(self) -> Shape:
        """(None, latent_dim)."""
        return (None, self.latent_dim)

    @property
    def output_shape(self) -> Shape:
        """(None, height, width, channels) of the last stage."""
        return (None, *self.image_shape)

    def call(
        self,
        latents: Tensor,
        stage: int | None = None,
        alpha: float | Tensor = 1.0,
        training: bool = False,
    ) -> Tensor:
        """Draws pictures of a stage.

        Args:
            latents: (batch, latent_dim).
            stage: Which; `None` for the last.
            alpha: The share of its layers, 1 for all; in the rest is the stage before, whose
                pictures are made larger.
            training: Outside of training the pictures are clipped to [-1, 1].
        """
        stage = self.stages - 1 if stage is None else stage
        x = before = self.blocks[0](latents)
        for block in self.blocks[1 : stage + 1]:
            before, x = x, block(x)
        images = self.to_images[stage](x)
        if stage > 0 and not (isinstance(alpha, float) and alpha == 1.0):
            smaller = NearestUpsampling2D(dtype="float32")(self.to_images[stage - 1](before))
            images = smaller + ops.cast(alpha, "float32") * (images - smaller)
        return images if training else ops.clip(images, -1.0, 1.0)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "latent_dim": self.latent_dim}


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class GrowingDiscriminator(Growing):
    """The discriminator of all stages, the mirror image of the generator.

    It keeps count of the real pictures that it has been shown, by which both networks grow: the
    count goes wherever its weights go.

    Args:
        image_shape: As for `Growing`.
        width: As for `Growing`.
        max_channels: As for `Growing`.
        **kwargs: `name` and `dtype`, as for any model.

    Input shape: images (batch, side, side, channels) of a stage.
    Output shape: scores (batch, 1), float32.

    Raises:
        ValueError: If no growth reaches the shape, or a number is too small.

    Example:
        >>> GrowingDiscriminator((16, 16, 3))(images, stage=2).shape
        TensorShape([4, 1])

    Reference:
        https://arxiv.org/abs/1710.10196, table 2
    """

    def __init__(
        self,
        image_shape: Sequence[int] = (32, 32, 3),
        width: int = 32,
        max_channels: int = 128,
        **kwargs: Any,
    ):
        super().__init__(image_shape, width, max_channels, **kwargs)
        self.from_images = [
            self.stack(
                f"from_images_{stage}",
                (side_of(stage), side_of(stage), self.image_shape[-1]),
                EqualizedConv2D(self.channels(stage), 1, dtype=self.dtype_policy),
                self.activation(),
            )
            for stage in range(self.stages)
        ]
        self.blocks = [self._block(stage) for stage in range(self.stages)]
        self.pictures_shown = self.add_weight(
            shape=(),
            initializer="zeros",
            dtype="int64",
            trainable=False,
            aggregation="only_first_replica",
            name="pictures_shown",
        )
        self.build()

    def _block(self, stage):
        channels, side, policy = self.channels(stage), side_of(stage), self.dtype_policy
        if stage == 0:
            return self.stack(
                "block_0",
                (side, side, channels),
                MinibatchStdDev(group_size=GROUP_SIZE, dtype=policy),
                self.convolution(channels),
                self.activation(),
                layers.Flatten(dtype=policy),
                EqualizedDense(channels, dtype=policy),
                self.activation(),
                EqualizedDense(1, gain=1.0, dtype="float32"),
            )
        return self.stack(
            f"block_{stage}",
            (side, side, channels),
            self.convolution(channels),
            self.activation(),
            self.convolution(self.channels(stage - 1)),
            self.activation(),
            layers.AveragePooling2D(2, dtype=policy),
        )

    @property
    def input_shape(self) -> Shape:
        """(None, height, width, channels) of the last stage."""
        return (None, *self.image_shape)

    @property
    def output_shape(self) -> Shape:
        """(None, 1)."""
        return (None, 1)

    def call(
        self,
        images: Tensor,
        stage: int | None = None,
        alpha: float | Tensor = 1.0,
        training: bool = False,
    ) -> Tensor:
        """Scores pictures of a stage.

        Args:
            images: (batch, side, side, channels).
            stage: Which; `None` for the last.
            alpha: As for `GrowingGenerator`.
            training: Makes no difference.
        """
        stage = self.stages - 1 if stage is None else stage
        x = self.from_images[stage](images)
        if stage > 0:
            x = self.blocks[stage](x)
            if not (isinstance(alpha, float) and alpha == 1.0):
                smaller = self.from_images[stage - 1](shrunk(images, 2))
                x = smaller + ops.cast(alpha, x.dtype) * (x - smaller)
        for block in reversed(self.blocks[: max(stage, 1)]):
            x = block(x)
        return x


def shrunk(images: Tensor, factor: int) -> Tensor:
    """Returns pictures with sides that are `factor` times shorter: the means of squares."""
    return images if factor == 1 else ops.average_pool(images, factor, factor)


def real_images_of(images: Tensor, stage: int, alpha: Tensor) -> Tensor:
    """Returns real pictures as a stage shows them: shrunk, and faded as the generated ones.

    Args:
        images: (batch, height, width, channels) of the last stage.
        stage: Which.
        alpha: The share of this size; in the rest they are as sharp as those of the stage before.

    Returns:
        (batch, side, side, channels).
    """
    images = shrunk(images, images.shape[1] // side_of(stage))
    if stage == 0:
        return images
    smaller = NearestUpsampling2D(dtype="float32")(shrunk(images, 2))
    return smaller + alpha * (images - smaller)
