"""Builds the three networks of a summary GAN for its tokenizers."""

import keras

from keras_gan_zoo.errors import VocabularyMismatch
from keras_gan_zoo.families.text.summary_gan.discriminators import (
    residual_discriminator,
    stepwise_discriminator,
)
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.models.seq2seq_builder import build_seq2seq
from keras_gan_zoo.networks.attention_decoder import AttentionDecoder


def build_summary_networks(
    vocabulary_size: int | None,
    length: int | None,
    source_length: int | None,
    embedding_dim: int,
    units: int,
    discriminator_units: int,
    copying: bool,
    stepwise: bool,
    tokenizer: Tokenizer | None,
    source_tokenizer: Tokenizer | None,
) -> tuple[keras.Model, keras.Model, keras.Model]:
    """Builds the generator, the reconstructor, which is its mirror, and the discriminator.

    Args:
        vocabulary_size: Number of tokens; `None` for the tokenizer's, or 5000.
        length: Tokens of a summary; `None` for the tokenizer's, or 20.
        source_length: Tokens of a text; `None` for the source tokenizer's, or as many.
        embedding_dim: Length of a token's vector.
        units: Units of each LSTM.
        discriminator_units: Filters, or units, of the discriminator.
        copying: Whether words can be copied.
        stepwise: Whether the discriminator scores every step; else whole sequences.
        tokenizer: That of summaries, or `None`.
        source_tokenizer: That of texts; `None` for the same.

    Raises:
        VocabularyMismatch: If the two tokenizers have other words.
    """
    if tokenizer and source_tokenizer and tokenizer.vocabulary != source_tokenizer.vocabulary:
        raise VocabularyMismatch(
            "`source_tokenizer` must have the words of `tokenizer`, as texts and summaries are "
            "turned into each other: make it by Tokenizer(tokenizer.vocabulary, length=...)."
        )
    generator = build_seq2seq(
        vocabulary_size,
        length,
        vocabulary_size,
        source_length,
        embedding_dim,
        units,
        tokenizer,
        source_tokenizer,
        copying,
    )
    size, short, long = generator.vocabulary_size, generator.length, generator.source_length
    reconstructor = AttentionDecoder(
        size,
        short,
        size,
        long,
        embedding_dim,
        units,
        generator.end_token,
        generator.source_end,
        copying,
        name="reconstructor",
    )
    if stepwise:
        discriminator = stepwise_discriminator(size, short, embedding_dim, discriminator_units)
    else:
        discriminator = residual_discriminator(size, short, discriminator_units)
    return generator, reconstructor, discriminator
