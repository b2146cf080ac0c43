"""The synthetic oracle of SeqGAN: a random LSTM whose sequences serve as real data."""

import numpy as np

from keras_gan_zoo.networks.decoder import Decoder
from keras_gan_zoo.networks.lstm_decoder import LSTMDecoder
from keras_gan_zoo.networks.sampler import sampling_network

ORACLE_SEED = 1609
"""The seed of the zoo's oracle. Another draw shifts the scale of all its scores."""


def oracle(
    vocabulary_size: int = 5000,
    length: int = 20,
    embedding_dim: int = 32,
    units: int = 32,
    seed: int = ORACLE_SEED,
) -> LSTMDecoder:
    """Builds the oracle: an LSTM decoder with weights drawn from N(0, 1).

    It writes sequences that stand for real ones, and it knows how probable any sequence is, so
    that a generator can be judged exactly by what the oracle thinks of what it writes.

    Args:
        vocabulary_size: Number of tokens.
        length: Tokens of a sequence.
        embedding_dim: Length of a token's vector.
        units: Units of the LSTM.
        seed: Seed of the weights; NumPy's generator, so that they are the same everywhere.

    Example:
        >>> sequences = draw_sequences(oracle(), 10_000, seed=0)

    Reference:
        1609.05473, section 4.
    """
    decoder = LSTMDecoder(vocabulary_size, length, embedding_dim, units, name="oracle")
    generator = np.random.default_rng(seed)
    decoder.set_weights(
        [generator.standard_normal(weight.shape, "float32") for weight in decoder.weights]
    )
    decoder.trainable = False
    return decoder


def draw_sequences(decoder: Decoder, count: int, seed: int, batch_size: int = 500) -> np.ndarray:
    """Samples sequences from a decoder.

    Args:
        decoder: A `Decoder`.
        count: How many.
        seed: Seed of the draws.
        batch_size: Sequences drawn at once.

    Returns:
        Array (count, length), int32.

    Example:
        >>> draw_sequences(decoder, 100, seed=0).shape
        (100, 20)
    """
    uniforms = np.random.default_rng(seed).random((count, decoder.length), dtype="float32")
    return sampling_network(decoder).predict(uniforms, batch_size=batch_size, verbose=0)
