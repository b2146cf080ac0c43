"""Builds the generator of a sequence to sequence family for its tokenizers."""

from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.models.sequence_model import SequenceModel
from keras_gan_zoo.networks.attention_decoder import AttentionDecoder
from keras_gan_zoo.networks.conditional_decoder import ConditionalDecoder


def build_seq2seq(
    vocabulary_size: int | None,
    length: int | None,
    source_vocabulary_size: int | None,
    source_length: int | None,
    embedding_dim: int,
    units: int,
    tokenizer: Tokenizer | None,
    source_tokenizer: Tokenizer | None,
    copying: bool = False,
) -> ConditionalDecoder:
    """Builds the generator.

    Args:
        vocabulary_size: Number of tokens that are written; `None` for the tokenizer's, or 5000.
        length: Tokens of what is written; `None` for the tokenizer's, or 20.
        source_vocabulary_size: Number of tokens that are read; `None` for as many.
        source_length: Tokens of what is read; `None` for as many.
        embedding_dim: Length of a token's vector.
        units: Units of each LSTM.
        tokenizer: That of what is written, or `None`.
        source_tokenizer: That of what is read; `None` for the same.
        copying: Whether words of what is read can be copied.

    Raises:
        VocabularyMismatch: If a tokenizer has others.
        ValueError: If words are to be copied from another vocabulary.
    """
    size, longest, end = SequenceModel.sizes(vocabulary_size, length, tokenizer)
    if source_tokenizer is None and tokenizer is None:
        read, read_longest, read_end = source_vocabulary_size or size, source_length or longest, end
    else:
        read, read_longest, read_end = SequenceModel.sizes(
            source_vocabulary_size, source_length, source_tokenizer or tokenizer
        )
    return AttentionDecoder(
        read,
        read_longest,
        size,
        longest,
        embedding_dim,
        units,
        read_end,
        end,
        copying,
        name="generator",
    )
