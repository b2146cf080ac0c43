"""Causal self-attention, over a whole sequence or one position at a time with a cache."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class CausalAttention(keras.layers.Layer):
    """Multi-head self-attention in which a position attends to itself and to earlier ones.

    Keras's own attention layer knows no cache of keys and values, with which a sampler computes
    each position once.

    Args:
        heads: Attention heads; divides the width of the inputs.
        **kwargs: As for `keras.layers.Layer`.

    Example:
        >>> CausalAttention(heads=2)(np.zeros((4, 20, 16), "float32")).shape
        TensorShape([4, 20, 16])

    Reference:
        https://arxiv.org/abs/1706.03762, section 3.2
    """

    def __init__(self, heads: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.heads = heads

    def build(self, input_shape: Shape) -> None:
        """Creates the projections to queries, keys and values, and back."""
        self.length, width = input_shape[-2:]
        self.projection = keras.layers.Dense(3 * width, dtype=self.dtype_policy)
        self.output_layer = keras.layers.Dense(width, dtype=self.dtype_policy)
        self.projection.build(input_shape)
        self.output_layer.build(input_shape)

    def call(self, x: Tensor) -> Tensor:
        """Attends over whole sequences, (batch, length, width), and returns the same shape."""
        queries, keys, values = ops.split(self.projection(x), 3, axis=-1)
        order = ops.arange(self.length)
        return self.output_layer(
            self._attend(queries, keys, values, order[:, None] >= order[None, :])
        )

    def step(
        self, x: Tensor, cache: Sequence[Tensor], position: int | Tensor
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """Attends from one position (rows, width), with the cached keys and values before it.

        Args:
            x: Inputs at `position`, (rows, width).
            cache: Keys and values, (rows, length, width) each, right before `position`.
            position: Whole number or scalar tensor.

        Returns:
            Outputs (rows, width), and the cache with this position's key and value in it.
        """
        query, key, value = ops.split(self.projection(x)[:, None], 3, axis=-1)
        order = ops.arange(self.length)
        here = ops.equal(order, position)[None, :, None]
        keys = ops.where(here, key, cache[0])
        values = ops.where(here, value, cache[1])
        seen = (order <= position)[None, :]
        return self.output_layer(self._attend(query, keys, values, seen)[:, 0]), (keys, values)

    def _attend(self, queries, keys, values, seen):
        queries, keys, values = (self._split_heads(x) for x in (queries, keys, values))
        depth = ops.cast(ops.shape(queries)[-1], queries.dtype)
        scores = ops.einsum("bqhd,bkhd->bhqk", queries, keys) / ops.sqrt(depth)
        scores = ops.where(seen, ops.cast(scores, "float32"), -1e9)
        weights = ops.cast(ops.softmax(scores), values.dtype)
        attended = ops.einsum("bhqk,bkhd->bqhd", weights, values)
        return ops.reshape(attended, (-1, attended.shape[1], self.heads * attended.shape[-1]))

    def _split_heads(self, x):
        return ops.reshape(x, (-1, x.shape[1], self.heads, x.shape[2] // self.heads))

    def get_config(self) -> dict[str, Any]:
        """Returns the number of heads."""
        return {**super().get_config(), "heads": self.heads}
