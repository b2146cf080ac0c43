"""The networks that enlarge pictures, and the one that judges them.

All generators take and give values in [-1, 1] and compute in between on [0, 1], as the published
ones were trained: what they pad their maps with is then black, not grey.
"""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.layers import NearestUpsampling2D, PixelShuffle
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.types import Tensor

SCALES = (2, 4, 8)


def check_scale(scale: int) -> int:
    """Checks how many times larger pictures become, and returns it.

    Raises:
        ValueError: If it is not 2, 4 or 8.
    """
    if isinstance(scale, bool) or scale not in SCALES:
        raise ValueError(f"`scale` must be 2, 4 or 8, got {scale!r}.")
    return int(scale)


def srresnet(channels: int, scale: int = 4, width: int = 64, blocks: int = 16) -> keras.Model:
    """Builds SRResNet: residual blocks and sub-pixel convolutions (1609.04802, figure 4).

    Args:
        channels: Of the pictures.
        scale: 2, 4 or 8; each doubling is a sub-pixel convolution.
        width: Channels of the maps, 64 in the paper.
        blocks: Residual blocks, 16 in the paper.

    Returns:
        A network from pictures (batch, height, width, channels) of any size to (batch,
        scale * height, scale * width, channels).

    Example:
        >>> srresnet(3).output_shape
        (None, None, None, 3)
    """
    width, blocks = check_whole(width, "width", 1), check_whole(blocks, "blocks", 1)
    images, x = _from_pictures(channels)
    x = first = prelu(_conv(width, 9)(x))
    for _ in range(blocks):
        y = prelu(batch_norm(_conv(width)(x)))
        x = layers.Add()([x, batch_norm(_conv(width)(y))])
    x = layers.Add()([first, batch_norm(_conv(width)(x))])
    for _ in range(_doublings(scale)):
        x = prelu(PixelShuffle(2)(_conv(4 * width)(x)))
    return keras.Model(images, _to_pictures(_conv(channels, 9)(x)), name="generator")


def rrdb_network(
    channels: int,
    scale: int = 4,
    width: int = 64,
    blocks: int = 23,
    growth: int = 32,
    residual_scale: float = 0.2,
) -> keras.Model:
    """Builds the network of residual-in-residual dense blocks (1809.00219, section 3.1).

    Kernels begin at a tenth of He's, and what a block adds is scaled: deep networks train so
    without batch normalization, which leaves artefacts.

    Args:
        channels: Of the pictures.
        scale: 2, 4 or 8.
        width: Channels of the maps between blocks.
        blocks: How many, each of three dense blocks of five convolutions.
        growth: Channels that each convolution of a dense block adds.
        residual_scale: Beta, by which what is added is multiplied, in (0, 1].

    Returns:
        As `srresnet`.

    Example:
        >>> rrdb_network(3, blocks=6).count_params()
        4467379
    """
    width, growth = check_whole(width, "width", 1), check_whole(growth, "growth", 1)
    blocks = check_whole(blocks, "blocks", 1)
    beta = check_number(residual_scale, "residual_scale", least=0)
    images, x = _from_pictures(channels)
    x = first = _small_conv(width)(x)
    for _ in range(blocks):
        block = x
        for _ in range(3):
            x = _scaled_sum(x, _dense_block(x, width, growth), beta)
        x = _scaled_sum(block, x, beta)
    x = layers.Add()([first, _small_conv(width)(x)])
    for _ in range(_doublings(scale)):
        x = layers.LeakyReLU(0.2)(_small_conv(width)(NearestUpsampling2D(2)(x)))
    x = layers.LeakyReLU(0.2)(_small_conv(width)(x))
    return keras.Model(images, _to_pictures(_small_conv(channels)(x)), name="generator")


def compact_network(
    channels: int, scale: int = 4, width: int = 64, convolutions: int = 16
) -> keras.Model:
    """Builds a plain network for video: convolutions in low resolution, added to what is repeated.

    The network of Real-ESRGAN's small models, which have no paper of their own.

    Args:
        channels: Of the pictures.
        scale: 2, 4 or 8, all at the end, by one sub-pixel convolution.
        width: Channels of the maps.
        convolutions: How many between the first and the last.

    Returns:
        As `srresnet`.

    Example:
        >>> compact_network(3).count_params()
        621424
    """
    scale = check_scale(scale)
    images, x = _from_pictures(channels)
    before = x
    for _ in range(check_whole(convolutions, "convolutions", 1) + 1):
        x = prelu(_conv(check_whole(width, "width", 1))(x))
    x = PixelShuffle(scale)(_conv(scale**2 * channels)(x))
    x = layers.Add()([x, NearestUpsampling2D(scale)(before)])
    return keras.Model(images, _to_pictures(x), name="generator")


def vgg_discriminator(
    image_shape: Sequence[int],
    width: int = 64,
    downsamplings: int = 4,
    units: int = 1024,
    name: str = "discriminator",
) -> keras.Model:
    """Builds the discriminator of both papers (1609.04802, figure 4).

    Args:
        image_shape: (height, width, channels) of the enlarged pictures.
        width: Channels of the first map; they double at each halving, up to eight times.
        downsamplings: Convolutions of stride 2, each behind one of stride 1.
        units: Of the dense layer.
        name: Name of the network.

    Returns:
        A network from pictures in [-1, 1] to logits (batch, 1).

    Raises:
        ValueError: If the picture is too small for so many halvings, or an argument is not as said.
    """
    shape = check_image_shape(image_shape)
    width = check_whole(width, "discriminator_width", 1)
    downsamplings = check_whole(downsamplings, "discriminator_downsamplings", 1)
    units = check_whole(units, "discriminator_units", 1)
    if min(shape[:2]) < 2**downsamplings:
        raise ValueError(
            f"`image_shape` must have sides of at least {2**downsamplings}, which "
            f"`discriminator_downsamplings`={downsamplings} halves to one pixel, got {shape}."
        )
    images = x = keras.Input(shape, name="images")
    for power in range(downsamplings):
        for stride in (1, 2):
            x = layers.Conv2D(width * 2 ** min(power, 3), 3, strides=stride, padding="same")(x)
            if power or stride == 2:
                x = batch_norm(x)
            x = layers.LeakyReLU(0.2)(x)
    x = layers.LeakyReLU(0.2)(layers.Dense(units)(layers.Flatten()(x)))
    logits = layers.Dense(1, dtype="float32", name="logits")(x)
    return keras.Model(images, logits, name=name)


def _doublings(scale: int) -> int:
    return check_scale(scale).bit_length() - 1


def _from_pictures(channels: int) -> tuple[Tensor, Tensor]:
    images = keras.Input((None, None, check_whole(channels, "channels", 1)), name="images")
    return images, layers.Rescaling(0.5, 0.5)(images)


def _to_pictures(x: Tensor) -> Tensor:
    return layers.Rescaling(2.0, -1.0, dtype="float32", name="enlarged")(x)


def _conv(filters: int, size: int = 3) -> keras.layers.Layer:
    return layers.Conv2D(filters, size, padding="same")


def _small_conv(filters: int) -> keras.layers.Layer:
    start = keras.initializers.VarianceScaling(2 * 0.1**2, mode="fan_in")
    return layers.Conv2D(filters, 3, padding="same", kernel_initializer=start)


def batch_norm(x: Tensor) -> Tensor:
    """Returns a map normalized over the batch, of the pace that small batches ask for."""
    return layers.BatchNormalization(momentum=0.9)(x)


def prelu(x: Tensor) -> Tensor:
    """Returns a map behind a ReLU whose slope below 0 each channel learns."""
    start = keras.initializers.Constant(0.25)
    return layers.PReLU(alpha_initializer=start, shared_axes=(1, 2))(x)


def _scaled_sum(x: Tensor, added: Tensor, beta: float) -> Tensor:
    return layers.Add()([x, layers.Rescaling(beta)(added)])


def _dense_block(x: Tensor, width: int, growth: int) -> Tensor:
    maps = [x]
    for _ in range(4):
        seen = layers.Concatenate()(maps) if len(maps) > 1 else x
        maps.append(layers.LeakyReLU(0.2)(_small_conv(growth)(seen)))
    return _small_conv(width)(layers.Concatenate()(maps))
