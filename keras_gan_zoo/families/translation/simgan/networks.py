"""SimGAN's two networks: one that refines pixels, one that judges small patches (1612.07828)."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.networks.shapes import check_image_shape


def refiner(
    image_shape: Sequence[int], width: int = 64, blocks: int = 4, name: str = "refiner"
) -> keras.Model:
    """Builds the residual network of 1612.07828, appendix A, which changes pixels and not shapes.

    It neither strides nor pools: a convolution, residual blocks, and a convolution of one pixel.

    Args:
        image_shape: (height, width, channels).
        width: Channels of every map, at least 1.
        blocks: Residual blocks of two convolutions, 0 or more (4, or 10 for larger pictures).
        name: Name of the network.

    Returns:
        A network from images in [-1, 1] to images in [-1, 1].

    Raises:
        ValueError: If an argument is not as said.

    Example:
        >>> refiner((35, 55, 1)).output_shape
        (None, 35, 55, 1)
    """
    shape = check_image_shape(image_shape)
    width = check_whole(width, "width", 1)
    blocks = check_whole(blocks, "blocks", 0)
    images = keras.Input(shape, name="images")
    x = layers.Conv2D(width, 3, padding="same", activation="relu")(images)
    for _ in range(blocks):
        y = layers.Conv2D(width, 3, padding="same", activation="relu")(x)
        y = layers.Conv2D(width, 3, padding="same")(y)
        x = layers.ReLU()(layers.Add()([x, y]))
    x = layers.Conv2D(shape[-1], 1)(x)
    refined = layers.Activation("tanh", dtype="float32", name="translated")(x)
    return keras.Model(images, refined, name=name)


def local_discriminator(
    image_shape: Sequence[int], width: int = 96, name: str = "discriminator"
) -> keras.Model:
    """Builds the discriminator of 1612.07828, appendix A: one logit for each small patch.

    Five convolutions, two of them of stride 2, with one pooling in between. The paper's two
    channels and softmax are one logit here, which says the same.

    Args:
        image_shape: (height, width, channels).
        width: Channels of the first map, at least 1; the next have two thirds and a third of it.
        name: Name of the network.

    Returns:
        A network from images to logits (batch, rows, columns, 1).

    Raises:
        ValueError: If an argument is not as said.

    Example:
        >>> local_discriminator((35, 55, 1)).output_shape
        (None, 9, 14, 1)
    """
    shape = check_image_shape(image_shape)
    width = check_whole(width, "width", 1)
    second, third = max(1, 2 * width // 3), max(1, width // 3)
    images = keras.Input(shape, name="images")
    x = layers.Conv2D(width, 3, strides=2, padding="same", activation="relu")(images)
    x = layers.Conv2D(second, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.MaxPooling2D(3, strides=1, padding="same")(x)
    x = layers.Conv2D(third, 3, padding="same", activation="relu")(x)
    x = layers.Conv2D(third, 1, activation="relu")(x)
    logits = layers.Conv2D(1, 1, dtype="float32", name="logits")(x)
    return keras.Model(images, logits, name=name)
