"""The discriminators of StyleGAN and StyleGAN2."""

import math
from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.families.image.stylegan2.shapes import base_of, channels_at
from keras_gan_zoo.layers import (
    Blur2D,
    EqualizedConv2D,
    EqualizedDense,
    FIRDownsampling2D,
    MinibatchStdDev,
)
from keras_gan_zoo.networks.discriminator_parts import apply_layers
from keras_gan_zoo.types import Tensor

GROUP_SIZE = 4
"""Pictures that the standard deviation is taken over."""


def style_discriminator(
    image_shape: Sequence[int],
    width: int = 32,
    max_channels: int = 128,
    residual: bool = True,
    before: Sequence[keras.layers.Layer] = (),
    name: str = "discriminator",
) -> keras.Model:
    r"""Builds the discriminator: at each size two convolutions, the second of which halves it.

    Args:
        image_shape: (height, width, channels), sides that can be halved together until the shorter
            has 3 to 7 pixels.
        width: Channels at full size; each smaller size has twice as many.
        max_channels: The most channels that a map has.
        residual: Whether past each size goes a shortcut, and the two are added and divided by
            \( \sqrt 2 \) (1912.04958, figure 7c).
        before: Layers that are applied to the images first, such as `DiffAugment`.
        name: Name of the network.

    Returns:
        A network from images (batch, height, width, channels) to logits (batch, 1), float32.

    Raises:
        ValueError: If the shape cannot be halved so, or a number is too small.

    Example:
        >>> style_discriminator((48, 64, 3)).output_shape
        (None, 1)
    """
    _, _, doublings = base_of(image_shape)
    width = check_whole(width, "width", least=1)
    max_channels = check_whole(max_channels, "max_channels", least=1)

    def channels(level):
        return channels_at(level, doublings, width, max_channels)

    images = keras.Input(tuple(image_shape), name="images")
    x = apply_layers(images, before, "before")
    x = _activated(EqualizedConv2D(channels(doublings), 1)(x))
    for level in reversed(range(1, doublings + 1)):
        x = _halved(x, channels(level), channels(level - 1), residual)
    x = MinibatchStdDev(group_size=GROUP_SIZE)(x)
    x = _activated(EqualizedConv2D(channels(0), 3)(x))
    x = _activated(EqualizedDense(channels(0))(layers.Flatten()(x)))
    logits = EqualizedDense(1, gain=1.0, dtype="float32", name="logits")(x)
    return keras.Model(images, logits, name=name)


def _halved(x: Tensor, channels: int, next_channels: int, residual: bool) -> Tensor:
    y = _activated(EqualizedConv2D(channels, 3)(x))
    y = EqualizedConv2D(next_channels, 3, strides=2, padding="valid")(Blur2D(padding=2)(y))
    y = _activated(y)
    if not residual:
        return y
    shortcut = EqualizedConv2D(next_channels, 1, gain=1.0, use_bias=False)(FIRDownsampling2D()(x))
    return layers.Rescaling(1.0 / math.sqrt(2.0))(layers.Add()([y, shortcut]))


def _activated(x: Tensor) -> Tensor:
    return layers.LeakyReLU(0.2)(x)
