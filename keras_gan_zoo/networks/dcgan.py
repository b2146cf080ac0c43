"""DCGAN's generator and discriminator, for square pictures of 28 to 128 pixels (1511.06434)."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.networks.discriminator_parts import apply_layers, one_logit
from keras_gan_zoo.networks.normalization import (
    OF_DISCRIMINATORS,
    OF_GENERATORS,
    Normalization,
    check_normalization,
    constrained,
    has_offset,
    normalize,
    with_reference,
    without_reference,
)
from keras_gan_zoo.networks.shapes import halvings
from keras_gan_zoo.types import Tensor


def dcgan_generator(
    image_shape: Sequence[int],
    latent_dim: int = 100,
    width: int = 64,
    normalization: str = "batch",
    name: str = "generator",
) -> keras.Model:
    """Builds a generator by the guidelines of 1511.06434, section 3.

    A projection to a small map, then transposed convolutions of stride 2 with BatchNorm and
    ReLU, and a tanh. Kernels of 4 (not the paper's 5) divide by the stride, which avoids the
    checkerboard of uneven overlap (Odena et al. 2016, doi:10.23915/distill.00003).

    Args:
        image_shape: (height, width, channels), of a size that `halvings` takes.
        latent_dim: Length of the latent vectors.
        width: Channels of the last hidden map; each map before it has twice as many.
        normalization: "batch" as in the paper; "virtual_batch" (1606.03498, section 3.3), which
            draws each picture independently of its batch; "layer", "spectral" or "none".
        name: Name of the network.

    Returns:
        A network from (batch, latent_dim) to images (batch, height, width, channels) in [-1, 1].

    Raises:
        ValueError: If the picture's sides are not small numbers times a power of two, or
            the normalization is unknown, or a number is too small.

    Example:
        >>> dcgan_generator((28, 28, 1)).output_shape
        (None, 28, 28, 1)
    """
    halvings(image_shape)
    check_normalization(normalization, OF_GENERATORS)
    latents = keras.Input((check_whole(latent_dim, "latent_dim", least=1),), name="latents")
    images = dcgan_images(latents, image_shape, width, normalization)
    return keras.Model(latents, images, name=name)


def dcgan_images(
    latents: Tensor,
    image_shape: Sequence[int],
    width: int = 64,
    normalization: Normalization = "batch",
) -> Tensor:
    """Generates images from a symbolic vector, as `dcgan_generator` does.

    Args:
        latents: A Keras tensor (batch, features).
        image_shape: As for `dcgan_generator`.
        width: As for `dcgan_generator`.
        normalization: As for `dcgan_generator`; or a function that normalizes a map, such as one
            that knows each picture's class.

    Returns:
        A Keras tensor (batch, height, width, channels) in [-1, 1].
    """
    x = dcgan_unbounded(latents, image_shape, width, normalization)
    return layers.Activation("tanh", dtype="float32", name="images")(x)


def dcgan_unbounded(
    latents: Tensor,
    image_shape: Sequence[int],
    width: int = 64,
    normalization: Normalization = "batch",
) -> Tensor:
    """Computes what `dcgan_images` bounds by a tanh: a map of any real numbers.

    Args:
        latents: As for `dcgan_images`.
        image_shape: (height, width, channels) of the map.
        width: As for `dcgan_images`.
        normalization: As for `dcgan_images`.

    Returns:
        A Keras tensor (batch, height, width, channels).
    """
    (rows, columns), steps = halvings(image_shape)
    width = check_whole(width, "width", least=1)
    use_bias = not has_offset(normalization)

    def upsampled(x, channels, use_bias):
        convolution = layers.Conv2DTranspose(
            channels,
            4,
            strides=2,
            padding="same",
            use_bias=use_bias,
            kernel_initializer=_initializer(),
        )
        return constrained(convolution, normalization)(x)

    channels = width * 2 ** (steps - 1)
    projection = layers.Dense(rows * columns * channels, use_bias=use_bias)
    x = constrained(projection, normalization)(with_reference(latents, normalization))
    x = layers.Reshape((rows, columns, channels))(x)
    x = layers.ReLU()(normalize(x, normalization))
    for step in reversed(range(steps - 1)):
        x = upsampled(x, width * 2**step, use_bias)
        x = layers.ReLU()(normalize(x, normalization))
    return upsampled(without_reference(x, normalization), image_shape[-1], use_bias=True)


def dcgan_discriminator(
    image_shape: Sequence[int],
    width: int = 64,
    normalization: str = "batch",
    before: Sequence[keras.layers.Layer] = (),
    before_logits: Sequence[keras.layers.Layer] = (),
    name: str = "discriminator",
) -> keras.Model:
    """Builds a discriminator by the guidelines of 1511.06434, section 3.

    Convolutions of stride 2 with LeakyReLU(0.2) and BatchNorm, none at the input, then one logit.

    Args:
        image_shape: (height, width, channels), of a size that `halvings` takes.
        width: Channels of the first map; each map after it has twice as many.
        normalization: "batch" as in the paper; "layer" or "none" for a critic under a gradient
            penalty; "spectral" (1802.05957).
        before: Layers that are applied to the images first, such as `Packing`.
        before_logits: Layers that are applied to the last map, such as `MinibatchStdDev`.
        name: Name of the network.

    Returns:
        A network from images (batch, height, width, channels) to logits (batch, 1).

    Raises:
        ValueError: If the picture's sides are not small numbers times a power of two, or
            the normalization is unknown, or a number is too small.

    Example:
        >>> dcgan_discriminator((28, 28, 1)).output_shape
        (None, 1)
    """
    halvings(image_shape)
    check_normalization(normalization, OF_DISCRIMINATORS)
    images = keras.Input(image_shape, name="images")
    x = dcgan_maps(apply_layers(images, before, "before"), width, normalization)
    return keras.Model(images, one_logit(x, before_logits, normalization), name=name)


def dcgan_maps(images: Tensor, width: int = 64, normalization: str = "batch") -> Tensor:
    """Reduces symbolic images to the smallest map, as `dcgan_discriminator` does.

    Args:
        images: A Keras tensor (batch, height, width, channels).
        width: As for `dcgan_discriminator`.
        normalization: As for `dcgan_discriminator`.

    Returns:
        A Keras tensor, a map of 3 to 7 pixels on each side.
    """
    _, steps = halvings(images.shape[1:])
    width = check_whole(width, "width", least=1)
    x = images
    for step in range(steps):
        convolution = layers.Conv2D(
            width * 2**step,
            4,
            strides=2,
            padding="same",
            use_bias=step == 0 or not has_offset(normalization),
            kernel_initializer=_initializer(),
        )
        x = constrained(convolution, normalization)(x)
        if step > 0:
            x = normalize(x, normalization)
        x = layers.LeakyReLU(0.2)(x)
    return x


def _initializer():
    # A new one each time: an initializer instance returns the same numbers whenever it is called.
    return keras.initializers.RandomNormal(stddev=0.02)
