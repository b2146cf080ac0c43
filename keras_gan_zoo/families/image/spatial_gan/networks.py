"""The spatial GAN's two networks: convolutions alone, so that they take maps of any size."""

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.networks.normalization import has_offset, normalize

KERNEL = 4
"""Pixels of a kernel's side: twice the stride, so that all pixels are drawn by as many of it."""

DECAY = 1e-5
"""The weight of the squared kernels in either loss, that of the authors' code."""


def spatial_generator(
    channels: int,
    latent_dim: int = 100,
    width: int = 64,
    depth: int = 4,
    normalization: str = "batch",
    name: str = "generator",
) -> keras.Model:
    """Builds a generator of transposed convolutions alone.

    Args:
        channels: Of the pictures.
        latent_dim: Length d of the latent vector at each place.
        width: Channels of the last hidden map; each map before it has twice as many.
        depth: How often the map is doubled.
        normalization: "batch" as in the paper, "instance" or "none". "layer" would look at the
            whole map, whose size is not that of the training.
        name: Name of the network.

    Returns:
        A network from latents (batch, l, m, d) to images (batch, 2^depth l, 2^depth m, channels)
        in [-1, 1], for any l and m.

    Raises:
        ValueError: If a number is too small, or there is no such normalization.

    Example:
        >>> spatial_generator(3, latent_dim=20, depth=5).output_shape
        (None, None, None, 3)
    """
    depth = check_whole(depth, "depth", least=1)
    width = check_whole(width, "width", least=1)
    latents = keras.Input(
        (None, None, check_whole(latent_dim, "latent_dim", least=1)), name="latents"
    )
    x = latents
    for step in reversed(range(depth - 1)):
        x = _doubled(x, width * 2**step, use_bias=not has_offset(normalization))
        x = layers.ReLU()(normalize(x, normalization))
    x = _doubled(x, check_whole(channels, "channels", least=1), use_bias=True)
    return keras.Model(
        latents, layers.Activation("tanh", dtype="float32", name="images")(x), name=name
    )


def spatial_discriminator(
    channels: int,
    width: int = 64,
    depth: int = 4,
    normalization: str = "batch",
    name: str = "discriminator",
) -> keras.Model:
    """Builds a discriminator that judges each place of a picture.

    Args:
        channels: Of the pictures.
        width: Channels of the first map; each map after it has twice as many.
        depth: How often the map is halved.
        normalization: "batch" as in the paper, "instance" or "none"; never of the first map.
        name: Name of the network.

    Returns:
        A network from images (batch, 2^depth l, 2^depth m, channels) to logits (batch, l, m, 1),
        for any l and m.

    Raises:
        ValueError: If a number is too small, or there is no such normalization.

    Example:
        >>> spatial_discriminator(3).output_shape
        (None, None, None, 1)
    """
    depth = check_whole(depth, "depth", least=1)
    width = check_whole(width, "width", least=1)
    images = keras.Input((None, None, check_whole(channels, "channels", least=1)), name="images")
    x = images
    for step in range(depth - 1):
        normalized = step > 0 and has_offset(normalization)
        x = layers.Conv2D(width * 2**step, use_bias=not normalized, **_convolution())(x)
        if step > 0:
            x = normalize(x, normalization)
        x = layers.LeakyReLU(0.2)(x)
    logits = layers.Conv2D(1, dtype="float32", name="logits", **_convolution())(x)
    return keras.Model(images, logits, name=name)


def _doubled(x, channels, use_bias):
    return layers.Conv2DTranspose(channels, use_bias=use_bias, **_convolution())(x)


def _convolution():
    # New ones each time: an initializer instance returns the same numbers whenever it is called.
    return {
        "kernel_size": KERNEL,
        "strides": 2,
        "padding": "same",
        "kernel_initializer": keras.initializers.RandomNormal(stddev=0.02),
        "kernel_regularizer": keras.regularizers.L2(DECAY),
    }
