"""The discriminators of summaries: a residual one of distributions, and one that judges each step.

Both read distributions over tokens, since a gradient penalty is taken between sequences.
"""

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers.token_embedding import TokenEmbedding

_SHARE = 0.3
"""Of what a residual block adds, as in 1704.00028's language model."""


def residual_discriminator(
    vocabulary_size: int,
    length: int,
    width: int = 512,
    blocks: int = 4,
    kernel_size: int = 5,
    name: str = "discriminator",
) -> keras.Model:
    """Builds the paper's discriminator 1: residual convolutions over a sequence of distributions.

    Args:
        vocabulary_size: Number of tokens.
        length: Tokens of a sequence.
        width: Filters of each convolution.
        blocks: Residual blocks, each of two convolutions.
        kernel_size: Tokens that a convolution sees at once.
        name: Name of the network.

    Returns:
        A network from distributions (batch, length, vocabulary_size) to scores (batch, 1).

    Example:
        >>> residual_discriminator(5000, 12).output_shape
        (None, 1)

    Reference:
        1810.02851, section 5.1 and appendix A; 1704.00028 for the blocks.
    """
    width = check_whole(width, "width", least=1)
    words = keras.Input((check_whole(length, "length", least=1), vocabulary_size), name="words")
    x = TokenEmbedding(vocabulary_size, width, name="embedding")(words)
    for block in range(check_whole(blocks, "blocks", least=1)):
        added = x
        for index in range(2):
            added = layers.Activation("relu")(added)
            added = layers.Conv1D(
                width, kernel_size, padding="same", name=f"block_{block}_{index}"
            )(added)
        x = layers.Add()([x, layers.Rescaling(_SHARE)(added)])
    x = layers.Dense(1, name="score")(layers.Flatten()(x))
    return keras.Model(words, layers.Activation("linear", dtype="float32")(x), name=name)


def stepwise_discriminator(
    vocabulary_size: int,
    length: int,
    embedding_dim: int = 300,
    units: int = 512,
    name: str = "discriminator",
) -> keras.Model:
    """Builds the paper's discriminator 2: an LSTM that scores what it has read, at every step.

    Args:
        vocabulary_size: Number of tokens.
        length: Tokens of a sequence.
        embedding_dim: Length of a token's vector.
        units: Units of the LSTM.
        name: Name of the network.

    Returns:
        A network from distributions (batch, length, vocabulary_size) to scores (batch, length); the
        one at a position depends on nothing behind it.

    Example:
        >>> stepwise_discriminator(5000, 12, units=64).output_shape
        (None, 12)

    Reference:
        1810.02851, section 5.2.1 and appendix A.
    """
    length = check_whole(length, "length", least=1)
    words = keras.Input((length, vocabulary_size), name="words")
    x = TokenEmbedding(vocabulary_size, embedding_dim, name="embedding")(words)
    # Unrolled: a gradient penalty differentiates twice, which a loop of TensorFlow's is slow at.
    x = layers.LSTM(
        check_whole(units, "units", least=1), return_sequences=True, unroll=True, name="lstm"
    )(x)
    x = layers.Reshape((length,))(layers.Dense(1, name="score")(x))
    return keras.Model(words, layers.Activation("linear", dtype="float32")(x), name=name)
