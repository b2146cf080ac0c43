"""The residual generator and discriminator of SNGAN (1802.05957, tables 4 and 5)."""

from collections.abc import Sequence
from typing import cast

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers import NearestUpsampling2D, SelfAttention
from keras_gan_zoo.networks.discriminator_parts import apply_layers, one_logit
from keras_gan_zoo.networks.normalization import (
    OF_DISCRIMINATORS,
    OF_GENERATORS,
    Normalization,
    check_normalization,
    constrained,
    has_offset,
    normalize,
    with_reference,
    without_reference,
)
from keras_gan_zoo.networks.shapes import halvings
from keras_gan_zoo.types import Tensor

_SMALL = 32
"""Up to this side all blocks are equally wide, as for CIFAR-10 (table 4)."""


def resnet_generator(
    image_shape: Sequence[int],
    latent_dim: int = 128,
    width: int = 64,
    normalization: str = "batch",
    name: str = "generator",
) -> keras.Model:
    """Builds the residual generator of 1802.05957: up to 32 pixels table 4, beyond it table 5.

    A projection to a small map, residual blocks that each double its sides, and a convolution.

    Args:
        image_shape: (height, width, channels), of a size that `halvings` takes.
        latent_dim: Length of the latent vectors, 128 in the paper.
        width: Channels of the last map of a picture larger than 32, where each map before it
            has twice as many; up to 32 pixels all maps have four times as many. 64 is the
            paper's: 256 channels for 32 pixels, 512 to 64 for 48.
        normalization: "batch" as in the paper, "virtual_batch", "layer", "spectral" or "none".
        name: Name of the network.

    Returns:
        A network from (batch, latent_dim) to images (batch, height, width, channels) in [-1, 1].

    Raises:
        ValueError: If the picture's sides are not small numbers times a power of two, or
            the normalization is unknown, or a number is too small.

    Example:
        >>> resnet_generator((48, 48, 3), width=8).output_shape
        (None, 48, 48, 3)
    """
    halvings(image_shape)
    check_normalization(normalization, OF_GENERATORS)
    latents = keras.Input((check_whole(latent_dim, "latent_dim", least=1),), name="latents")
    images = resnet_images(latents, image_shape, width, normalization)
    return keras.Model(latents, images, name=name)


def resnet_images(
    latents: Tensor,
    image_shape: Sequence[int],
    width: int = 64,
    normalization: Normalization | Sequence[Normalization] = "batch",
    attention: Sequence[int] = (),
    spectral: bool = False,
    initializer: str | None = None,
) -> Tensor:
    """Generates images from a symbolic vector, as `resnet_generator` does.

    Args:
        latents: A Keras tensor (batch, features).
        image_shape: As for `resnet_generator`.
        width: As for `resnet_generator`.
        normalization: As for `resnet_generator`; or a function that normalizes a map, such as one
            that knows each picture's class; or a list of these, one for each block and one for
            what comes behind them.
        attention: Sides of the maps behind which self-attention stands (1805.08318).
        spectral: Whether kernels are spectrally normalized beside all that.
        initializer: Name of a Keras initializer of all kernels; `None` for the paper's.

    Returns:
        A Keras tensor (batch, height, width, channels) in [-1, 1].

    Raises:
        ValueError: If there is no map of a side in `attention`.
    """
    (rows, columns), steps = halvings(image_shape)
    width = check_whole(width, "width", least=1)
    small = min(image_shape[:2]) <= _SMALL
    widths = [4 * width if small else width * 2**step for step in reversed(range(steps + 1))]
    check_attention(attention, resnet_sides(image_shape)[0], "generator")
    kinds: list[Normalization] = (
        [*normalization]
        if isinstance(normalization, (list, tuple))
        else [cast(Normalization, normalization)] * (steps + 1)
    )
    held = "spectral" if spectral else kinds[-1]

    def convolution(x, channels, kernel_size, use_bias=True, gain=None):
        return _convolution(x, channels, kernel_size, held, use_bias, gain, initializer)

    def block(x, channels, kind):
        shortcut = convolution(NearestUpsampling2D()(x), channels, 1)
        y = layers.ReLU()(normalize(x, kind))
        y = convolution(NearestUpsampling2D()(y), channels, 3, use_bias=not has_offset(kind))
        y = layers.ReLU()(normalize(y, kind))
        return layers.Add()([shortcut, convolution(y, channels, 3)])

    x = with_reference(latents, kinds[-1])
    first = layers.Dense(
        rows * columns * widths[0], kernel_initializer=initializer or "glorot_uniform"
    )
    x = layers.Reshape((rows, columns, widths[0]))(constrained(first, held)(x))
    due = set(attention)
    for channels, kind in zip(widths[1:], kinds, strict=False):
        x = _attended(block(x, channels, kind), due, held, initializer)
    x = layers.ReLU()(normalize(x, kinds[-1]))
    x = without_reference(x, kinds[-1])
    x = convolution(x, image_shape[-1], 3, gain=1.0)
    return layers.Activation("tanh", dtype="float32", name="images")(x)


def resnet_discriminator(
    image_shape: Sequence[int],
    width: int = 64,
    normalization: str = "spectral",
    before: Sequence[keras.layers.Layer] = (),
    before_logits: Sequence[keras.layers.Layer] = (),
    attention: Sequence[int] = (),
    initializer: str | None = None,
    name: str = "discriminator",
) -> keras.Model:
    """Builds the residual discriminator of 1802.05957: up to 32 pixels table 4, beyond it table 5.

    Residual blocks, the first ones halving the picture: two of four up to 32 pixels; beyond it
    until its side is odd or at most 4, and one more block. Then ReLU, the sum over all places,
    and one logit. The first block has no activation before its first convolution, and its
    shortcut pools before it convolves.

    Args:
        image_shape: (height, width, channels), of a size that `halvings` takes.
        width: Channels of the first map of a picture larger than 32, where each map after it has
            twice as many; up to 32 pixels all maps have twice as many. 64 is the paper's: 128
            channels for 32 pixels, 64 to 1024 for 48.
        normalization: "spectral" as in the paper; "layer" or "none" for a critic under a
            gradient penalty; "batch".
        before: Layers that are applied to the images first, such as `Packing`.
        before_logits: Layers that are applied to the summed features.
        attention: Sides of the maps behind which self-attention stands (1805.08318).
        initializer: Name of a Keras initializer of all kernels; `None` for the paper's.
        name: Name of the network.

    Returns:
        A network from images (batch, height, width, channels) to logits (batch, 1).

    Raises:
        ValueError: If the picture's sides are not small numbers times a power of two, or
            the normalization is unknown, or a number is too small, or there is no map of a side
            in `attention`.

    Example:
        >>> resnet_discriminator((48, 48, 3), width=8).output_shape
        (None, 1)
    """
    halvings(image_shape)
    check_normalization(normalization, OF_DISCRIMINATORS)
    width = check_whole(width, "width", least=1)
    sides = resnet_sides(image_shape)[1]
    entered = [min(image_shape[:2]), *sides]
    halved = [side < larger for larger, side in zip(entered, sides, strict=False)]
    small = min(image_shape[:2]) <= _SMALL
    plan = [(2 * width if small else width * 2**at, half) for at, half in enumerate(halved)]
    check_attention(attention, sides, "discriminator")

    def convolution(x, channels, kernel_size, use_bias=True):
        return _convolution(x, channels, kernel_size, normalization, use_bias, None, initializer)

    def block(x, channels, downsample, first):
        # No normalization stands after the picture itself.
        use_bias = first or not has_offset(normalization)
        y = x if first else layers.ReLU()(normalize(x, normalization))
        y = convolution(y, channels, 3, use_bias)
        y = layers.ReLU()(y if first else normalize(y, normalization))
        y = convolution(y, channels, 3)
        shortcut = x
        if downsample:
            y = layers.AveragePooling2D(2)(y)
        if first:
            shortcut = layers.AveragePooling2D(2)(shortcut)
        if downsample or x.shape[-1] != channels:
            shortcut = convolution(shortcut, channels, 1)
        if downsample and not first:
            shortcut = layers.AveragePooling2D(2)(shortcut)
        return layers.Add()([shortcut, y])

    images = keras.Input(image_shape, name="images")
    x = apply_layers(images, before, "before")
    due = set(attention)
    for index, (channels, downsample) in enumerate(plan):
        x = block(x, channels, downsample, first=index == 0)
        x = _attended(x, due, normalization, initializer)
    x = layers.ReLU()(x)
    places = x.shape[1] * x.shape[2]
    x = layers.Rescaling(places)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(images, one_logit(x, before_logits, normalization), name=name)


def resnet_sides(image_shape: Sequence[int]) -> tuple[list[int], list[int]]:
    """Returns the shorter sides of the maps behind each block of both networks.

    Args:
        image_shape: (height, width, channels), of a size that `halvings` takes.

    Raises:
        ValueError: If there is no such network for this picture.

    Example:
        >>> resnet_sides((32, 32, 3))
        ([8, 16, 32], [16, 8, 8, 8])
    """
    smallest, steps = halvings(image_shape)
    grown = [min(smallest) * 2**step for step in range(1, steps + 1)]
    side = min(image_shape[:2])
    if side <= _SMALL:
        return grown, [side // 2] + 3 * [side // 4]
    shrunk = []
    while side % 2 == 0 and side > 4:
        side //= 2
        shrunk.append(side)
    return grown, [*shrunk, side]


def check_attention(attention: Sequence[int], sides: Sequence[int], network: str) -> None:
    """Raises a `ValueError` if a network has no map of a side behind which attention shall stand.

    Args:
        attention: The sides that were asked for.
        sides: Those that there are.
        network: What the sentence calls the network.
    """
    if not isinstance(attention, (list, tuple)):
        raise ValueError(
            f"`attention` must be the sides of maps one behind the other, such as (32,), got "
            f"{attention!r}."
        )
    for side in attention:
        if side not in sides:
            there = ", ".join(map(str, sorted(set(sides))))
            raise ValueError(
                f"`attention` must hold sides of the {network}'s maps, which are {there}, got "
                f"{side!r}."
            )


def usual_attention(image_shape: Sequence[int]) -> tuple[int, ...]:
    """Returns the side behind which self-attention stands, in both networks, if nobody says.

    The largest that both have, but 32 at most, at which 1805.08318 has the best pictures.

    Example:
        >>> usual_attention((128, 128, 3)), usual_attention((32, 32, 3))
        ((32,), (16,))
    """
    grown, shrunk = resnet_sides(image_shape)
    return (max(side for side in {*grown} & {*shrunk} if side <= _SMALL),)


def _attended(x, due, held, initializer):
    """Attends behind the first block of a side that is due."""
    side = min(x.shape[1:3])
    if side not in due:
        return x
    due.remove(side)
    return SelfAttention(held == "spectral", initializer or "glorot_uniform")(x)


def _convolution(x, channels, kernel_size, held, use_bias, gain, initializer):
    # Glorot's uniform initial weights, larger by the root of 2 before a ReLU.
    if gain is None:
        gain = 1.0 if kernel_size == 1 else 2.0
    convolution = layers.Conv2D(
        channels,
        kernel_size,
        padding="same",
        use_bias=use_bias,
        kernel_initializer=initializer
        or keras.initializers.VarianceScaling(gain, "fan_avg", "uniform"),
    )
    return constrained(convolution, held)(x)
