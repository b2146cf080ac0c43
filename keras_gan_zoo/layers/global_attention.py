"""Attention of a decoder to all positions of what was read."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor

_HIDDEN = -1e9
"""Added to the score of a position that is no part of the source."""


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class GlobalAttention(keras.layers.Layer):
    r"""Luong's global attention: an output that has looked at every position of a source.

    \( a = \mathrm{softmax}(h^T W_a m_s) \), \( c = \sum_s a_s m_s \),
    \( \tilde h = \tanh(W_c [c; h]) \). It looks from one position (rows, units) as from many
    (rows, length, units), so that a sampler and a training compute the same.

    Args:
        units: Numbers in an output.
        **kwargs: As for `keras.layers.Layer`.

    Example:
        >>> attention = GlobalAttention(8)
        >>> attention(np.ones((2, 5, 8)), np.ones((2, 7, 6)), np.ones((2, 7), bool)).shape
        TensorShape([2, 5, 8])

    Reference:
        1508.04025, section 3.1: the score "general".
    """

    def __init__(self, units: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.units = units
        self.output_layer = keras.layers.Dense(
            units, activation="tanh", use_bias=False, dtype=self.dtype_policy, name="output"
        )

    def build(
        self, outputs_shape: Shape, memory_shape: Shape, mask_shape: Shape | None = None
    ) -> None:
        """Creates both matrices, for outputs and memories of these widths."""
        queries, memories = outputs_shape[-1], memory_shape[-1]
        self.score = keras.layers.Dense(
            memories, use_bias=False, dtype=self.dtype_policy, name="score"
        )
        self.score.build((None, queries))
        self.output_layer.build((None, memories + queries))

    def call(
        self, outputs: Tensor, memory: Tensor, mask: Tensor, with_weights: bool = False
    ) -> Tensor | tuple[Tensor, Tensor]:
        """Returns what the outputs become.

        Args:
            outputs: h, (rows, width) or (rows, length, width).
            memory: m, (rows, source_length, units).
            mask: Which positions there are, (rows, source_length) bool.
            with_weights: Whether a, (rows, source_length) or (rows, length, source_length)
                float32, is returned as well.
        """
        one = len(outputs.shape) == 2
        queries = outputs[:, None] if one else outputs
        scores = ops.matmul(self.score(queries), ops.transpose(memory, (0, 2, 1)))
        hidden = ops.where(mask, 0.0, _HIDDEN)[:, None]
        weights = ops.softmax(ops.cast(scores, "float32") + hidden)
        context = ops.matmul(ops.cast(weights, memory.dtype), memory)
        found = self.output_layer(ops.concatenate([context, queries], axis=-1))
        found, weights = (found[:, 0], weights[:, 0]) if one else (found, weights)
        return (found, weights) if with_weights else found

    def compute_output_shape(
        self, outputs_shape: Shape, memory_shape: Shape, mask_shape: Shape
    ) -> Shape:
        """Returns the outputs' shape, of this layer's units."""
        return (*outputs_shape[:-1], self.units)

    def get_config(self) -> dict[str, Any]:
        """Returns the units."""
        return {**super().get_config(), "units": self.units}
