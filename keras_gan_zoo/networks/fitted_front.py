"""Generators that begin with the Gaussian of the codes that they draw from."""

import keras

from keras_gan_zoo.layers.fitted_gaussian import FittedGaussian


def behind_gaussian(
    decoder: keras.Model, momentum: float = 0.99, name: str = "generator"
) -> keras.Model:
    """Returns the network from standard normal numbers through fitted codes to pictures.

    Args:
        decoder: A built network from codes (batch, latent_dim) to pictures. Its weights are shared.
        momentum: Of the `FittedGaussian` in front of it.
        name: Name of the network.

    Returns:
        A network from latents (batch, latent_dim) to what the decoder gives; `gaussian_of` and
        `decoder_of` return its two parts.

    Example:
        >>> behind_gaussian(dcgan_generator((28, 28, 1))).output_shape
        (None, 28, 28, 1)
    """
    latents = keras.Input(decoder.input_shape[1:], name="latents")
    codes = FittedGaussian(momentum, name="gaussian")(latents)
    return keras.Model(latents, decoder(codes), name=name)


def gaussian_of(generator: keras.Model) -> FittedGaussian:
    """Returns the Gaussian that a generator begins with.

    Raises:
        ValueError: If it was not made by `behind_gaussian`.
    """
    _check(generator)
    return generator.layers[1]


def decoder_of(generator: keras.Model) -> keras.Model:
    """Returns what a generator has behind its Gaussian: the network from codes to pictures.

    Raises:
        ValueError: If it was not made by `behind_gaussian`.
    """
    _check(generator)
    return generator.layers[2]


def _check(generator: keras.Model) -> None:
    layers = generator.layers
    if len(layers) != 3 or not isinstance(layers[1], FittedGaussian):
        raise ValueError(
            "`generator` must begin with the Gaussian of its codes, and does not: pass "
            "keras_gan_zoo.networks.behind_gaussian(generator)."
        )
