"""A generator that doubles its maps by interpolation and convolves them then, without grain."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers.bilinear_resampling import BilinearUpsampling2D
from keras_gan_zoo.networks.normalization import (
    OF_GENERATORS,
    check_normalization,
    constrained,
    has_offset,
    normalize,
    with_reference,
    without_reference,
)
from keras_gan_zoo.networks.shapes import halvings
from keras_gan_zoo.types import Tensor


def resize_convolution_generator(
    image_shape: Sequence[int],
    latent_dim: int = 100,
    width: int = 64,
    normalization: str = "batch",
    name: str = "generator",
) -> keras.Model:
    """Builds a DCGAN's generator with resize-convolutions in place of the transposed ones.

    Odena et al. 2016 (doi:10.23915/distill.00003): a transposed convolution of stride 2 computes
    the four pixels of each 2x2 block by kernels that share nothing, which shows as grain where the
    picture should be flat. Here maps are doubled by bilinear interpolation, not by their nearest
    neighbours, and a kernel of 3 follows; the last map has the picture's size, and one more
    convolution takes its colours. A step of it takes about twice what a DCGAN's takes.

    Args:
        image_shape: (height, width, channels), of a size that `halvings` takes.
        latent_dim: Length of the latent vectors.
        width: Channels of the map of half the picture's side, which is a DCGAN's last; each map
            before it has twice as many, the map of the picture's side half as many, at least 8.
        normalization: "batch", "virtual_batch", "layer", "spectral" or "none".
        name: Name of the network.

    Returns:
        A network from (batch, latent_dim) to images (batch, height, width, channels) in [-1, 1].

    Raises:
        ValueError: If the picture's sides are not small numbers times a power of two, or
            the normalization is unknown, or a number is too small.

    Example:
        >>> resize_convolution_generator((64, 64, 3)).output_shape
        (None, 64, 64, 3)
    """
    width = check_whole(width, "width", least=1)
    latents = keras.Input((check_whole(latent_dim, "latent_dim", least=1),), name="latents")
    x = resize_convolutions(latents, image_shape, width, normalization)
    x = convolved(x, image_shape[-1], True, normalization)
    images = layers.Activation("tanh", dtype="float32", name="images")(x)
    return keras.Model(latents, images, name=name)


def resize_convolutions(
    latents: Tensor, image_shape: Sequence[int], width: int, normalization: str
) -> Tensor:
    """Returns the maps of the picture's size, (batch, height, width, channels), of latents."""
    (rows, columns), steps = halvings(image_shape)
    check_normalization(normalization, OF_GENERATORS)
    use_bias = not has_offset(normalization)
    channels = width * 2 ** (steps - 1)
    projection = layers.Dense(rows * columns * channels, use_bias=use_bias)
    x = constrained(projection, normalization)(with_reference(latents, normalization))
    x = layers.Reshape((rows, columns, channels))(x)
    x = layers.ReLU()(normalize(x, normalization))
    for step in reversed(range(steps)):
        channels = width * 2 ** (step - 1) if step else max(8, width // 2)
        x = convolved(BilinearUpsampling2D()(x), channels, use_bias, normalization)
        x = layers.ReLU()(normalize(x, normalization))
    return without_reference(x, normalization)


def convolved(x: Tensor, channels: int, use_bias: bool, normalization: str) -> Tensor:
    """Returns maps convolved by kernels of 3, (batch, height, width, channels)."""
    convolution = layers.Conv2D(
        channels,
        3,
        padding="same",
        use_bias=use_bias,
        kernel_initializer=keras.initializers.RandomNormal(stddev=0.02),
    )
    return constrained(convolution, normalization)(x)
