"""Discriminators of token sequences: SeqGAN's convolutional and ScratchGAN's recurrent one."""

from collections.abc import Mapping

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers.highway import Highway
from keras_gan_zoo.layers.token_embedding import TokenEmbedding

SEQGAN_FILTERS = {
    **{1: 100, 2: 200, 3: 200, 4: 200, 5: 200, 6: 100, 7: 100, 8: 100, 9: 100, 10: 100},
    **{15: 160, 20: 160},
}
"""How many filters SeqGAN's discriminator has of each width, for sequences of length 20."""


def cnn_text_discriminator(
    vocabulary_size: int,
    length: int,
    embedding_dim: int = 64,
    filters: int | Mapping[int, int] = SEQGAN_FILTERS,
    dropout: float = 0.25,
    l2: float = 0.2,
    soft: bool = False,
    logits: bool = True,
    name: str = "discriminator",
) -> keras.Model:
    """Builds SeqGAN's discriminator: convolutions of many widths, each reduced to its maximum.

    Args:
        vocabulary_size: Number of tokens.
        length: Tokens of a sequence.
        embedding_dim: Length of a token's vector.
        filters: From width in tokens to number of filters; widths above `length` are left out.
            A whole number is that many of each of the paper's widths.
        dropout: Share of the last features that is dropped.
        l2: Weight of half the squared norm of the last layer.
        soft: Whether the input is distributions over tokens instead of tokens.
        logits: Whether the output is a logit; else it is the features, (batch, sum of filters).
        name: Name of the network.

    Returns:
        A network from tokens (batch, length), or from distributions (batch, length,
        vocabulary_size), to logits (batch, 1).

    Raises:
        ValueError: If no filter fits the length, or a number is not a whole number.

    Example:
        >>> cnn_text_discriminator(5000, 20).output_shape
        (None, 1)

    Reference:
        1609.05473, section 3.4 and appendix; 1408.5882.
    """
    length = check_whole(length, "length", least=1)
    fitting = {width: count for width, count in _counts(filters).items() if width <= length}
    if not fitting:
        raise ValueError(
            f"`filters` has no width of at most length={length}, got {sorted(_counts(filters))}."
        )
    tokens = _token_input(vocabulary_size, length, soft)
    embedded = TokenEmbedding(vocabulary_size, embedding_dim, limit=1.0, name="embedding")(tokens)
    maxima = [
        layers.GlobalMaxPooling1D()(
            layers.Conv1D(count, width, activation="relu", name=f"width_{width}")(embedded)
        )
        for width, count in sorted(fitting.items())
    ]
    x = layers.Concatenate()(maxima) if len(maxima) > 1 else maxima[0]
    x = layers.Dropout(dropout)(Highway(name="highway")(x))
    if not logits:
        return keras.Model(tokens, layers.Activation("linear", dtype="float32")(x), name=name)
    half_squares = keras.regularizers.L2(l2 / 2)
    x = layers.Dense(1, kernel_regularizer=half_squares, bias_regularizer=half_squares)(x)
    return keras.Model(tokens, layers.Activation("linear", dtype="float32")(x), name=name)


def recurrent_text_discriminator(
    vocabulary_size: int,
    length: int,
    embedding_dim: int = 64,
    units: int = 512,
    given_dim: int = 0,
    regularized: bool = True,
    name: str = "discriminator",
) -> keras.Model:
    """Builds ScratchGAN's discriminator: an LSTM that gives a logit at every step.

    Args:
        vocabulary_size: Number of tokens.
        length: Tokens of a sequence.
        embedding_dim: Trained dimensions of a token's vector.
        units: Units of the LSTM.
        given_dim: Given dimensions of a token's vector, such as GloVe's; they are assigned by
            `network.get_layer("embedding").assign_given(vectors)`.
        regularized: Whether there are layer normalization, dropout of 0.1 and an L2 penalty of
            1e-6 on the kernels.
        name: Name of the network.

    Returns:
        A network from tokens (batch, length) to logits (batch, length); the one at a position
        depends on the tokens up to it.

    Example:
        >>> recurrent_text_discriminator(5000, 20, units=64).output_shape
        (None, 20)

    Reference:
        1905.09922, sections 3.2 and 4.
    """
    length = check_whole(length, "length", least=1)
    l2 = keras.regularizers.L2(1e-6) if regularized else None
    tokens = _token_input(vocabulary_size, length, soft=False)
    x = TokenEmbedding(vocabulary_size, embedding_dim, given_dim, name="embedding")(tokens)
    if regularized:
        x = layers.Dropout(0.1)(x)
    x = layers.Dense(units, kernel_regularizer=l2)(x)
    x = layers.LSTM(
        units, return_sequences=True, kernel_regularizer=l2, recurrent_regularizer=l2, name="lstm"
    )(x)
    if regularized:
        x = layers.LayerNormalization()(x)
    x = layers.Reshape((length,))(layers.Dense(1, kernel_regularizer=l2)(x))
    return keras.Model(tokens, layers.Activation("linear", dtype="float32")(x), name=name)


def _token_input(vocabulary_size, length, soft):
    if soft:
        return keras.Input((length, vocabulary_size), name="tokens")
    return keras.Input((length,), dtype="int32", name="tokens")


def _counts(filters: int | Mapping[int, int]) -> dict[int, int]:
    if isinstance(filters, Mapping):
        return {
            check_whole(width, "filters", least=1): check_whole(count, "filters", least=1)
            for width, count in filters.items()
        }
    return dict.fromkeys(SEQGAN_FILTERS, check_whole(filters, "filters", least=1))
