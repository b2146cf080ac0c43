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


def before_standardization(encoder: keras.Model, gaussian: FittedGaussian) -> keras.Model:
    """Returns the network from what an encoder takes to its codes as latents of a fitted Gaussian.

    What `behind_gaussian` of the same Gaussian does first is undone, as it is now: the network
    holds numbers of its own there, and shares the encoder's weights.

    Args:
        encoder: A built network to codes (batch, latent_dim).
        gaussian: Fitted to such codes.

    Example:
        >>> before_standardization(model.encoder, gaussian_of(model.decoder))
    """
    inverse, offset = gaussian.inverse()
    layer = keras.layers.Dense(len(offset), dtype="float32", name="latents", trainable=False)
    network = keras.Model(encoder.input, layer(encoder.output), name=encoder.name)
    layer.set_weights([inverse.T, offset])
    return network


def gaussian_of(generator: keras.Model, name: str = "generator") -> FittedGaussian:
    """Returns the Gaussian that a generator begins with.

    Args:
        generator: A network that draws.
        name: What a message calls it.

    Raises:
        ValueError: If it was not made by `behind_gaussian`.
    """
    layers = generator.layers
    if len(layers) != 3 or not isinstance(layers[1], FittedGaussian):
        raise ValueError(
            f"`{name}` must begin with the Gaussian of its codes, and does not: pass "
            f'keras_gan_zoo.networks.behind_gaussian({name}, name="{name}").'
        )
    return layers[1]


def decoder_of(generator: keras.Model) -> keras.Model:
    """Returns what a generator has behind its Gaussian: the network from codes to pictures.

    Raises:
        ValueError: If it was not made by `behind_gaussian`.
    """
    gaussian_of(generator)
    return generator.layers[2]
