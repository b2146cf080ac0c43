"""The halves of the recurrent sequence to sequence network: what reads, and what writes."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.layers.global_attention import GlobalAttention
from keras_gan_zoo.layers.token_embedding import TokenEmbedding
from keras_gan_zoo.networks.decoder import Decoder
from keras_gan_zoo.types import Tensor

_LEAST = 1e-9
"""Added to each probability before its logarithm, for words that are neither written nor read."""


def lstm(units: int, name: str, **options: Any) -> keras.layers.LSTM:
    """Returns an LSTM that gives its outputs and its last state."""
    return keras.layers.LSTM(units, return_sequences=True, return_state=True, name=name, **options)


class BothWaysReader:
    """What reads in a network: an LSTM each way, and a bridge to the state of one that writes.

    A mixin of `keras.Model`s, which call `add_reader` where they create their layers, and
    `build_reader` where they build them.
    """

    def add_reader(self, units: int, policy: Any) -> None:
        """Creates the layers.

        Args:
            units: Units of each LSTM, and of that which writes.
            policy: The layers' dtype policy.
        """
        self.forward = lstm(units, "forward", dtype=policy)
        self.backward = lstm(units, "backward", go_backwards=True, dtype=policy)
        self.bridges = [
            keras.layers.Dense(units, activation="tanh", dtype=policy, name=f"bridge_{index}")
            for index in range(2)
        ]

    def build_reader(self, length: int, dim: int) -> None:
        """Creates the weights, for vectors (batch, length, dim)."""
        for layer in (self.forward, self.backward):
            layer.build((None, length, dim))
        for bridge in self.bridges:
            bridge.build((None, 2 * self.forward.units))

    def read(self, embedded: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Reads vectors both ways.

        Args:
            embedded: (batch, length, dim).
            mask: Which of them are read, (batch, length) bool.

        Returns:
            Memory (batch, length, 2 * units), and the hidden and the cell state of what writes,
            (batch, units).
        """
        there, *ends = self.forward(embedded, mask=mask)
        back, *begins = self.backward(embedded, mask=mask)
        memory = ops.concatenate([there, ops.flip(back, axis=1)], axis=-1)
        hidden, cell = (
            bridge(ops.concatenate([end, begin], axis=-1))
            for bridge, end, begin in zip(self.bridges, ends, begins, strict=True)
        )
        return memory, hidden, cell


class AttentionWriter(Decoder):
    """What writes in a network: an LSTM that attends to all that was read.

    Its subclasses call `add_writer` where they create their layers, and `build_writer` where they
    build them.
    """

    def add_writer(self, embedding_dim: int, units: int, copying: bool, policy: Any) -> None:
        """Creates the layers.

        Args:
            embedding_dim: Dimensions of a token's vector.
            units: Units of the LSTM.
            copying: Whether words of what was read can be copied.
            policy: The layers' dtype policy.
        """
        self.embedding = TokenEmbedding(
            self.vocabulary_size, embedding_dim, dtype=policy, name="embedding"
        )
        self.writer = lstm(units, "writer", dtype=policy)
        self.attention = GlobalAttention(units, dtype=policy, name="attention")
        self.output_layer = keras.layers.Dense(self.vocabulary_size, dtype=policy, name="output")
        if copying:
            self.gate = keras.layers.Dense(1, dtype=policy, name="gate")

    def build_writer(self, source_length: int, memory_dim: int) -> None:
        """Creates the weights, for memories (batch, source_length, memory_dim)."""
        units, dim = self.writer.units, self.embedding.dim
        self.embedding.build((None, self.length))
        self.writer.build((None, self.length, dim))
        self.attention.build((None, units), (None, source_length, memory_dim))
        self.output_layer.build((None, units))
        if hasattr(self, "gate"):
            self.gate.build((None, units + dim))

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
