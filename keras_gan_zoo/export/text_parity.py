"""The error of a converted text generator, in probability."""

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.export.parity import Parity
from keras_gan_zoo.networks.decoder import Decoder
from keras_gan_zoo.networks.sampler import Sample


def sampled_decoder(network: keras.Model) -> Decoder | None:
    """Returns the decoder that a network samples from, or `None` if it is not a text generator.

    Example:
        >>> sampled_decoder(sampling_network(decoder)) is decoder
        True
    """
    return next((layer.decoder for layer in network.layers if isinstance(layer, Sample)), None)


def text_parity(decoder: Decoder, uniforms: np.ndarray, tokens: np.ndarray) -> Parity:
    """Measures the error of a text generator's tokens, given its random numbers.

    A random number u stands for the token in whose share of the cumulative distribution it lies.
    The error of a token is how far u lies outside of the share of the token that was written
    instead, in probability: 0 for the right token, and next to nothing where rounding moved a
    border past u. Each token is judged after those that were written before it, so that one
    other token does not make all that follow it wrong.

    Args:
        decoder: The `keras_gan_zoo.networks.Decoder` in Keras.
        uniforms: (n, length) in [0, 1).
        tokens: What the converted generator made of them, (n, length) whole numbers.

    Returns:
        The largest error, and the peak signal-to-noise ratio of all, in decibels, with a peak of
        1. Tokens after the end token do not count.

    Example:
        >>> text_parity(decoder, uniforms, network.predict(uniforms)).max_error < 1e-6
        True
    """
    tokens = np.asarray(tokens, "int32")
    logits = ops.cast(decoder(tokens, training=False), "float32")
    reached = np.cumsum(ops.convert_to_numpy(ops.softmax(logits)), axis=-1, dtype="float64")
    reached /= reached[..., -1:]
    ends = np.take_along_axis(reached, tokens[..., None], axis=-1)[..., 0]
    begins = np.take_along_axis(reached, np.maximum(tokens - 1, 0)[..., None], axis=-1)[..., 0]
    begins = np.where(tokens == 0, 0.0, begins)
    missed = np.maximum(0.0, np.maximum(begins - uniforms, uniforms - ends))
    missed = missed[ops.convert_to_numpy(decoder.mask(tokens)) > 0]
    with np.errstate(divide="ignore"):
        psnr = -10 * np.log10(np.mean(np.square(missed)))
    return Parity(float(missed.max()), float(psnr))
