"""The generator of SISGAN, and what makes of a text the condition that it is told (1707.06873)."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers import NearestUpsampling2D
from keras_gan_zoo.networks.normalization import check_normalization, has_offset, normalize
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.networks.text_matching import beside_every_place

NORMALIZATIONS = ("batch", "layer", "none", "synchronized_batch")


def conditioner(text_dim: int, condition_dim: int = 128, name: str = "conditioner") -> keras.Model:
    r"""Builds the conditioning augmentation of 1612.03242, section 3.2.

    Of a text it makes a normal distribution of conditions, so that texts nearly alike, of which
    there are few, lead to conditions that overlap.

    Args:
        text_dim: Length of a text's vector.
        condition_dim: Length of a condition, 128 in the authors' code.
        name: Name of the network.

    Returns:
        A network from texts (batch, text_dim) to \( \mu \) and \( \log \sigma \), each (batch,
        condition_dim), float32.

    Raises:
        ValueError: If a number is no whole number of at least 1.

    Example:
        >>> conditioner(300).output_shape
        [(None, 128), (None, 128)]
    """
    text = keras.Input((check_whole(text_dim, "text_dim", least=1),), name="text")
    units = check_whole(condition_dim, "condition_dim", least=1)

    def head(name):
        x = layers.Dense(units, use_bias=False, dtype="float32", name=f"{name}_kernel")(text)
        return layers.LeakyReLU(0.2, dtype="float32", name=name)(x)

    return keras.Model(text, [head("mean"), head("log_deviation")], name=name)


def text_translator(
    image_shape: Sequence[int],
    condition_dim: int = 128,
    width: int = 128,
    blocks: int = 4,
    skips: bool = False,
    normalization: str = "batch",
    name: str = "generator",
) -> keras.Model:
    """Builds the generator of 1707.06873: encoder, residual transformation unit, decoder.

    The picture is halved twice, the condition put beside every place of the map, and what residual
    blocks make of both is doubled twice, by a nearest-neighbour resize before each convolution.

    Args:
        image_shape: (height, width, channels); height and width divisible by 4 and at least 16.
        condition_dim: Length of a condition.
        width: Channels of the first map, at least 1; the smallest one has four times as many.
        blocks: Residual blocks, 0 or more.
        skips: Whether each map on the way up also sees the map of its size on the way down, as in
            a U-Net (1611.07004, section 3.2.1). Not in the paper; a small network learns sooner to
            keep the lines of the picture.
        normalization: "batch" as in the paper, "layer", "synchronized_batch" or "none". One over
            instances would take the condition away, which is the same at every place.
        name: Name of the network.

    Returns:
        A network from [images in [-1, 1], conditions (batch, condition_dim)] to images in [-1, 1].

    Raises:
        ValueError: If the picture's sides are not divisible so, or an argument is not as described.

    Example:
        >>> text_translator((64, 64, 3)).output_shape
        (None, 64, 64, 3)
    """
    shape = check_image_shape(image_shape)
    if shape[0] % 4 or shape[1] % 4 or min(shape[:2]) < 16:
        raise ValueError(
            f"`image_shape` must have sides divisible by 4 and of at least 16, got {shape}."
        )
    width = check_whole(width, "width", least=1)
    blocks = check_whole(blocks, "blocks", least=0)
    check_normalization(normalization, NORMALIZATIONS)

    def convolution(x, channels, kernel_size=3, strides=1):
        # No bias where the normalization right after it has one.
        x = layers.Conv2D(
            channels,
            kernel_size,
            strides=strides,
            padding="same",
            use_bias=not has_offset(normalization),
            kernel_initializer=_initializer(),
        )(x)
        return normalize(x, normalization)

    images = keras.Input(shape, name="images")
    condition = keras.Input((check_whole(condition_dim, "condition_dim", 1),), name="condition")
    first = layers.Conv2D(width, 3, padding="same", kernel_initializer=_initializer())
    x = layers.ReLU()(first(images))
    passed = []
    for channels in (2 * width, 4 * width):
        passed.append(x)
        x = layers.ReLU()(convolution(x, channels, 4, strides=2))
    x = convolution(beside_every_place(x, condition), 4 * width)
    for _ in range(blocks):
        y = convolution(layers.ReLU()(convolution(x, 4 * width)), 4 * width)
        x = layers.ReLU()(layers.Add()([x, y]))
    for channels in (2 * width, width):
        x = NearestUpsampling2D()(x)
        if skips:
            x = layers.Concatenate()([x, passed.pop()])
        x = layers.ReLU()(convolution(x, channels))
    last = layers.Conv2D(shape[-1], 3, padding="same", kernel_initializer=_initializer())
    edited = layers.Activation("tanh", dtype="float32", name="edited")(last(x))
    return keras.Model([images, condition], edited, name=name)


def _initializer():
    # A new one each time: an initializer instance returns the same numbers whenever it is called.
    return keras.initializers.RandomNormal(stddev=0.02)
