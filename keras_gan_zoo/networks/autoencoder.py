"""The autoencoder that serves as a discriminator in EBGAN and BEGAN (1609.03126, 1703.10717)."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.layers import NearestUpsampling2D
from keras_gan_zoo.networks.normalization import check_normalization, has_offset, normalize
from keras_gan_zoo.networks.shapes import halvings


def autoencoder(
    image_shape: Sequence[int],
    width: int = 64,
    code_dim: int | None = None,
    normalization: str = "batch",
    name: str = "discriminator",
) -> keras.Model:
    """Builds an autoencoder that encodes a picture and reconstructs it.

    Convolutions of stride 2 down, then nearest-neighbour resizes and convolutions up: with
    transposed convolutions the energy would measure the decoder's checkerboard.

    Args:
        image_shape: (height, width, channels), of a size that `halvings` takes.
        width: Channels of the first map; each map after it has twice as many.
        code_dim: Length of the code between encoder and decoder; `None` for the last map itself.
        normalization: "batch", "layer", "instance" or "none".
        name: Name of the network.

    Returns:
        A network from images (batch, height, width, channels) in [-1, 1] to a pair: the
        reconstruction, of the same shape, and the code, (batch, length).

    Raises:
        ValueError: If the picture's sides are not small numbers times a power of two, or
            the normalization is unknown.

    Example:
        >>> reconstruction, code = autoencoder((32, 32, 3), code_dim=64).output_shape
        >>> code
        (None, 64)
    """
    _, steps = halvings(image_shape)
    check_normalization(normalization)
    use_bias = not has_offset(normalization)
    images = keras.Input(image_shape, name="images")
    x = images
    for step in range(steps):
        plain = step == 0  # as in DCGAN, the first map is not normalized
        x = layers.Conv2D(
            width * 2**step, 4, strides=2, padding="same", use_bias=use_bias or plain
        )(x)
        x = layers.LeakyReLU(0.2)(x if plain else normalize(x, normalization))
    shape = x.shape[1:]
    code = layers.Flatten(name="features")(x)
    if code_dim is not None:
        code = layers.Dense(code_dim, name="code")(code)
        x = layers.Reshape(shape)(layers.Dense(shape[0] * shape[1] * shape[2])(code))
    for step in reversed(range(steps)):
        x = NearestUpsampling2D()(x)
        x = layers.Conv2D(width * 2 ** max(0, step - 1), 3, padding="same", use_bias=use_bias)(x)
        x = layers.LeakyReLU(0.2)(normalize(x, normalization))
    x = layers.Conv2D(image_shape[-1], 3, padding="same")(x)
    reconstruction = layers.Activation("tanh", dtype="float32", name="reconstruction")(x)
    return keras.Model(images, [reconstruction, code], name=name)
