"""The base class of conditional decoders: models of a token sequence given another one."""

from collections.abc import Sequence
from typing import Any

from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.networks.decoder import Decoder, TokenProbabilities
from keras_gan_zoo.types import Tensor


class ConditionalDecoder(Decoder):
    r"""A model of sequences given sources, \( p(y \mid x) = \prod_t p(y_t \mid y_{<t}, x) \).

    Subclasses write three methods: `encode` reads the sources into a state, `decode` judges whole
    sequences from it, and `step` decodes one token. `given(sources)` is a decoder of
    \( p(\cdot \mid x) \): all that samples from a `Decoder`, searches in it or judges by it takes
    that.

    A source is filled up by `source_end`, and what it is filled up with must not matter.

    Args:
        source_vocabulary_size: Number of the sources' tokens.
        source_length: Tokens of a source.
        vocabulary_size: Number of tokens.
        length: Tokens of a sequence, end tokens included.
        source_end: The token that ends a source and fills up its rest, or `None` if all are of full
            length.
        end_token: As for `Decoder`.
        **kwargs: As for `keras.Model`.

    Raises:
        ValueError: If a number is not as said.
    """

    def __init__(
        self,
        source_vocabulary_size: int,
        source_length: int,
        vocabulary_size: int,
        length: int,
        source_end: int | None = None,
        end_token: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(vocabulary_size, length, end_token, **kwargs)
        self.source_vocabulary_size = check_whole(
            source_vocabulary_size, "source_vocabulary_size", least=2
        )
        self.source_length = check_whole(source_length, "source_length", least=1)
        self.source_end = source_end

    @property
    def input_shape(self) -> tuple:
        """(None, source_length) and (None, length)."""
        return (None, self.source_length), (None, self.length)

    def source_mask(self, sources: Tensor) -> Tensor:
        """Returns which tokens of the sources are read, those before the end token, bool.

        Args:
            sources: (batch, source_length) whole numbers; or distributions over tokens (batch,
                source_length, source_vocabulary_size), of which each counts as its largest share.
        """
        soft = len(sources.shape) == 3
        if self.source_end is None:
            return ops.ones_like(sources[..., 0] if soft else sources, dtype="bool")
        if not soft:
            return ops.not_equal(sources, self.source_end)
        ends = ops.equal(ops.argmax(sources, axis=-1), self.source_end)
        # Nothing fills up what was drawn softly: it is read up to its first end.
        return ops.equal(ops.cumsum(ops.cast(ends, "int32"), axis=1), 0)

    def encode(self, sources: Tensor, training: bool = False) -> tuple[Tensor, ...]:
        """Returns the state before the first token.

        Args:
            sources: As for `source_mask`.
            training: Whether dropout is on.
        """
        raise NotImplementedError

    def decode(self, tokens: Tensor, state: Sequence[Tensor], training: bool = False) -> Tensor:
        """Returns the logits of whole sequences (batch, length, vocabulary_size) from a state."""
        raise NotImplementedError

    def call(self, inputs: Sequence[Tensor], training: bool = False) -> Tensor:
        """Returns the logits of each token given the source and the tokens before it.

        Args:
            inputs: Sources (batch, source_length) and sequences (batch, length).
            training: Whether dropout is on.

        Returns:
            (batch, length, vocabulary_size) float32.
        """
        sources, tokens = inputs
        return self.decode(tokens, self.encode(sources, training), training)

    def given(self, sources: Tensor, training: bool = False) -> "GivenSources":
        """Returns the decoder of what follows these sources, row by row."""
        return GivenSources(self, self.encode(sources, training))

    def initial_state(self, rows: int | Tensor) -> tuple[Tensor, ...]:
        """Raises an error: the state depends on what the decoder is told."""
        raise NotImplementedError("Take it of `given(sources)`.")

    def get_config(self) -> dict[str, Any]:
        """Returns the sizes and the end tokens; subclasses add their own."""
        return {
            **super().get_config(),
            "source_vocabulary_size": self.source_vocabulary_size,
            "source_length": self.source_length,
            "source_end": self.source_end,
        }


class GivenSources(TokenProbabilities):
    """A conditional decoder that has read its sources: it is used as a `Decoder` is.

    Args:
        network: What writes: a `ConditionalDecoder`, or another `Decoder` that has its `decode`.
        state: What `encode` has made of the sources.

    Example:
        >>> sample(network.given(sources), uniforms).shape
        TensorShape([4, 20])
    """

    def __init__(self, network: Any, state: tuple[Tensor, ...]):
        self.vocabulary_size, self.length = network.vocabulary_size, network.length
        self.end_token, self.start_token = network.end_token, network.start_token
        self.step = network.step
        self._network = network
        self._state = state

    def __call__(self, tokens: Tensor, training: bool = False) -> Tensor:
        """Returns the logits (rows, length, vocabulary_size) of each token, float32."""
        return self._network.decode(tokens, self._state, training)

    def initial_state(self, rows: int | Tensor) -> tuple[Tensor, ...]:
        """Returns the state after the sources; there are as many rows as of those."""
        return self._state
