"""The hierarchical discriminator of dialogues: utterances become vectors, and these a verdict."""

import keras
from keras import layers, ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers.token_embedding import TokenEmbedding


def dialogue_discriminator(
    source_vocabulary_size: int,
    source_length: int,
    vocabulary_size: int,
    length: int,
    embedding_dim: int = 128,
    units: int = 256,
    source_end: int | None = None,
    name: str = "discriminator",
) -> keras.Model:
    """Builds a discriminator that has a verdict at each token of an answer.

    The question is read to its end, the answer token by token; at each token an LSTM goes over the
    two vectors, that of the question and that of the answer so far.

    Args:
        source_vocabulary_size: Number of the questions' tokens.
        source_length: Tokens of a question.
        vocabulary_size: Number of the answers' tokens.
        length: Tokens of an answer.
        embedding_dim: Dimensions of a token's vector.
        units: Units of each LSTM.
        source_end: The token that ends and fills up a question, or `None`.
        name: Name of the network.

    Returns:
        A network from questions (batch, source_length) and answers (batch, length) to logits
        (batch, length); that at a token depends on nothing behind it, the last is on the whole.

    Example:
        >>> dialogue_discriminator(100, 8, 100, 10).output_shape
        (None, 10)

    Reference:
        1701.06547, section 3.1; 1507.04808 for the hierarchy.
    """
    units = check_whole(units, "units", least=1)
    sources = keras.Input((source_length,), dtype="int32", name="sources")
    tokens = keras.Input((length,), dtype="int32", name="tokens")
    of_source = TokenEmbedding(source_vocabulary_size, embedding_dim, name="source_embedding")
    mask = None if source_end is None else ops.not_equal(sources, source_end)
    question = layers.LSTM(units, name="question")(of_source(sources), mask=mask)
    embedded = TokenEmbedding(vocabulary_size, embedding_dim, name="embedding")(tokens)
    answer = layers.LSTM(units, return_sequences=True, name="answer")(embedded)
    both = layers.Concatenate(axis=2)(
        [
            layers.Reshape((length, 1, units))(layers.RepeatVector(length)(question)),
            layers.Reshape((length, 1, units))(answer),
        ]
    )
    x = layers.TimeDistributed(layers.LSTM(units, name="dialogue"), name="at_each_token")(both)
    x = layers.Reshape((length,))(layers.Dense(1)(x))
    logits = layers.Activation("linear", dtype="float32")(x)
    return keras.Model([sources, tokens], logits, name=name)
