"""Encoders of a text as one vector, by recurrence or by attention."""

import math
from collections.abc import Callable

import keras
from keras import layers, ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.layers import PositionEmbedding, TokenEmbedding
from keras_gan_zoo.layers.tokenizer import END
from keras_gan_zoo.networks.transformer_decoder import TransformerBlock


def recurrent_text_encoder(
    vocabulary_size: int,
    length: int,
    embedding_dim: int = 64,
    units: int = 128,
    depth: int = 1,
    name: str = "text_encoder",
) -> keras.Model:
    """Builds GRUs that read a text word by word; the text is the last one's state at its end.

    Args:
        vocabulary_size: Number of tokens.
        length: Tokens of a text; those after its end (`END`) change nothing.
        embedding_dim: Length of a token's vector.
        units: Length of the text's vector.
        depth: Number of GRUs, one reading the states of the other.
        name: Name of the network.

    Returns:
        A network from tokens (batch, length) to vectors (batch, units), float32.

    Raises:
        ValueError: If a number is no whole number of at least 1.

    Example:
        >>> recurrent_text_encoder(100, 20).output_shape
        (None, 128)

    Reference:
        https://arxiv.org/abs/1406.1078
    """
    tokens, x, is_word = _embedded(vocabulary_size, length, embedding_dim)
    units, depth = check_whole(units, "units", least=1), check_whole(depth, "depth", least=1)
    for index in range(depth):
        last = index == depth - 1
        x = layers.GRU(units, return_sequences=not last, name=f"gru_{index}")(x, mask=is_word)
    text = layers.Activation("linear", dtype="float32", name="text")(x)
    return keras.Model(tokens, text, name=name)


def transformer_text_encoder(
    vocabulary_size: int,
    length: int,
    embedding_dim: int = 64,
    units: int = 128,
    depth: int = 2,
    heads: int = 4,
    name: str = "text_encoder",
) -> keras.Model:
    """Builds blocks of attention over a text; the text is the mean over its words.

    Each word attends to itself and to those before it, so that what comes after the end of a text
    changes nothing.

    Args:
        vocabulary_size: Number of tokens.
        length: Tokens of a text.
        embedding_dim: Width of the blocks; the heads divide it.
        units: Length of the text's vector.
        depth: Number of blocks.
        heads: Attention heads.
        name: Name of the network.

    Returns:
        A network from tokens (batch, length) to vectors (batch, units), float32.

    Raises:
        ValueError: If a number is no whole number of at least 1, or the heads do not divide the
            width.

    Example:
        >>> transformer_text_encoder(100, 20).output_shape
        (None, 128)

    Reference:
        https://arxiv.org/abs/1706.03762
    """
    if embedding_dim % check_whole(heads, "heads", least=1):
        raise ValueError(
            f"`heads` must divide embedding_dim={embedding_dim}, got {heads}; e.g. "
            f"{math.gcd(embedding_dim, heads)}."
        )
    tokens, x, is_word = _embedded(vocabulary_size, length, embedding_dim)
    x = PositionEmbedding()(x)
    for index in range(check_whole(depth, "depth", least=1)):
        x = TransformerBlock(heads, name=f"block_{index}")(x)
    x = layers.GlobalAveragePooling1D()(layers.LayerNormalization()(x), mask=is_word)
    text = layers.Dense(check_whole(units, "units", least=1), dtype="float32", name="text")(x)
    return keras.Model(tokens, text, name=name)


_ENCODERS: dict[str, Callable[..., keras.Model]] = {
    "recurrent": recurrent_text_encoder,
    "transformer": transformer_text_encoder,
}


def build_text_encoder(
    encoder: str, vocabulary_size: int, length: int, **sizes: int | None
) -> keras.Model:
    """Builds a text encoder by name.

    Args:
        encoder: "recurrent" or "transformer".
        vocabulary_size: Number of tokens.
        length: Tokens of a text.
        **sizes: As for the encoder's own builder, of which `None` leaves a default as it is.

    Raises:
        ValueError: If there is no such encoder, or a number is too small.

    Example:
        >>> build_text_encoder("transformer", 100, 20, depth=1).output_shape
        (None, 128)
    """
    if encoder not in _ENCODERS:
        raise ValueError(
            f"`encoder` must be one of {listed(_ENCODERS)}, got {encoder!r}."
            + nearest(encoder, _ENCODERS)
        )
    given = {name: size for name, size in sizes.items() if size is not None}
    return _ENCODERS[encoder](vocabulary_size, length, **given)


def unrolled(encoder: keras.Model) -> keras.Model:
    """Returns a text encoder whose recurrence is written out step by step, with the same weights.

    TF-Lite has built-in operators for that and none for a loop over a free batch. To trace it
    takes ten times as long, so that it is not trained so. An encoder without recurrence is
    returned as it is.
    """
    if not any(isinstance(layer, layers.GRU) for layer in encoder.layers):
        return encoder

    def copied(layer):
        changed = {"unroll": True} if isinstance(layer, layers.GRU) else {}
        return layer.__class__.from_config({**layer.get_config(), **changed})

    copy = keras.models.clone_model(encoder, clone_function=copied)
    copy.set_weights(encoder.get_weights())
    return copy


def _embedded(vocabulary_size, length, embedding_dim):
    """Returns the input of tokens, their vectors, and which of them are words of the text."""
    tokens = keras.Input((check_whole(length, "length", least=1),), dtype="int32", name="tokens")
    x = TokenEmbedding(vocabulary_size, embedding_dim, name="embedding")(tokens)
    return tokens, x, ops.not_equal(tokens, END)
