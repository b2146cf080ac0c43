"""The generator, the discriminator and the decoders of FastGAN (2101.04775)."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers import (
    GatedLinearUnit,
    LearnedNoise,
    NearestUpsampling2D,
    SkipLayerExcitation,
)
from keras_gan_zoo.networks.normalization import constrained, normalize
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.types import Tensor

FIRST = 4
"""The side of the generator's first map."""

LAST = 8
"""The side of the discriminator's last map, which the decoders begin with."""

LARGEST_DECODED = 128
_STEM_FROM = 256
_NEAR = 64
"""From this side on maps are gated by those of a 16th of it (generator), or 8 times it."""


def check_sides(image_shape: Sequence[int]) -> list[int]:
    """Returns the sides of the maps from 4 to the picture's, each twice the one before.

    Raises:
        ValueError: If the picture is not square, or its side is not 16, 32, 64 and so on.
    """
    height, width, channels = check_image_shape(image_shape)
    sides = [FIRST * 2**step for step in range(13)]
    if height != width or height not in sides[2:]:
        nearest = min(sides[2:9], key=lambda side: abs(side - height))
        raise ValueError(
            f"`image_shape` must be square with a side of 16, 32, 64, 128, 256 or so on, got "
            f"{tuple(image_shape)}; the nearest is ({nearest}, {nearest}, {channels})."
        )
    return sides[: sides.index(height) + 1]


def fastgan_generator(
    image_shape: Sequence[int], latent_dim: int = 256, width: int = 64, name: str = "generator"
) -> keras.Model:
    """Builds the generator of 2101.04775.

    Each map is twice as large as the one before: upsampled, convolved, normalized over the batch
    and halved in channels by a gated linear unit; every other one is convolved twice, with noise.
    Maps from 64 pixels on are gated by those of a 16th of their side (`SkipLayerExcitation`). Of a
    smaller picture, for which the paper has no network, the last map is gated by the first.

    Args:
        image_shape: (side, side, channels), side 16, 32, 64 and so on.
        latent_dim: Length of the latent vectors.
        width: Channels of the map of 128 pixels; 16 times as many at 4, a quarter at 512.
        name: Name of the network.

    Returns:
        A network from (batch, latent_dim) to images (batch, side, side, channels) in [-1, 1].

    Raises:
        ValueError: If it cannot be built for this picture, or a number is too small.

    Example:
        >>> fastgan_generator((64, 64, 3), width=8).output_shape
        (None, 64, 64, 3)
    """
    sides = check_sides(image_shape)
    width = check_whole(width, "width", least=1)

    latents = keras.Input((check_whole(latent_dim, "latent_dim", least=1),), name="latents")
    first = 2 * _channels(FIRST, width)
    x = _constrained(layers.Dense(FIRST * FIRST * first, use_bias=False))(latents)
    x = layers.Reshape((FIRST, FIRST, first))(x)
    maps = {FIRST: GatedLinearUnit()(normalize(x, "batch"))}
    for step, side in enumerate(sides[1:]):
        x = maps[side // 2]
        x = _doubled(x, _channels(side, width), noise=step % 2 == 0)
        if step % 2 == 0:
            x = _gated(x, _channels(side, width), noise=True)
        source = side // 16 if side >= _NEAR else FIRST if side == sides[-1] else None
        maps[side] = x if source is None else SkipLayerExcitation()([maps[source], x])
    x = _convolution(maps[sides[-1]], image_shape[-1], 3)
    images = layers.Activation("tanh", dtype="float32", name="images")(x)
    return keras.Model(latents, images, name=name)


def fastgan_discriminator(
    image_shape: Sequence[int], width: int = 64, name: str = "discriminator"
) -> keras.Model:
    """Builds the discriminator of 2101.04775, without its decoders.

    Residual blocks halve the picture down to 8 pixels; the logits are those of its patches.

    Args:
        image_shape: (side, side, channels), side 16, 32, 64 and so on.
        width: Channels of the map of 64 pixels; half as many at twice the side.
        name: Name of the network.

    Returns:
        A network from images to a dict: `"logits"` (batch, 5, 5, 1), `"maps"` (batch, 8, 8,
        features), from which the picture is reconstructed, and `"part_maps"` (batch, 16, 16,
        features), a quarter of which that of the picture is.

    Raises:
        ValueError: If it cannot be built for this picture, or a number is too small.

    Example:
        >>> fastgan_discriminator((64, 64, 3), width=8)(np.zeros((2, 64, 64, 3)))["maps"].shape
        TensorShape([2, 8, 8, 64])
    """
    sides = check_sides(image_shape)
    width = check_whole(width, "width", least=1)

    def channels(side):
        return max(1, width * 64 // side)

    images = keras.Input(image_shape, name="images")
    side, x = sides[-1], images
    if side <= _STEM_FROM:
        x = layers.LeakyReLU(0.2)(_convolution(x, channels(side), 3))
    while side > _STEM_FROM:
        side //= 2
        x = _convolution(x, channels(side), 4, strides=2)
        x = layers.LeakyReLU(0.2)(x if 2 * side == sides[-1] else normalize(x, "batch"))
    top, maps = side, {side: x}
    while side > LAST:
        side //= 2
        x = _halved(x, channels(side))
        source = LAST * side if LAST * side <= top else top if side == LAST else None
        maps[side] = x = x if source is None else SkipLayerExcitation()([maps[source], x])
    x = normalize(_convolution(x, 2 * channels(LAST), 1), "batch")
    x = layers.LeakyReLU(0.2)(x)
    last = layers.Conv2D(1, 4, use_bias=False, dtype="float32", name="logits")
    outputs = {"logits": _constrained(last)(x), "maps": maps[LAST], "part_maps": maps[2 * LAST]}
    return keras.Model(images, outputs, name=name)


def simple_decoder(
    features: int, image_shape: Sequence[int], width: int = 64, name: str = "decoder"
) -> keras.Model:
    """Builds one of the small decoders of 2101.04775.

    Args:
        features: Channels of what it reads, a map of 8 pixels.
        image_shape: (side, side, channels) of what it draws, side 8, 16, 32, 64 or 128.
        width: Twice the channels of its last map at 128 pixels.
        name: Name of the network.

    Returns:
        A network from maps (batch, 8, 8, features) to pictures in [-1, 1].

    Example:
        >>> simple_decoder(64, (32, 32, 3), width=8).output_shape
        (None, 32, 32, 3)
    """
    maps = keras.Input((LAST, LAST, features), name="maps")
    x, side = maps, LAST
    while side < image_shape[0]:
        side *= 2
        x = _doubled(x, _channels(side, width / 2))
    x = _convolution(x, image_shape[-1], 3)
    return keras.Model(maps, layers.Activation("tanh", dtype="float32")(x), name=name)


def _channels(side: int, width: float) -> int:
    # 16, 8, 4, 2, 2, 1, 1/2 times the width, from 4 pixels on.
    return max(1, int(width * (64 if side < _NEAR else 128) / side))


def _doubled(x: Tensor, channels: int, noise: bool = False) -> Tensor:
    return _gated(NearestUpsampling2D()(x), channels, noise)


def _gated(x: Tensor, channels: int, noise: bool = False) -> Tensor:
    x = _convolution(x, 2 * channels, 3)
    return GatedLinearUnit()(normalize(LearnedNoise()(x) if noise else x, "batch"))


def _halved(x: Tensor, channels: int) -> Tensor:
    """The mean of two ways: a strided convolution and another, and a pooled map."""
    y = layers.LeakyReLU(0.2)(normalize(_convolution(x, channels, 4, strides=2), "batch"))
    y = layers.LeakyReLU(0.2)(normalize(_convolution(y, channels, 3), "batch"))
    pooled = _convolution(layers.AveragePooling2D(2)(x), channels, 1)
    pooled = layers.LeakyReLU(0.2)(normalize(pooled, "batch"))
    return layers.Average()([y, pooled])


def _convolution(x: Tensor, channels: int, kernel_size: int, strides: int = 1) -> Tensor:
    convolution = layers.Conv2D(
        channels, kernel_size, strides=strides, padding="same", use_bias=False
    )
    return _constrained(convolution)(x)


def _constrained(layer: keras.layers.Layer) -> keras.layers.Layer:
    return constrained(layer, "spectral")
