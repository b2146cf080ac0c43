"""The LSTM decoder, the generator of most text GANs."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers.token_embedding import TokenEmbedding
from keras_gan_zoo.networks.decoder import Decoder
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class LSTMDecoder(Decoder):
    """A decoder of an embedding, LSTM layers and logits.

    Args:
        vocabulary_size: Number of tokens.
        length: Tokens of a sequence.
        embedding_dim: Trained dimensions of a token's vector.
        units: Units of each LSTM layer.
        depth: Number of LSTM layers.
        given_dim: Dimensions of a token's vector that are given, not trained; see
            `TokenEmbedding.assign_given` of `decoder.embedding`.
        tied: Whether the logits are products with the tokens' own vectors (1608.05859).
        end_token: The token that ends a sequence, or `None`.
        **kwargs: As for `keras.Model`.

    Example:
        >>> decoder = LSTMDecoder(5000, 20)
        >>> decoder(np.zeros((4, 20), "int32")).shape
        TensorShape([4, 20, 5000])

    Reference:
        1609.05473, section 3.3.
    """

    def __init__(
        self,
        vocabulary_size: int,
        length: int,
        embedding_dim: int = 32,
        units: int = 32,
        depth: int = 1,
        given_dim: int = 0,
        tied: bool = False,
        end_token: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(vocabulary_size, length, end_token, **kwargs)
        self.embedding_dim = check_whole(embedding_dim, "embedding_dim", least=0)
        self.units = check_whole(units, "units", least=1)
        self.depth = check_whole(depth, "depth", least=1)
        self.given_dim = check_whole(given_dim, "given_dim", least=0)
        self.tied = bool(tied)
        policy = self.dtype_policy
        self.embedding = TokenEmbedding(
            vocabulary_size, embedding_dim, given_dim, dtype=policy, name="embedding"
        )
        self.recurrent = [
            keras.layers.LSTM(units, return_sequences=True, dtype=policy, name=f"lstm_{index}")
            for index in range(depth)
        ]
        width = self.embedding.dim if self.tied else self.vocabulary_size
        self.output_layer = keras.layers.Dense(width, dtype=policy, name="output")
        self.build(self.input_shape)

    def build(self, input_shape: Shape) -> None:
        """Creates the weights of all layers."""
        self.embedding.build(input_shape)
        width = self.embedding.dim
        for layer in self.recurrent:
            layer.build((None, self.length, width))
            width = self.units
        self.output_layer.build((None, width))
        if self.tied:
            self.output_bias = self.add_weight(
                shape=(self.vocabulary_size,), initializer="zeros", name="output_bias"
            )

    def call(self, tokens: Tensor, training: bool = False) -> Tensor:
        """Returns the logits of each token given those before it.

        Args:
            tokens: Sequences (batch, length), whole numbers.
            training: Makes no difference: there is no dropout.

        Returns:
            (batch, length, vocabulary_size) float32.
        """
        x = self.embedding(self.shifted(tokens))
        for layer in self.recurrent:
            x = layer(x)
        return self._logits(x)

    def initial_state(self, rows: int | Tensor) -> tuple[Tensor, ...]:
        """Returns the initial state: (hidden, cell) of each layer, zeros (rows, units)."""
        zeros = ops.zeros((rows, self.units), dtype=self.compute_dtype)
        return (zeros,) * (2 * self.depth)

    def step(
        self, tokens: Tensor, state: Sequence[Tensor], position: int | Tensor
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Decodes one token; see `Decoder.step`."""
        x, new_state = self.embedding(tokens), []
        for index, layer in enumerate(self.recurrent):
            x, layer_state = layer.cell(x, list(state[2 * index : 2 * index + 2]))
            new_state += layer_state
        return self._logits(x), tuple(new_state)

    def _logits(self, x):
        x = self.output_layer(x)
        if self.tied:
            x = ops.matmul(x, ops.transpose(self.embedding.table[:-1]))
            x = x + ops.cast(self.output_bias, x.dtype)
        return ops.cast(x, "float32")

    def get_config(self) -> dict[str, Any]:
        """Returns the sizes."""
        return {
            **super().get_config(),
            "embedding_dim": self.embedding_dim,
            "units": self.units,
            "depth": self.depth,
            "given_dim": self.given_dim,
            "tied": self.tied,
        }
