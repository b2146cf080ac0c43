"""The generator and the discriminator of GAN-CLS, which are told a text's vector (1605.05396)."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.networks.bodies import build_generator
from keras_gan_zoo.networks.dcgan import dcgan_maps
from keras_gan_zoo.networks.discriminator_parts import apply_layers, one_logit
from keras_gan_zoo.networks.normalization import constrained, has_offset, normalize
from keras_gan_zoo.networks.shapes import halvings


def text_generator(
    image_shape: Sequence[int],
    text_dim: int,
    latent_dim: int = 100,
    width: int = 64,
    compressed_dim: int = 128,
    normalization: str = "batch",
    body: str = "dcgan",
    name: str = "generator",
) -> keras.Model:
    """Builds the generator of 1605.05396, section 4.1: DCGAN's, from latents and a text.

    Args:
        image_shape: (height, width, channels); (64, 64, 3) in the paper.
        text_dim: Length of a text's vector.
        latent_dim: Length of the latent vectors, 100 in the paper.
        width: Channels of the last hidden map.
        compressed_dim: Length to which the text is compressed first, 128 in the paper.
        normalization: "batch" as in the paper, "layer" or "none".
        body: "dcgan" as in the paper, or another of `keras_gan_zoo.networks.build_generator`.
        name: Name of the network.

    Returns:
        A network from [latents (batch, latent_dim), texts (batch, text_dim)] to images in [-1, 1].

    Raises:
        ValueError: If a number is too small, the picture has no size that fits, or there is no such
            body.

    Example:
        >>> text_generator((64, 64, 3), text_dim=128).output_shape
        (None, 64, 64, 3)
    """
    latents = keras.Input((check_whole(latent_dim, "latent_dim", least=1),), name="latents")
    text = keras.Input((text_dim,), name="text")
    compressed = _compressed(text, compressed_dim)
    draw = build_generator(
        body, image_shape, latent_dim + compressed_dim, width, normalization, name="images"
    )
    return keras.Model(
        [latents, text], draw(layers.Concatenate()([latents, compressed])), name=name
    )


def text_discriminator(
    image_shape: Sequence[int],
    text_dim: int,
    width: int = 64,
    compressed_dim: int = 128,
    normalization: str = "batch",
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
    _, height, breadth, channels = x.shape
    everywhere = layers.RepeatVector(height * breadth)(_compressed(text, compressed_dim))
    everywhere = layers.Reshape((height, breadth, compressed_dim))(everywhere)
    x = layers.Concatenate()([x, everywhere])
    convolution = layers.Conv2D(channels, 1, use_bias=not has_offset(normalization))
    x = normalize(constrained(convolution, normalization)(x), normalization)
    logits = one_logit(layers.LeakyReLU(0.2)(x), (), normalization)
    return keras.Model([images, text], logits, name=name)


def _compressed(text, compressed_dim):
    units = check_whole(compressed_dim, "compressed_dim", least=1)
    return layers.LeakyReLU(0.2)(layers.Dense(units, name="compressed")(text))
