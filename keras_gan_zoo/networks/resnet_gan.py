"""The residual generator and discriminator of SNGAN (1802.05957, tables 4 and 5)."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers import NearestUpsampling2D
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
        image_shape: (height, width, channels), height equal to width.
        latent_dim: Length of the latent vectors, 128 in the paper.
        width: Channels of the last map of a picture larger than 32, where each map before it
            has twice as many; up to 32 pixels all maps have four times as many. 64 is the
            paper's: 256 channels for 32 pixels, 512 to 64 for 48.
        normalization: "batch" as in the paper, "virtual_batch", "layer", "spectral" or "none".
        name: Name of the network.

    Returns:
        A network from (batch, latent_dim) to images (batch, height, width, channels) in [-1, 1].

    Raises:
        ValueError: If the picture is not square or not a small number times a power of two, or
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
    normalization: Normalization = "batch",
) -> Tensor:
    """Generates images from a symbolic vector, as `resnet_generator` does.

    Args:
        latents: A Keras tensor (batch, features).
        image_shape: As for `resnet_generator`.
        width: As for `resnet_generator`.
        normalization: As for `resnet_generator`; or a function that normalizes a map, such as one
            that knows each picture's class.

    Returns:
        A Keras tensor (batch, height, width, channels) in [-1, 1].
    """
    smallest, steps = halvings(image_shape)
    width = check_whole(width, "width", least=1)
    small = image_shape[0] <= _SMALL
    widths = [4 * width if small else width * 2**step for step in reversed(range(steps + 1))]

    def block(x, channels):
        use_bias = not has_offset(normalization)
        shortcut = _convolution(NearestUpsampling2D()(x), channels, 1, normalization)
        y = layers.ReLU()(normalize(x, normalization))
        y = _convolution(NearestUpsampling2D()(y), channels, 3, normalization, use_bias)
        y = layers.ReLU()(normalize(y, normalization))
        y = _convolution(y, channels, 3, normalization)
        return layers.Add()([shortcut, y])

    x = with_reference(latents, normalization)
    x = constrained(layers.Dense(smallest * smallest * widths[0]), normalization)(x)
    x = layers.Reshape((smallest, smallest, widths[0]))(x)
    for channels in widths[1:]:
        x = block(x, channels)
    x = layers.ReLU()(normalize(x, normalization))
    x = without_reference(x, normalization)
    x = _convolution(x, image_shape[-1], 3, normalization, gain=1.0)
    return layers.Activation("tanh", dtype="float32", name="images")(x)


def resnet_discriminator(
    image_shape: Sequence[int],
    width: int = 64,
    normalization: str = "spectral",
    before: Sequence[keras.layers.Layer] = (),
    before_logits: Sequence[keras.layers.Layer] = (),
    name: str = "discriminator",
) -> keras.Model:
    """Builds the residual discriminator of 1802.05957: up to 32 pixels table 4, beyond it table 5.

    Residual blocks, the first ones halving the picture: two of four up to 32 pixels; beyond it
    until its side is odd or at most 4, and one more block. Then ReLU, the sum over all places,
    and one logit. The first block has no activation before its first convolution, and its
    shortcut pools before it convolves.

    Args:
        image_shape: (height, width, channels), height equal to width.
        width: Channels of the first map of a picture larger than 32, where each map after it has
            twice as many; up to 32 pixels all maps have twice as many. 64 is the paper's: 128
            channels for 32 pixels, 64 to 1024 for 48.
        normalization: "spectral" as in the paper; "layer" or "none" for a critic under a
            gradient penalty; "batch".
        before: Layers that are applied to the images first, such as `Packing`.
        before_logits: Layers that are applied to the summed features.
        name: Name of the network.

    Returns:
        A network from images (batch, height, width, channels) to logits (batch, 1).

    Raises:
        ValueError: If the picture is not square or not a small number times a power of two, or
            the normalization is unknown, or a number is too small.

    Example:
        >>> resnet_discriminator((48, 48, 3), width=8).output_shape
        (None, 1)
    """
    halvings(image_shape)
    check_normalization(normalization, OF_DISCRIMINATORS)
    width = check_whole(width, "width", least=1)
    if image_shape[0] <= _SMALL:
        plan = [(2 * width, index < 2) for index in range(4)]
    else:
        downsamplings = _downsamplings(image_shape[0])
        plan = [(width * 2**index, index < downsamplings) for index in range(downsamplings + 1)]

    def block(x, channels, downsample, first):
        # No normalization stands after the picture itself.
        use_bias = first or not has_offset(normalization)
        y = x if first else layers.ReLU()(normalize(x, normalization))
        y = _convolution(y, channels, 3, normalization, use_bias)
        y = layers.ReLU()(y if first else normalize(y, normalization))
        y = _convolution(y, channels, 3, normalization)
        shortcut = x
        if downsample:
            y = layers.AveragePooling2D(2)(y)
        if first:
            shortcut = layers.AveragePooling2D(2)(shortcut)
        if downsample or x.shape[-1] != channels:
            shortcut = _convolution(shortcut, channels, 1, normalization)
        if downsample and not first:
            shortcut = layers.AveragePooling2D(2)(shortcut)
        return layers.Add()([shortcut, y])

    images = keras.Input(image_shape, name="images")
    x = apply_layers(images, before, "before")
    for index, (channels, downsample) in enumerate(plan):
        x = block(x, channels, downsample, first=index == 0)
    x = layers.ReLU()(x)
    places = x.shape[1] * x.shape[2]
    x = layers.Rescaling(places)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(images, one_logit(x, before_logits, normalization), name=name)


def _convolution(x, channels, kernel_size, normalization, use_bias=True, gain=None):
    # Glorot's uniform initial weights, larger by the root of 2 before a ReLU.
    if gain is None:
        gain = 1.0 if kernel_size == 1 else 2.0
    convolution = layers.Conv2D(
        channels,
        kernel_size,
        padding="same",
        use_bias=use_bias,
        kernel_initializer=keras.initializers.VarianceScaling(gain, "fan_avg", "uniform"),
    )
    return constrained(convolution, normalization)(x)


def _downsamplings(side: int) -> int:
    count = 0
    while side % 2 == 0 and side > 4:
        side, count = side // 2, count + 1
    return count
