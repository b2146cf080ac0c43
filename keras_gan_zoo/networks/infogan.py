"""The small networks of InfoGAN, on which 1711.10337 compares GANs."""

import math
from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.networks.discriminator_parts import apply_layers, one_logit
from keras_gan_zoo.networks.normalization import (
    OF_DISCRIMINATORS,
    OF_GENERATORS,
    check_normalization,
    constrained,
    has_offset,
    normalize,
    with_reference,
    without_reference,
)
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.types import Tensor


def infogan_generator(
    image_shape: Sequence[int],
    latent_dim: int = 64,
    width: int = 64,
    normalization: str = "batch",
    name: str = "generator",
) -> keras.Model:
    """Builds the generator of 1606.03657, table 1, on which 1711.10337 compares GANs.

    Two dense layers, then two transposed convolutions of kernel 4 and stride 2; BatchNorm and
    LeakyReLU(0.2) after each but the last, where the paper has ReLU and the comparison's authors
    have LeakyReLU; a tanh, as pictures here are in [-1, 1].

    Args:
        image_shape: (height, width, channels), sides divisible by 4: 28 or 32 in the papers.
        latent_dim: Length of the latent vectors; 64 in 1711.10337.
        width: Channels of the last hidden map, 64 in the papers; the map before it has twice
            and the first dense layer 16 times as many.
        normalization: "batch" as in the papers, "virtual_batch", "layer", "spectral" or "none".
        name: Name of the network.

    Returns:
        A network from (batch, latent_dim) to images (batch, height, width, channels) in [-1, 1].

    Raises:
        ValueError: If a side does not divide by 4, or the normalization is unknown, or a number is
            too small.

    Example:
        >>> infogan_generator((28, 28, 1)).output_shape
        (None, 28, 28, 1)
    """
    check_normalization(normalization, OF_GENERATORS)
    width = check_whole(width, "width", least=1)
    latents = keras.Input((check_whole(latent_dim, "latent_dim", least=1),), name="latents")
    x = infogan_unbounded(latents, image_shape, width, normalization)
    images = layers.Activation("tanh", dtype="float32", name="images")(x)
    return keras.Model(latents, images, name=name)


def infogan_unbounded(
    latents: Tensor, image_shape: Sequence[int], width: int, normalization: str
) -> Tensor:
    """Calls the layers of `infogan_generator` before its tanh.

    Args:
        latents: (batch, latent_dim).
        image_shape: As for `infogan_generator`; also that of a distribution's parameters.
        width: As for `infogan_generator`.
        normalization: As for `infogan_generator`.

    Returns:
        Maps (batch, height, width, channels).

    Raises:
        ValueError: If a side does not divide by 4.
    """
    height, breadth, channels = divisible_by_4(image_shape)
    use_bias = not has_offset(normalization)

    def block(x, layer):
        x = constrained(layer, normalization)(x)
        return layers.LeakyReLU(0.2)(normalize(x, normalization))

    smallest = (height // 4, breadth // 4, 2 * width)
    x = with_reference(latents, normalization)
    x = block(x, _dense(16 * width, use_bias))
    x = block(x, _dense(math.prod(smallest), use_bias))
    x = layers.Reshape(smallest)(x)
    x = block(x, _convolution(layers.Conv2DTranspose, width, use_bias))
    x = without_reference(x, normalization)
    return constrained(_convolution(layers.Conv2DTranspose, channels), normalization)(x)


def infogan_discriminator(
    image_shape: Sequence[int],
    width: int = 64,
    normalization: str = "batch",
    before: Sequence[keras.layers.Layer] = (),
    before_logits: Sequence[keras.layers.Layer] = (),
    name: str = "discriminator",
) -> keras.Model:
    """Builds the discriminator of 1606.03657, table 1, on which 1711.10337 compares GANs.

    Two convolutions of kernel 4 and stride 2, a dense layer, one logit; LeakyReLU(0.2) after
    each and BatchNorm after the second and third.

    Args:
        image_shape: (height, width, channels), sides divisible by 4: 28 or 32 in the papers.
        width: Channels of the first map, 64 in the papers; the second has twice and the dense
            layer 16 times as many.
        normalization: "batch" as in InfoGAN; "layer" or "none" for a critic under a gradient
            penalty; "spectral" (1802.05957).
        before: Layers that are applied to the images first, such as `Packing`.
        before_logits: Layers that are applied to the last vector, such as
            `MinibatchDiscrimination`.
        name: Name of the network.

    Returns:
        A network from images (batch, height, width, channels) to logits (batch, 1).

    Raises:
        ValueError: If a side does not divide by 4, or the normalization is unknown, or a number is
            too small.

    Example:
        >>> infogan_discriminator((28, 28, 1)).output_shape
        (None, 1)
    """
    shape = divisible_by_4(image_shape)
    check_normalization(normalization, OF_DISCRIMINATORS)
    width = check_whole(width, "width", least=1)

    images = keras.Input(shape, name="images")
    x = infogan_vector(apply_layers(images, before, "before"), width, normalization)
    return keras.Model(images, one_logit(x, before_logits, normalization), name=name)


def infogan_vector(images: Tensor, width: int, normalization: str) -> Tensor:
    """Calls the layers of `infogan_discriminator` before its logit.

    Args:
        images: (batch, height, width, channels), sides divisible by 4.
        width: As for `infogan_discriminator`.
        normalization: As for `infogan_discriminator`.

    Returns:
        Vectors (batch, 16 * width).
    """
    use_bias = not has_offset(normalization)
    x = constrained(_convolution(layers.Conv2D, width), normalization)(images)
    x = layers.LeakyReLU(0.2)(x)
    x = constrained(_convolution(layers.Conv2D, 2 * width, use_bias), normalization)(x)
    x = layers.LeakyReLU(0.2)(normalize(x, normalization))
    x = constrained(_dense(16 * width, use_bias), normalization)(layers.Flatten()(x))
    return layers.LeakyReLU(0.2)(normalize(x, normalization))


def _dense(units, use_bias):
    return layers.Dense(units, use_bias=use_bias, kernel_initializer=_initializer())


def _convolution(kind, channels, use_bias=True):
    return kind(
        channels,
        4,
        strides=2,
        padding="same",
        use_bias=use_bias,
        kernel_initializer=_initializer(),
    )


def _initializer():
    # A new one each time: an initializer instance returns the same numbers whenever it is called.
    return keras.initializers.RandomNormal(stddev=0.02)


def divisible_by_4(image_shape: Sequence[int]) -> tuple[int, int, int]:
    """Returns the shape of pictures that these networks can be built for, or says which is."""
    shape = check_image_shape(image_shape)
    if shape[0] % 4 or shape[1] % 4:
        near = tuple(4 * max(1, round(side / 4)) for side in shape[:2])
        raise ValueError(
            f"`image_shape` must have sides that divide by 4 for this network, got {shape}; the "
            f"nearest is {(*near, shape[2])}."
        )
    return shape
