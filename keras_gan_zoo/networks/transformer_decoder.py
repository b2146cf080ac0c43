"""The transformer decoder, which samples with a cache of keys and values."""

import math
from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers.causal_attention import CausalAttention
from keras_gan_zoo.layers.token_embedding import TokenEmbedding
from keras_gan_zoo.networks.decoder import Decoder
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class TransformerDecoder(Decoder):
    """A decoder of token and position embeddings, transformer blocks and logits.

    Layer normalization comes before each part of a block (2002.04745), and the logits are
    products with the tokens' own vectors (1608.05859).

    Args:
        vocabulary_size: Number of tokens.
        length: Tokens of a sequence.
        embedding_dim: Width of the blocks, less the given dimensions.
        depth: Number of blocks.
        heads: Attention heads; divides the width.
        given_dim: Dimensions of a token's vector that are given, not trained.
        end_token: The token that ends a sequence, or `None`.
        **kwargs: As for `keras.Model`.

    Raises:
        ValueError: If the heads do not divide the width.

    Example:
        >>> decoder = TransformerDecoder(5000, 20, embedding_dim=64)
        >>> decoder(np.zeros((4, 20), "int32")).shape
        TensorShape([4, 20, 5000])

    Reference:
        https://arxiv.org/abs/1706.03762
    """

    def __init__(
        self,
        vocabulary_size: int,
        length: int,
        embedding_dim: int = 64,
        depth: int = 2,
        heads: int = 4,
        given_dim: int = 0,
        end_token: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(vocabulary_size, length, end_token, **kwargs)
        self.embedding_dim = check_whole(embedding_dim, "embedding_dim", least=0)
        self.depth = check_whole(depth, "depth", least=1)
        self.heads = check_whole(heads, "heads", least=1)
        self.given_dim = check_whole(given_dim, "given_dim", least=0)
        self.width = self.embedding_dim + self.given_dim
        if self.width % self.heads:
            raise ValueError(
                f"`heads` must divide the width {self.width}, got {heads}; e.g. "
                f"{math.gcd(self.width, self.heads)}."
            )
        policy = self.dtype_policy
        self.embedding = TokenEmbedding(
            vocabulary_size, embedding_dim, given_dim, dtype=policy, name="embedding"
        )
        self.blocks = [
            TransformerBlock(self.heads, dtype=policy, name=f"block_{index}")
            for index in range(self.depth)
        ]
        self.normalization = keras.layers.LayerNormalization(dtype=policy, name="normalization")
        self.build(self.input_shape)

    def build(self, input_shape: Shape) -> None:
        """Creates the weights of all layers."""
        self.embedding.build(input_shape)
        self.positions = self.add_weight(
            shape=(self.length, self.width), initializer="uniform", name="position_kernel"
        )
        self.output_bias = self.add_weight(
            shape=(self.vocabulary_size,), initializer="zeros", name="output_bias"
        )
        for block in self.blocks:
            block.build((None, self.length, self.width))
        self.normalization.build((None, self.length, self.width))

    def call(self, tokens: Tensor, training: bool = False) -> Tensor:
        """Returns the logits of each token given those before it.

        Args:
            tokens: Sequences (batch, length), whole numbers.
            training: Makes no difference: there is no dropout.

        Returns:
            (batch, length, vocabulary_size) float32.
        """
        x = self.embedding(self.shifted(tokens))
        x = x + ops.cast(self.positions, x.dtype)
        for block in self.blocks:
            x = block(x)
        return self._logits(x)

    def initial_state(self, rows: int | Tensor) -> tuple[Tensor, ...]:
        """Returns empty caches: (keys, values) of each block, (rows, length, width)."""
        zeros = ops.zeros((rows, self.length, self.width), dtype=self.compute_dtype)
        return (zeros,) * (2 * self.depth)

    def step(
        self, tokens: Tensor, state: Sequence[Tensor], position: int | Tensor
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Decodes one token; see `Decoder.step`."""
        x = self.embedding(tokens)
        x = x + ops.cast(ops.take(self.positions, position, axis=0), x.dtype)
        new_state: list[Tensor] = []
        for index, block in enumerate(self.blocks):
            x, cache = block.step(x, state[2 * index : 2 * index + 2], position)
            new_state += cache
        return self._logits(x), tuple(new_state)

    def _logits(self, x):
        x = ops.matmul(self.normalization(x), ops.transpose(self.embedding.table[:-1]))
        return ops.cast(x + ops.cast(self.output_bias, x.dtype), "float32")

    def get_config(self) -> dict[str, Any]:
        """Returns the sizes."""
        return {
            **super().get_config(),
            "embedding_dim": self.embedding_dim,
            "depth": self.depth,
            "heads": self.heads,
            "given_dim": self.given_dim,
        }


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class TransformerBlock(keras.layers.Layer):
    """A transformer block: causal attention and two dense layers, each with a shortcut.

    Args:
        heads: Attention heads.
        **kwargs: As for `keras.layers.Layer`.

    Example:
        >>> TransformerBlock(heads=2)(np.zeros((4, 20, 16), "float32")).shape
        TensorShape([4, 20, 16])
    """

    def __init__(self, heads: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.heads = heads

    def build(self, input_shape: Shape) -> None:
        """Creates the layers; the inner dense one is four times as wide."""
        width = input_shape[-1]
        policy = self.dtype_policy
        self.before_attention = keras.layers.LayerNormalization(dtype=policy)
        self.attention = CausalAttention(self.heads, dtype=policy)
        self.before_dense = keras.layers.LayerNormalization(dtype=policy)
        self.inner = keras.layers.Dense(4 * width, activation="gelu", dtype=policy)
        self.outer = keras.layers.Dense(width, dtype=policy)
        for layer in (self.before_attention, self.attention, self.before_dense, self.inner):
            layer.build(input_shape)
        self.outer.build((*input_shape[:-1], 4 * width))

    def call(self, x: Tensor) -> Tensor:
        """Applies the block to whole sequences, (batch, length, width)."""
        x = x + self.attention(self.before_attention(x))
        return x + self.outer(self.inner(self.before_dense(x)))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape as it is."""
        return input_shape

    def step(
        self, x: Tensor, cache: Sequence[Tensor], position: int | Tensor
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """Applies the block to one position (rows, width), and returns the new cache too."""
        attended, cache = self.attention.step(self.before_attention(x), cache, position)
        x = x + attended
        return x + self.outer(self.inner(self.before_dense(x))), cache

    def get_config(self) -> dict[str, Any]:
        """Returns the number of heads."""
        return {**super().get_config(), "heads": self.heads}
