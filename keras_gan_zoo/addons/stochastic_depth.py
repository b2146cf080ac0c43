"""Stochastic depth: residual branches that are dropped at random (1603.09382)."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import is_number
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class StochasticDepth(keras.layers.Layer):
    r"""Adds a residual branch to its shortcut, and drops it at random in training.

    In training the branch is added with probability p, for the whole batch at once, and else
    left out; otherwise p times the branch is added (1603.09382, eq. 2 and 5).

    Args:
        survival_probability: p, in (0, 1].
        seed: Seed of the draws, or `None`.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: a pair [shortcut, residual] of tensors of one shape. Output shape: that shape.

    Raises:
        ValueError: If `survival_probability` is not in (0, 1], or the input is not a pair.

    Example:
        >>> StochasticDepth(0.5)([keras.ops.ones((1, 2)), keras.ops.ones((1, 2))], training=False)
        <tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[1.5, 1.5]], dtype=float32)>

    Reference:
        https://arxiv.org/abs/1603.09382
    """

    def __init__(self, survival_probability: float = 0.5, seed: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        if not is_number(survival_probability) or not 0 < survival_probability <= 1:
            raise ValueError(
                "`survival_probability` must be above 0 and at most 1, "
                f"got {survival_probability!r}."
            )
        self.survival_probability = survival_probability
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, inputs: Sequence[Tensor], training: bool = False) -> Tensor:
        """Adds the branch or drops it; in inference, scales it by the survival probability."""
        if not isinstance(inputs, (list, tuple)) or len(inputs) != 2:
            raise ValueError("`StochasticDepth` takes a pair, [shortcut, residual].")
        shortcut, residual = inputs
        if not training:
            return shortcut + self.survival_probability * residual
        drawn = keras.random.uniform((), seed=self.seed_generator)
        return shortcut + ops.cast(drawn < self.survival_probability, residual.dtype) * residual

    def compute_output_shape(self, input_shape: Sequence[Shape]) -> Shape:
        """Returns the shape of the shortcut."""
        return input_shape[0]

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "survival_probability": self.survival_probability,
            "seed": self.seed,
        }
