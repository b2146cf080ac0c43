"""The generator and discriminator of R3GAN's last configuration (2501.05441, config E)."""

import math
from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers import (
    BilinearDownsampling2D,
    BilinearUpsampling2D,
    ConstantMap,
    GroupedConvolution2D,
)
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
"""Up to this side all maps have the same number of channels."""

_EXPANSION = 2
_GROUP = 16
_GAIN = math.sqrt(2 / (1 + 0.2**2))
"""What a leaky unit of slope 0.2 takes of the deviation of what it is given."""


def r3gan_generator(
    image_shape: Sequence[int],
    latent_dim: int = 64,
    width: int = 64,
    normalization: str = "none",
    blocks: int = 2,
    name: str = "generator",
) -> keras.Model:
    """Builds the generator of 2501.05441, config E.

    A learned map, each channel of it scaled by a number that is linear in the latents; residual
    blocks that widen, convolve in groups of 16 channels and narrow again; bilinear doubling.
    The last kernel of each block begins at 0 and the others the smaller the more blocks there are
    (1901.09321), so that no normalization is needed.

    Args:
        image_shape: (height, width, channels), of a size that `halvings` takes.
        latent_dim: Length of the latent vectors, 64 in the paper.
        width: Channels of the last map of a picture larger than 32, where each map before it has
            twice as many until 32; up to 32 pixels all maps have twice as many. The paper's is 384
            for 32 and 64 pixels and 96 for 256, far more than two cores can train.
        normalization: "none" as in the paper; "batch", "virtual_batch", "layer" or "spectral".
        blocks: Residual blocks of each size, 2 in the paper.
        name: Name of the network.

    Returns:
        A network from (batch, latent_dim) to images (batch, height, width, channels) in [-1, 1].

    Raises:
        ValueError: If the picture's sides are not small numbers times a power of two, or
            the normalization is unknown, or a number is too small.

    Example:
        >>> r3gan_generator((64, 64, 3), width=8).output_shape
        (None, 64, 64, 3)
    """
    check_normalization(normalization, OF_GENERATORS)
    widths, scale = _plan(image_shape, width, blocks)
    latents = keras.Input((check_whole(latent_dim, "latent_dim", least=1),), name="latents")
    x = with_reference(latents, normalization)
    linear = layers.Dense(widths[0], use_bias=False, kernel_initializer=_normal(1.0))
    strengths = constrained(linear, normalization)(x)
    x = ConstantMap(halvings(image_shape)[0])(strengths)
    for index, channels in enumerate(widths):
        if index:
            x = BilinearUpsampling2D()(_mixed(x, channels, normalization))
        for _ in range(blocks):
            x = _block(x, scale, normalization)
    x = _mixed(without_reference(x, normalization), image_shape[-1], normalization, always=True)
    images = layers.Activation("tanh", dtype="float32", name="images")(x)
    return keras.Model(latents, images, name=name)


def r3gan_discriminator(
    image_shape: Sequence[int],
    width: int = 64,
    normalization: str = "none",
    before: Sequence[keras.layers.Layer] = (),
    before_logits: Sequence[keras.layers.Layer] = (),
    blocks: int = 2,
    name: str = "discriminator",
) -> keras.Model:
    """Builds the discriminator of 2501.05441, config E: the generator's mirror image.

    Args:
        image_shape: (height, width, channels), of a size that `halvings` takes.
        width: As for `r3gan_generator`.
        normalization: "none" as in the paper; "layer", "spectral" or "batch".
        before: Layers that are applied to the images first, such as `Packing`.
        before_logits: Layers that are applied to the last features, a map of one place.
        blocks: Residual blocks of each size, 2 in the paper.
        name: Name of the network.

    Returns:
        A network from images (batch, height, width, channels) to logits (batch, 1).

    Raises:
        ValueError: As for `r3gan_generator`.

    Example:
        >>> r3gan_discriminator((64, 64, 3), width=8).output_shape
        (None, 1)
    """
    check_normalization(normalization, OF_DISCRIMINATORS)
    widths, scale = _plan(image_shape, width, blocks)
    images = keras.Input(image_shape, name="images")
    x = apply_layers(images, before, "before")
    x = _mixed(x, widths[-1], normalization, always=True)
    for index, channels in enumerate(reversed(widths)):
        if index:
            x = _mixed(BilinearDownsampling2D()(x), channels, normalization)
        for _ in range(blocks):
            x = _block(x, scale, normalization)
    sides = tuple(x.shape[1:3])
    basis = layers.DepthwiseConv2D(sides, use_bias=False, depthwise_initializer=_of_a_place(sides))
    x = constrained(basis, normalization)(x)
    return keras.Model(images, one_logit(x, before_logits, normalization), name=name)


def _plan(image_shape, width, blocks):
    """Returns the channels of each map from the smallest on, and the scale of initial kernels."""
    _, steps = halvings(image_shape)
    width, blocks = check_whole(width, "width", least=1), check_whole(blocks, "blocks", least=1)
    side = min(image_shape[:2])
    sides = [side // 2**step for step in reversed(range(steps + 1))]
    widest = width * 2 if side <= _SMALL else width * math.ceil(side / _SMALL)
    widths = [min(widest, width * side // each) if side > _SMALL else widest for each in sides]
    # 1901.09321: (number of branches)^(-1 / (2 m - 2)) for branches of m = 3 layers.
    return widths, (blocks * len(widths)) ** -0.25


def _block(x: Tensor, scale: float, normalization: Normalization) -> Tensor:
    """Adds a branch that widens, convolves in groups and narrows again."""
    channels, wide = x.shape[-1], _EXPANSION * x.shape[-1]
    use_bias = not has_offset(normalization)
    # At most 16 channels of a group, as many as divide them all.
    group = next(size for size in range(min(_GROUP, wide), 0, -1) if wide % size == 0)
    widen = layers.Conv2D(
        wide, 1, use_bias=use_bias, kernel_initializer=_normal(_GAIN * scale), name=None
    )
    inner = GroupedConvolution2D(
        wide, 3, groups=wide // group, use_bias=use_bias, kernel_initializer=_normal(_GAIN * scale)
    )
    narrow = layers.Conv2D(channels, 1, use_bias=False, kernel_initializer="zeros")
    y = layers.LeakyReLU(0.2)(normalize(constrained(widen, normalization)(x), normalization))
    y = layers.LeakyReLU(0.2)(normalize(constrained(inner, normalization)(y), normalization))
    return layers.Add()([x, constrained(narrow, normalization)(y)])


def _mixed(x: Tensor, channels: int, normalization: Normalization, always: bool = False) -> Tensor:
    if x.shape[-1] == channels and not always:
        return x
    kernel = layers.Conv2D(channels, 1, use_bias=False, kernel_initializer=_normal(1.0))
    return constrained(kernel, normalization)(x)


def _normal(gain: float) -> keras.initializers.Initializer:
    return keras.initializers.VarianceScaling(gain**2, "fan_in", "untruncated_normal")


def _of_a_place(sides: Sequence[int]) -> keras.initializers.Initializer:
    # What comes in at each channel's place are the pixels of its own map.
    return keras.initializers.RandomNormal(stddev=math.prod(sides) ** -0.5)
