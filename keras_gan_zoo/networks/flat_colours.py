"""A generator of flat-coloured art: it draws regions, and gives a picture few colours."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.networks.resize_convolution import convolved, resize_convolutions

SHARPNESS = 4.0
"""Factor on the logits of the regions: the larger, the narrower the seam between two colours."""

HIDDEN = 128
"""Units of the two layers that choose the colours."""


def flat_colours_generator(
    image_shape: Sequence[int],
    latent_dim: int = 100,
    width: int = 64,
    normalization: str = "batch",
    colours: int = 16,
    name: str = "generator",
) -> keras.Model:
    r"""Builds a generator whose pixels are mixtures of a few colours of the whole picture.

    For drawings, logos and cartoons, whose areas have one colour each. A convolution that ends in
    tanh decides on each pixel's colour by itself, and learns late that the pixels of a head of hair
    agree. Here \( x_p = \sum_k \mathrm{softmax}_k(4 s_{pk}) c_k \): the regions s come from
    the maps of `resize_convolution`, the colours c from two dense layers of the latents. So shapes
    and colours are drawn apart, and an area cannot but be flat. Of photographs it makes posters.

    Args:
        image_shape: (height, width, channels), of a size that `halvings` takes.
        latent_dim: Length of the latent vectors.
        width: Channels of the map of half the picture's side; see `resize_convolution_generator`.
        normalization: "batch", "virtual_batch", "layer", "spectral" or "none"; of the maps.
        colours: Colours of a picture, at least 2.
        name: Name of the network.

    Returns:
        A network from (batch, latent_dim) to images (batch, height, width, channels) in [-1, 1].

    Raises:
        ValueError: If the picture's sides are not small numbers times a power of two, or
            the normalization is unknown, or a number is too small.

    Example:
        >>> flat_colours_generator((64, 64, 3), colours=12).output_shape
        (None, 64, 64, 3)
    """
    colours = check_whole(colours, "colours", least=2)
    width = check_whole(width, "width", least=1)
    latents = keras.Input((check_whole(latent_dim, "latent_dim", least=1),), name="latents")
    maps = resize_convolutions(latents, image_shape, width, normalization)
    height, breadth, channels = image_shape
    regions = convolved(maps, colours, True, normalization)
    regions = layers.Reshape((height * breadth, colours))(regions)
    # Sums of sixteen products, whose errors in half precision would show as bands.
    regions = layers.Rescaling(SHARPNESS, dtype="float32")(regions)
    shares = layers.Softmax(dtype="float32", name="shares")(regions)
    hidden = layers.Dense(HIDDEN, activation="relu")(latents)
    hidden = layers.Dense(HIDDEN, activation="relu")(hidden)
    palette = layers.Dense(colours * channels, activation="tanh", dtype="float32")(hidden)
    palette = layers.Reshape((colours, channels), dtype="float32", name="palette")(palette)
    images = layers.Dot(axes=(2, 1), dtype="float32")([shares, palette])
    images = layers.Reshape((height, breadth, channels), dtype="float32", name="images")(images)
    return keras.Model(latents, images, name=name)
