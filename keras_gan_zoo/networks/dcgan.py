"""DCGAN's generator and discriminator, for square pictures of 28 to 128 pixels (1511.06434)."""

import keras
from keras import layers

from keras_gan_zoo.networks.shapes import halvings


def dcgan_generator(image_shape, latent_dim=100, width=64, name="generator") -> keras.Model:
    """Builds a generator by the guidelines of 1511.06434, section 3.

    A projection to a small map, then transposed convolutions of stride 2 with BatchNorm and
    ReLU, and a tanh. Kernels of 4 (not the paper's 5) divide by the stride, which avoids the
    checkerboard of uneven overlap (Odena et al. 2016, doi:10.23915/distill.00003).

    Args:
        image_shape: (height, width, channels), height equal to width.
        latent_dim: Length of the latent vectors.
        width: Channels of the last hidden map; each map before it has twice as many.
        name: Name of the network.

    Returns:
        A network from (batch, latent_dim) to images (batch, height, width, channels) in [-1, 1].

    Raises:
        ValueError: If the picture is not square or not a small number times a power of two.

    Example:
        >>> dcgan_generator((28, 28, 1)).output_shape
        (None, 28, 28, 1)
    """
    smallest, steps = halvings(image_shape)
    initializer = keras.initializers.RandomNormal(stddev=0.02)
    latents = keras.Input((latent_dim,), name="latents")
    channels = width * 2 ** (steps - 1)
    x = layers.Dense(smallest * smallest * channels, use_bias=False)(latents)
    x = layers.Reshape((smallest, smallest, channels))(x)
    x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    for step in reversed(range(steps - 1)):
        x = layers.Conv2DTranspose(
            width * 2**step,
            4,
            strides=2,
            padding="same",
            use_bias=False,
            kernel_initializer=_fresh(initializer),
        )(x)
        x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.Conv2DTranspose(
        image_shape[-1], 4, strides=2, padding="same", kernel_initializer=_fresh(initializer)
    )(x)
    images = layers.Activation("tanh", dtype="float32", name="images")(x)
    return keras.Model(latents, images, name=name)


def dcgan_discriminator(image_shape, width=64, name="discriminator") -> keras.Model:
    """Builds a discriminator by the guidelines of 1511.06434, section 3.

    Convolutions of stride 2 with LeakyReLU(0.2) and BatchNorm, none at the input, then one logit.

    Args:
        image_shape: (height, width, channels), height equal to width.
        width: Channels of the first map; each map after it has twice as many.
        name: Name of the network.

    Returns:
        A network from images (batch, height, width, channels) to logits (batch, 1).

    Raises:
        ValueError: If the picture is not square or not a small number times a power of two.

    Example:
        >>> dcgan_discriminator((28, 28, 1)).output_shape
        (None, 1)
    """
    _, steps = halvings(image_shape)
    initializer = keras.initializers.RandomNormal(stddev=0.02)
    images = keras.Input(image_shape, name="images")
    x = images
    for step in range(steps):
        x = layers.Conv2D(
            width * 2**step,
            4,
            strides=2,
            padding="same",
            use_bias=step == 0,
            kernel_initializer=_fresh(initializer),
        )(x)
        if step > 0:
            x = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.LeakyReLU(0.2)(x)
    logits = layers.Dense(1, dtype="float32", name="logits")(layers.Flatten()(x))
    return keras.Model(images, logits, name=name)


def _fresh(initializer):
    # A Keras initializer instance returns the same numbers each time it is called.
    return initializer.clone()
