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


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class AttentionDecoder(ConditionalDecoder):
    """An encoder that reads both ways, and an LSTM that attends to all that was read.

    The state is what was read (memory and mask), which stays, and the LSTM's own: a sampler
    encodes its sources once.

    Args:
        source_vocabulary_size: Number of the sources' tokens.
        source_length: Tokens of a source.
        vocabulary_size: Number of tokens.
        length: Tokens of a sequence.
        embedding_dim: Dimensions of a token's vector, in the encoder and in the decoder.
        units: Units of the decoder's LSTM, and of each of the encoder's two.
        source_end: As for `ConditionalDecoder`.
        end_token: As for `ConditionalDecoder`.
        **kwargs: As for `keras.Model`.

    Example:
        >>> network = AttentionDecoder(5000, 20, 5000, 20)
        >>> network([np.zeros((4, 20), "int32"), np.zeros((4, 20), "int32")]).shape
        TensorShape([4, 20, 5000])

    Reference:
        1409.0473 (the encoder); 1508.04025, section 3.1 (the attention), without its input feeding.
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

    def encode(self, sources: Tensor, training: bool = False) -> tuple[Tensor, ...]:
        """Reads sources both ways; see `ConditionalDecoder.encode`.

        Returns:
            Memory (batch, source_length, 2 * units), which positions count (batch, source_length),
            and the LSTM's hidden and cell state (batch, units).
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
        return memory, mask, hidden, cell

    def decode(self, tokens: Tensor, state: Sequence[Tensor], training: bool = False) -> Tensor:
        """Returns the logits of whole sequences; see `ConditionalDecoder.decode`."""
        memory, mask, *initial = state
        x, *_ = self.writer(self.embedding(self.shifted(tokens)), initial_state=initial)
        return self._logits(x, memory, mask)

    def step(
        self, tokens: Tensor, state: Sequence[Tensor], position: int | Tensor
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Decodes one token; see `Decoder.step`."""
        memory, mask, *own = state
        x, own = self.writer.cell(self.embedding(tokens), list(own))
        return self._logits(x, memory, mask), (memory, mask, *own)

    def _logits(self, x, memory, mask):
        return ops.cast(self.output_layer(self.attention(x, memory, mask)), "float32")

    def get_config(self) -> dict[str, Any]:
        """Returns the sizes."""
        return {
            **super().get_config(),
            "embedding_dim": self.embedding_dim,
            "units": self.units,
        }
