"""The networks of translation without pairs: one encoder of two languages, a decoder of each."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers, ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers.token_embedding import TokenEmbedding
from keras_gan_zoo.networks.attention_halves import AttentionWriter, BothWaysReader
from keras_gan_zoo.networks.conditional_decoder import ConditionalDecoder, GivenSources
from keras_gan_zoo.types import Shape, Tensor

LANGUAGES = ("x", "y")


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class SharedEncoder(BothWaysReader, keras.Model):
    """Reads texts of two languages by the same LSTMs; each language has its own word vectors.

    Args:
        vocabulary_sizes: Number of tokens of X and of Y.
        lengths: Tokens of a text of X and of Y.
        embedding_dim: Dimensions of a token's vector.
        units: Units of each LSTM.
        end_token: The token that ends a text and fills up its rest, or `None` if all are of full
            length.
        fixed: Whether the word vectors stay as they are given, and are not trained.
        **kwargs: As for `keras.Model`.

    Raises:
        ValueError: If a number is not a whole number.

    Example:
        >>> memory, mask, hidden, cell = SharedEncoder((50, 60), (8, 9)).encode(tokens, "y")
    """

    def __init__(
        self,
        vocabulary_sizes: Sequence[int],
        lengths: Sequence[int],
        embedding_dim: int = 128,
        units: int = 256,
        end_token: int | None = None,
        fixed: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.vocabulary_sizes = tuple(
            check_whole(size, "vocabulary_sizes", least=2) for size in vocabulary_sizes
        )
        self.lengths = tuple(check_whole(length, "lengths", least=1) for length in lengths)
        self.embedding_dim = check_whole(embedding_dim, "embedding_dim", least=1)
        self.units = check_whole(units, "units", least=1)
        self.end_token = end_token
        self.fixed = bool(fixed)
        policy = self.dtype_policy
        self.embedding_x, self.embedding_y = (
            TokenEmbedding(
                size,
                embedding_dim,
                dtype=policy,
                trainable=not self.fixed,
                name=f"embedding_{language}",
            )
            for language, size in zip(LANGUAGES, self.vocabulary_sizes, strict=True)
        )
        self.add_reader(units, policy)
        self.build(self.input_shape)

    @property
    def input_shape(self) -> tuple:
        """(None, length) of X and of Y."""
        return tuple((None, length) for length in self.lengths)

    @property
    def output_shape(self) -> tuple:
        """(None, length, 2 * units) of X and of Y."""
        return tuple((None, length, 2 * self.units) for length in self.lengths)

    def build(self, input_shape: Shape) -> None:
        """Creates the weights of all layers."""
        for embedding, length in zip(
            (self.embedding_x, self.embedding_y), self.lengths, strict=True
        ):
            embedding.build((None, length))
        self.build_reader(max(self.lengths), self.embedding_dim)

    def mask(self, tokens: Tensor) -> Tensor:
        """Returns which tokens (batch, length) are read, those before the end token, bool."""
        if self.end_token is None:
            return ops.ones_like(tokens, dtype="bool")
        return ops.not_equal(tokens, self.end_token)

    def encode(self, tokens: Tensor, language: str) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Reads texts of one of the two languages.

        Args:
            tokens: (batch, length).
            language: "x" or "y".

        Returns:
            Memory (batch, length, 2 * units), which positions count (batch, length), and the hidden
            and the cell state that a decoder begins with, (batch, units).
        """
        embedding = self.embedding_x if language == "x" else self.embedding_y
        mask = self.mask(tokens)
        memory, hidden, cell = self.read(embedding(tokens), mask)
        return memory, mask, hidden, cell

    def call(self, inputs: Sequence[Tensor], training: bool = False) -> list[Tensor]:
        """Returns the memories of texts of X and of texts of Y."""
        return [self.encode(part, name)[0] for part, name in zip(inputs, LANGUAGES, strict=True)]

    def get_config(self) -> dict[str, Any]:
        """Returns the sizes."""
        names = ("vocabulary_sizes", "lengths", "embedding_dim", "units", "end_token", "fixed")
        return {
            "name": self.name,
            "dtype": keras.dtype_policies.serialize(self.dtype_policy),
            **{name: getattr(self, name) for name in names},
        }


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class LanguageDecoder(AttentionWriter):
    """Writes texts of one language, attending to what an encoder has read in whichever.

    Args:
        vocabulary_size: Number of tokens.
        length: Tokens of a text, end tokens included.
        embedding_dim: Dimensions of a token's vector.
        units: Units of the LSTM, and of each of the encoder's.
        end_token: As for `Decoder`.
        **kwargs: As for `keras.Model`.

    Raises:
        ValueError: If a number is not as said.

    Example:
        >>> decoder.after(encoder.encode(tokens, "x")).log_probs(tokens)
    """

    def __init__(
        self,
        vocabulary_size: int,
        length: int,
        embedding_dim: int = 128,
        units: int = 256,
        end_token: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(vocabulary_size, length, end_token, **kwargs)
        self.embedding_dim = check_whole(embedding_dim, "embedding_dim", least=1)
        self.units = check_whole(units, "units", least=1)
        self.add_writer(embedding_dim, units, copying=False, policy=self.dtype_policy)
        self.build(self.input_shape)

    @property
    def input_shape(self) -> tuple:
        """(None, length), and what was read, (None, None, 2 * units)."""
        return (None, self.length), (None, None, 2 * self.units)

    def build(self, input_shape: Shape) -> None:
        """Creates the weights of all layers."""
        self.build_writer(self.length, 2 * self.units)

    def after(self, state: tuple[Tensor, ...]) -> GivenSources:
        """Returns the decoder of what follows a state of `SharedEncoder.encode`, row by row."""
        return GivenSources(self, state)

    def call(self, inputs: Sequence[Tensor], training: bool = False) -> Tensor:
        """Returns the logits of texts, the first of the inputs, after a state, all the others."""
        tokens, *state = inputs
        return self.decode(tokens, state, training)

    def get_config(self) -> dict[str, Any]:
        """Returns the sizes."""
        return {
            **super().get_config(),
            "embedding_dim": self.embedding_dim,
            "units": self.units,
        }


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class Direction(ConditionalDecoder):
    """An encoder that reads one of its languages, and the decoder of the other, as one network.

    It has no weights of its own.

    Args:
        encoder: A `SharedEncoder`.
        decoder: A `LanguageDecoder`.
        reads: The language that is read, "x" or "y".
        **kwargs: As for `keras.Model`.

    Example:
        >>> Direction(encoder, decoder_y, "x").given(texts_of_x)
    """

    def __init__(self, encoder: SharedEncoder, decoder: LanguageDecoder, reads: str, **kwargs: Any):
        place = LANGUAGES.index(reads)
        super().__init__(
            encoder.vocabulary_sizes[place],
            encoder.lengths[place],
            decoder.vocabulary_size,
            decoder.length,
            encoder.end_token,
            decoder.end_token,
            **kwargs,
        )
        self.encoder, self.decoder, self.reads = encoder, decoder, reads
        self.built = True

    def encode(self, sources: Tensor, training: bool = False) -> tuple[Tensor, ...]:
        """Reads sources; see `ConditionalDecoder.encode`."""
        return self.encoder.encode(sources, self.reads)

    def decode(self, tokens: Tensor, state: Sequence[Tensor], training: bool = False) -> Tensor:
        """Returns the logits of whole sequences; see `ConditionalDecoder.decode`."""
        return self.decoder.decode(tokens, state, training)

    def step(
        self, tokens: Tensor, state: Sequence[Tensor], position: int | Tensor
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Decodes one token; see `Decoder.step`."""
        return self.decoder.step(tokens, state, position)

    def get_config(self) -> dict[str, Any]:
        """Returns both networks, serialized, and what is read."""
        return {
            "name": self.name,
            "encoder": keras.saving.serialize_keras_object(self.encoder),
            "decoder": keras.saving.serialize_keras_object(self.decoder),
            "reads": self.reads,
        }

    @classmethod
    def from_config(cls, config: dict) -> "Direction":
        """Recreates the network from `get_config`'s value."""
        parts = {
            name: keras.saving.deserialize_keras_object(config[name])
            for name in ("encoder", "decoder")
        }
        return cls(**{**config, **parts})


def language_discriminator(
    memory_dim: int, width: int = 1024, depth: int = 3, dropout: float = 0.0
) -> keras.Model:
    """Builds the network that tells which language each state of an encoder is of.

    Args:
        memory_dim: Numbers of a state.
        width: Units of each hidden layer.
        depth: How many hidden layers.
        dropout: Share of the units that is dropped, in [0, 1).

    Returns:
        A network from states (batch, length, memory_dim) to logits (batch, length, 1), high for X.
    """
    states = keras.Input((None, memory_dim), name="states")
    x = states
    for _ in range(depth):
        x = layers.LeakyReLU(negative_slope=0.2)(layers.Dense(width)(x))
        x = layers.Dropout(dropout)(x) if dropout else x
    logits = layers.Activation("linear", dtype="float32")(layers.Dense(1)(x))
    return keras.Model(states, logits, name="discriminator")
