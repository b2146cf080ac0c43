"""The recurrent sequence to sequence network: LSTMs that read, and one that writes and attends."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers.global_attention import GlobalAttention
from keras_gan_zoo.layers.token_embedding import TokenEmbedding
from keras_gan_zoo.networks.conditional_decoder import ConditionalDecoder
from keras_gan_zoo.types import Shape, Tensor

_LEAST = 1e-9
"""Added to each probability before its logarithm, for words that are neither written nor read."""


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class AttentionDecoder(ConditionalDecoder):
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

        def lstm(name, **options):
            return keras.layers.LSTM(
                units, return_sequences=True, return_state=True, dtype=policy, name=name, **options
            )

        self.source_embedding = TokenEmbedding(
            source_vocabulary_size, embedding_dim, dtype=policy, name="source_embedding"
        )
        self.forward = lstm("forward")
        self.backward = lstm("backward", go_backwards=True)
        self.bridges = [
            keras.layers.Dense(units, activation="tanh", dtype=policy, name=f"bridge_{index}")
            for index in range(2)
        ]
        self.embedding = TokenEmbedding(
            vocabulary_size, embedding_dim, dtype=policy, name="embedding"
        )
        self.writer = lstm("writer")
        self.attention = GlobalAttention(units, dtype=policy, name="attention")
        self.output_layer = keras.layers.Dense(vocabulary_size, dtype=policy, name="output")
        if self.copying:
            self.gate = keras.layers.Dense(1, dtype=policy, name="gate")
        self.build(self.input_shape)

    def build(self, input_shape: Shape) -> None:
        """Creates the weights of all layers."""
        self.source_embedding.build((None, self.source_length))
        self.embedding.build((None, self.length))
        for layer, length in (
            (self.forward, self.source_length),
            (self.backward, self.source_length),
            (self.writer, self.length),
        ):
            layer.build((None, length, self.embedding_dim))
        for bridge in self.bridges:
            bridge.build((None, 2 * self.units))
        self.attention.build((None, self.units), (None, self.source_length, 2 * self.units))
        self.output_layer.build((None, self.units))
        if self.copying:
            self.gate.build((None, self.units + self.embedding_dim))

    def encode(self, sources: Tensor, training: bool = False) -> tuple[Tensor, ...]:
        """Reads sources both ways; see `ConditionalDecoder.encode`.

        Returns:
            Memory (batch, source_length, 2 * units), which positions count (batch, source_length),
            where words can be copied the sources themselves, and the LSTM's hidden and cell state
            (batch, units).
        """
        mask = self.source_mask(sources)
        embedded = self.source_embedding(sources)
        there, *ends = self.forward(embedded, mask=mask)
        back, *begins = self.backward(embedded, mask=mask)
        memory = ops.concatenate([there, ops.flip(back, axis=1)], axis=-1)
        hidden, cell = (
            bridge(ops.concatenate([end, begin], axis=-1))
            for bridge, end, begin in zip(self.bridges, ends, begins, strict=True)
        )
        read = (memory, mask, sources) if self.copying else (memory, mask)
        return *read, hidden, cell

    def decode(self, tokens: Tensor, state: Sequence[Tensor], training: bool = False) -> Tensor:
        """Returns the logits of whole sequences; see `ConditionalDecoder.decode`."""
        *read, hidden, cell = state
        embedded = self.embedding(self.shifted(tokens))
        x, *_ = self.writer(embedded, initial_state=[hidden, cell])
        return self._logits(x, embedded, *read)

    def step(
        self, tokens: Tensor, state: Sequence[Tensor], position: int | Tensor
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Decodes one token; see `Decoder.step`."""
        *read, hidden, cell = state
        embedded = self.embedding(tokens)
        x, own = self.writer.cell(embedded, [hidden, cell])
        return self._logits(x, embedded, *read), (*read, *own)

    def _logits(self, x, embedded, memory, mask, sources=None):
        found, weights = self.attention(x, memory, mask, with_weights=True)
        logits = ops.cast(self.output_layer(found), "float32")
        if sources is None:
            return logits
        gate = self.gate(ops.concatenate([found, ops.cast(embedded, found.dtype)], axis=-1))
        generates = ops.sigmoid(ops.cast(gate, "float32"))
        words = ops.cast(sources, "float32")
        if len(sources.shape) == 2:
            # A blank, which the start token stands for, is no word: its row is empty.
            words = ops.one_hot(sources, self.vocabulary_size, dtype="float32")
        one = len(weights.shape) == 2
        copied = ops.matmul(weights[:, None] if one else weights, words)
        mixed = generates * ops.softmax(logits) + (1.0 - generates) * (
            copied[:, 0] if one else copied
        )
        return ops.log(mixed + _LEAST)

    def get_config(self) -> dict[str, Any]:
        """Returns the sizes."""
        return {
            **super().get_config(),
            "embedding_dim": self.embedding_dim,
            "units": self.units,
            "copying": self.copying,
        }
