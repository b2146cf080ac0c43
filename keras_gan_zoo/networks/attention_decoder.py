"""The recurrent sequence to sequence network: LSTMs that read, and one that writes and attends."""

from typing import Any

import keras

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers.token_embedding import TokenEmbedding
from keras_gan_zoo.networks.attention_halves import AttentionWriter, BothWaysReader
from keras_gan_zoo.networks.conditional_decoder import ConditionalDecoder
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class AttentionDecoder(BothWaysReader, AttentionWriter, ConditionalDecoder):
    r"""An encoder that reads both ways, and an LSTM that attends to all that was read.

    The state is what was read (memory and mask), which stays, and the LSTM's own: a sampler
    encodes its sources once.

    A network that is `copying` can write a word of its source as it stands there: of a sequence's
    next token it gives \( p_{gen} P(w) + (1 - p_{gen}) \sum_{s: x_s = w} a_s \), the attention
    being where it copies from. Its logits are the logarithms of that, and what was read is a part
    of its state.

    Args:
        source_vocabulary_size: Number of the sources' tokens.
        source_length: Tokens of a source.
        vocabulary_size: Number of tokens.
        length: Tokens of a sequence.
        embedding_dim: Dimensions of a token's vector, in the encoder and in the decoder.
        units: Units of the decoder's LSTM, and of each of the encoder's two.
        source_end: As for `ConditionalDecoder`.
        end_token: As for `ConditionalDecoder`.
        copying: Whether words of the source can be copied (pointer-generator).
        **kwargs: As for `keras.Model`.

    Raises:
        ValueError: If a number is not as said, or what is to be copied is of another vocabulary.

    Example:
        >>> network = AttentionDecoder(5000, 20, 5000, 20)
        >>> network([np.zeros((4, 20), "int32"), np.zeros((4, 20), "int32")]).shape
        TensorShape([4, 20, 5000])

    Reference:
        1409.0473 (the encoder); 1508.04025, section 3.1 (the attention), without its input feeding;
        1704.04368, section 2.2 (copying), without its words outside the vocabulary and with
        Luong's output in the place of the context and of the state.
    """

    def __init__(
        self,
        source_vocabulary_size: int,
        source_length: int,
        vocabulary_size: int,
        length: int,
        embedding_dim: int = 64,
        units: int = 128,
        source_end: int | None = None,
        end_token: int | None = None,
        copying: bool = False,
        **kwargs: Any,
    ):
        super().__init__(
            source_vocabulary_size,
            source_length,
            vocabulary_size,
            length,
            source_end,
            end_token,
            **kwargs,
        )
        self.embedding_dim = check_whole(embedding_dim, "embedding_dim", least=1)
        self.units = check_whole(units, "units", least=1)
        self.copying = bool(copying)
        if self.copying and source_vocabulary_size != vocabulary_size:
            raise ValueError(
                f"`copying` needs one vocabulary for what is read and what is written, got "
                f"source_vocabulary_size={source_vocabulary_size} and "
                f"vocabulary_size={vocabulary_size}: make one tokenizer of both texts."
            )
        policy = self.dtype_policy
        self.source_embedding = TokenEmbedding(
            source_vocabulary_size, embedding_dim, dtype=policy, name="source_embedding"
        )
        self.add_reader(units, policy)
        self.add_writer(embedding_dim, units, self.copying, policy)
        self.build(self.input_shape)

    def build(self, input_shape: Shape) -> None:
        """Creates the weights of all layers."""
        self.source_embedding.build((None, self.source_length))
        self.build_reader(self.source_length, self.embedding_dim)
        self.build_writer(self.source_length, 2 * self.units)

    def encode(self, sources: Tensor, training: bool = False) -> tuple[Tensor, ...]:
        """Reads sources both ways; see `ConditionalDecoder.encode`.

        Returns:
            Memory (batch, source_length, 2 * units), which positions count (batch, source_length),
            where words can be copied the sources themselves, and the LSTM's hidden and cell state
            (batch, units).
        """
        mask = self.source_mask(sources)
        memory, hidden, cell = self.read(self.source_embedding(sources), mask)
        read = (memory, mask, sources) if self.copying else (memory, mask)
        return *read, hidden, cell

    def get_config(self) -> dict[str, Any]:
        """Returns the sizes."""
        return {
            **super().get_config(),
            "embedding_dim": self.embedding_dim,
            "units": self.units,
            "copying": self.copying,
        }
