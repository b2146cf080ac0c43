"""The discriminator of pictures beside texts, and what such networks do with a text's vector."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.networks.dcgan import dcgan_maps
from keras_gan_zoo.networks.discriminator_parts import apply_layers, one_logit
from keras_gan_zoo.networks.normalization import constrained, has_offset, normalize
from keras_gan_zoo.networks.shapes import halvings
from keras_gan_zoo.types import Tensor


def text_discriminator(
    image_shape: Sequence[int],
    text_dim: int,
    width: int = 64,
    compressed_dim: int = 128,
    normalization: str = "batch",
    residual: bool = False,
    before: Sequence[keras.layers.Layer] = (),
    name: str = "discriminator",
) -> keras.Model:
    """Builds the discriminator of 1605.05396, section 4.1.

    The text is put beside every place of DCGAN's last map; a convolution of kernel 1 brings the
    two together.

    Args:
        image_shape: (height, width, channels); (64, 64, 3) in the paper.
        text_dim: Length of a text's vector.
        width: Channels of the first map; each map after it has twice as many.
        compressed_dim: Length to which the text is compressed first, 128 in the paper.
        normalization: "batch" as in the paper, "layer", "none" or "spectral".
        residual: Whether three convolutions are added to the last map before the text comes to it,
            as in 1707.06873; not in 1605.05396.
        before: Layers that are applied to the images first, such as `DiffAugment`.
        name: Name of the network.

    Returns:
        A network from [images, texts (batch, text_dim)] to logits (batch, 1).

    Raises:
        ValueError: If a number is too small, or the picture has no size that fits.

    Example:
        >>> text_discriminator((64, 64, 3), text_dim=128).output_shape
        (None, 1)
    """
    halvings(image_shape)
    images, text = keras.Input(image_shape, name="images"), keras.Input((text_dim,), name="text")
    x = dcgan_maps(apply_layers(images, before, "before"), width, normalization)
    channels = x.shape[-1]

    def convolved(x, channels, kernel_size):
        convolution = layers.Conv2D(
            channels, kernel_size, padding="same", use_bias=not has_offset(normalization)
        )
        return normalize(constrained(convolution, normalization)(x), normalization)

    if residual:
        y = x
        for kernel_size in (1, 3):
            y = layers.LeakyReLU(0.2)(convolved(y, max(1, channels // 4), kernel_size))
        x = layers.LeakyReLU(0.2)(layers.Add()([x, convolved(y, channels, 3)]))
    x = beside_every_place(x, compressed_text(text, compressed_dim))
    x = convolved(x, channels, 1)
    logits = one_logit(layers.LeakyReLU(0.2)(x), (), normalization)
    return keras.Model([images, text], logits, name=name)


def compressed_text(text: Tensor, compressed_dim: int) -> Tensor:
    """Compresses symbolic vectors of texts by a dense layer and LeakyReLU.

    Args:
        text: A Keras tensor (batch, text_dim).
        compressed_dim: Length of what it becomes.

    Raises:
        ValueError: If it is no whole number of at least 1.
    """
    units = check_whole(compressed_dim, "compressed_dim", least=1)
    return layers.LeakyReLU(0.2)(layers.Dense(units, name="compressed")(text))


def beside_every_place(maps: Tensor, vectors: Tensor) -> Tensor:
    """Puts a vector of each picture beside every place of its symbolic map, as more channels.

    Args:
        maps: A Keras tensor (batch, height, width, channels).
        vectors: A Keras tensor (batch, length).

    Returns:
        A Keras tensor (batch, height, width, channels + length).
    """
    _, height, breadth, _ = maps.shape
    everywhere = layers.RepeatVector(height * breadth)(vectors)
    everywhere = layers.Reshape((height, breadth, vectors.shape[-1]))(everywhere)
    return layers.Concatenate()([maps, everywhere])
