"""The networks of the Siamese GAN, as in the authors' code (1807.08370).

Its generator computes on [-1, 1] within, and its last layer is a sigmoid, on [0, 1].
"""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.families.upscaling.networks import batch_norm, check_scale
from keras_gan_zoo.layers import NearestUpsampling2D
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.types import Shape, Tensor

MAPS = "maps"
"""Name of the generator's layer whose maps tell who is seen: the last at which it enlarges."""

_UNITS = 3
"""Pairs of convolutions of a dense block."""


def dense_enlarger(
    channels: int,
    scale: int = 8,
    width: int = 256,
    blocks: int | Sequence[int] = (2, 3, 4),
    growth: int = 16,
) -> keras.Model:
    """Builds the generator: dense blocks before each doubling, three convolutions after the last.

    Args:
        channels: Of the pictures.
        scale: 2, 4 or 8.
        width: Channels before the first doubling, halved at each; 3/8 as many behind the last.
        blocks: Dense blocks before each doubling: one number, or one for each, of which those that
            are too many are left out.
        growth: Channels that each of the three units of a dense block adds.

    Returns:
        A network from pictures (batch, height, width, channels) of any size in [-1, 1] to (batch,
        scale * height, scale * width, channels) in [-1, 1].

    Raises:
        ValueError: If an argument is not as said.

    Example:
        >>> dense_enlarger(3, width=32).output_shape
        (None, None, None, 3)
    """
    doublings = check_scale(scale).bit_length() - 1
    width, growth = check_whole(width, "width", 1), check_whole(growth, "growth", 1)
    counts = _blocks_of(blocks, doublings)
    x = images = keras.Input((None, None, check_whole(channels, "channels", 1)), name="images")
    for doubling, count in enumerate(counts):
        filters = max(1, width >> doubling)
        x = layers.ReLU()(layers.Conv2D(filters, 1)(x))
        for _ in range(count):
            x = _dense_block(x, growth)
            x = _conv(x.shape[-1])(batch_norm(x))
        x = layers.ReLU()(batch_norm(NearestUpsampling2D(2)(x)))
        x = _conv(filters, name=MAPS if doubling == doublings - 1 else None)(x)
    filters = max(1, 3 * width // 8)
    x = layers.ReLU()(batch_norm(_conv(filters)(x)))
    x = layers.ReLU()(_conv(filters)(x))
    x = layers.ReLU()(layers.Conv2D(filters, 1)(x))
    x = layers.Activation("sigmoid", dtype="float32")(layers.Conv2D(channels, 1)(x))
    enlarged = layers.Rescaling(2.0, -1.0, dtype="float32", name="enlarged")(x)
    return keras.Model(images, enlarged, name="generator")


def with_maps(generator: keras.Model) -> keras.Model:
    """Returns a generator that gives the maps of its layer `MAPS` besides.

    Args:
        generator: A functional network with a layer named "maps".

    Raises:
        ValueError: If it has none.
    """
    if MAPS not in [layer.name for layer in generator.layers]:
        raise ValueError(
            f"`generator` must have a layer named {MAPS!r}, whose output `embedder` takes, but its "
            f"layers are {', '.join(layer.name for layer in generator.layers)}."
        )
    maps = generator.get_layer(MAPS).output
    return keras.Model(generator.inputs, [generator.outputs[0], maps], name="generator_with_maps")


def map_embedder(map_shape: Shape, length: int = 128, pool: int = 1) -> keras.Model:
    """Builds the network from the generator's maps to a vector of the person, a softmax.

    Args:
        map_shape: (height, width, channels) of the maps of enlarged pictures.
        length: Of the vector.
        pool: Side of the blocks of pixels of which means are taken before the dense layer; 1, as
            in the authors' code, for all pixels, which is millions of weights.

    Returns:
        A network from maps to vectors (batch, length), each of positive numbers whose sum is 1.

    Raises:
        ValueError: If the maps' sides are no multiples of `pool`, or an argument is not as said.

    Example:
        >>> map_embedder((64, 64, 32), pool=8).count_params()
        262272
    """
    pool = check_whole(pool, "embedding_pool", 1)
    if map_shape[0] % pool or map_shape[1] % pool:
        raise ValueError(
            f"`embedding_pool` must divide the sides of `image_shape`, {map_shape[0]} and "
            f"{map_shape[1]}, got {pool}."
        )
    x = maps = keras.Input(map_shape, name="maps")
    if pool > 1:
        x = layers.AveragePooling2D(pool)(x)
    x = layers.Dense(check_whole(length, "embedding_length", 2))(layers.Flatten()(x))
    return keras.Model(maps, layers.Softmax(dtype="float32")(x), name="embedder")


def face_discriminator(
    image_shape: Sequence[int], width: int = 64, downsamplings: int = 4
) -> keras.Model:
    """Builds the discriminator: convolutions alone, whose logit is the mean over all places.

    Args:
        image_shape: (height, width, channels) of the enlarged faces.
        width: Channels of the first map; twice, four times and six times as many from then on.
        downsamplings: Convolutions of stride 2.

    Returns:
        A network from faces in [-1, 1] to logits (batch, 1).

    Raises:
        ValueError: If an argument is not as said.

    Example:
        >>> face_discriminator((64, 64, 3)).output_shape
        (None, 1)
    """
    shape = check_image_shape(image_shape)
    width = check_whole(width, "discriminator_width", 1)
    downsamplings = check_whole(downsamplings, "discriminator_downsamplings", 1)
    images = x = keras.Input(shape, name="images")
    widths = [width * (1, 2, 4, 6)[min(power, 3)] for power in range(downsamplings)]
    for filters in widths:
        x = layers.ReLU()(batch_norm(_conv(filters, strides=2)(x)))
    x = layers.ReLU()(batch_norm(_conv(widths[-1])(x)))
    x = layers.ReLU()(batch_norm(layers.Conv2D(widths[-1], 1)(x)))
    x = layers.Conv2D(1, 1, dtype="float32")(x)
    logits = layers.GlobalAveragePooling2D(dtype="float32", name="logits")(x)
    return keras.Model(images, logits, name="discriminator")


def _blocks_of(blocks, doublings):
    counts = list(blocks) if isinstance(blocks, (tuple, list)) else [blocks] * doublings
    if len(counts) < doublings:
        raise ValueError(
            f"`blocks` must be one number, or one for each doubling, {doublings} of them, got "
            f"{blocks!r}."
        )
    return [check_whole(count, "blocks", 1) for count in counts[:doublings]]


def _dense_block(x: Tensor, growth: int) -> Tensor:
    for _ in range(_UNITS):
        y = _conv(4 * growth)(layers.ReLU()(batch_norm(x)))
        y = _conv(growth)(layers.ReLU()(batch_norm(y)))
        x = layers.Concatenate()([x, y])
    return x


def _conv(filters: int, strides: int = 1, name: str | None = None) -> keras.layers.Layer:
    return layers.Conv2D(filters, 3, strides=strides, padding="same", name=name)
