"""The generator of one input and several outputs: one for each value of each attribute."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers import NearestUpsampling2D, ReflectionPadding2D
from keras_gan_zoo.networks.normalization import check_normalization, normalize
from keras_gan_zoo.networks.shapes import check_image_shape


def attribute_translator(
    image_shape: Sequence[int],
    outputs: int,
    width: int = 64,
    blocks: int = 6,
    normalization: str = "instance",
) -> keras.Model:
    """Builds the generator of 1805.07509: what a picture shows is found once, and drawn each way.

    A convolution of 7x7, two that halve the picture, residual blocks, and up again; the last map
    has a part for each output. Each part is laid beside the picture itself, so that its own last
    convolution has only to draw what is to change ("refined residual learning").

    Args:
        image_shape: (height, width, channels); height and width divisible by 4 and at least 16.
        outputs: Pictures that it draws of each, at least 1.
        width: Channels of the first map, and twice those of a part of the last.
        blocks: Residual blocks, 0 or more.
        normalization: "instance" as in the paper, "layer", "batch" or "none".

    Returns:
        A network from images in [-1, 1] to a list of `outputs` images in [-1, 1].

    Raises:
        ValueError: If an argument is not as said.

    Example:
        >>> len(attribute_translator((32, 32, 3), 4, width=8).outputs)
        4
    """
    shape = check_image_shape(image_shape)
    outputs = check_whole(outputs, "outputs", 1)
    width = check_whole(width, "width", 2)
    blocks = check_whole(blocks, "blocks", 0)
    if shape[0] % 4 or shape[1] % 4 or min(shape[:2]) < 16:
        raise ValueError(
            f"`image_shape` must have sides divisible by 4 and of at least 16, got {shape}."
        )
    check_normalization(normalization)

    def convolution(x, channels, kernel_size, strides=1, padding="same"):
        x = layers.Conv2D(
            channels,
            kernel_size,
            strides=strides,
            padding=padding,
            use_bias=normalization == "none",
            kernel_initializer=keras.initializers.RandomNormal(stddev=0.02),
        )(x)
        return normalize(x, normalization)

    images = keras.Input(shape, name="images")
    x = layers.ReLU()(convolution(ReflectionPadding2D(3)(images), width, 7, padding="valid"))
    for power in (1, 2):
        x = layers.ReLU()(convolution(x, width * 2**power, 4, strides=2))
    for _ in range(blocks):
        y = layers.ReLU()(convolution(x, x.shape[-1], 3))
        x = layers.Add()([x, convolution(y, x.shape[-1], 3)])
    x = layers.ReLU()(convolution(NearestUpsampling2D()(x), 2 * width, 3))
    part = width // 2
    x = layers.ReLU()(convolution(NearestUpsampling2D()(x), outputs * part, 3))
    drawn = []
    for number in range(outputs):
        own = x[..., number * part : (number + 1) * part]
        beside = layers.Concatenate()([own, layers.Identity(dtype=own.dtype)(images)])
        last = layers.Conv2D(
            shape[2], 7, kernel_initializer=keras.initializers.RandomNormal(stddev=0.02)
        )
        y = last(ReflectionPadding2D(3)(beside))
        drawn.append(layers.Activation("tanh", dtype="float32", name=f"drawn_{number}")(y))
    return keras.Model(images, drawn, name="generator")
