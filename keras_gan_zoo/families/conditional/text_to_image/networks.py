"""The generator of GAN-CLS, which is told a text's vector (1605.05396)."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.networks.bodies import build_generator
from keras_gan_zoo.networks.text_matching import compressed_text


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
    compressed = compressed_text(text, compressed_dim)
    draw = build_generator(
        body, image_shape, latent_dim + compressed_dim, width, normalization, name="images"
    )
    return keras.Model(
        [latents, text], draw(layers.Concatenate()([latents, compressed])), name=name
    )
