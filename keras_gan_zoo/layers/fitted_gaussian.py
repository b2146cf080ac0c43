"""A Gaussian that is fitted to codes, by which standard normal numbers become such codes."""

from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.replicas.whole_batch import whole_batch
from keras_gan_zoo.types import ArrayLike, Shape, Tensor

_RIDGE = 1e-5
"""Share of the whole variance that is added to each direction's: codes may lie in a plane."""


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class FittedGaussian(keras.layers.Layer):
    r"""Turns e ~ N(0, I) into \( m + L e \) ~ N(m, S), the Gaussian of codes that were learned.

    For families that learn codes first and ask afterwards how they are distributed (1707.05776;
    2007.02798). Mean, covariance S and its factor, \( L L^\top = S \), are
    weights that no optimizer moves: they are saved, averaged and exported with the network that
    this layer begins, which therefore takes standard normal numbers as every other does.

    `fit_to` takes all codes at once. Where they do not stand still, `replace` follows those that
    have moved, and `follow` a stream of which only a batch is ever seen. Codes that are not finite
    are passed over.

    Args:
        momentum: Of `follow`, in [0, 1): how much of the old moments stays at each batch.
        **kwargs: `name`, as for any layer.

    Input and output shape: (batch, length), float32.

    Raises:
        ValueError: If the momentum is not in [0, 1).

    Example:
        >>> gaussian = FittedGaussian()
        >>> codes = gaussian(keras.random.normal((64, 8)))  # N(0, I) until it is fitted
        >>> gaussian.fit_to(np.random.default_rng(0).normal(3.0, 0.1, (1000, 8)))
    """

    def __init__(self, momentum: float = 0.99, **kwargs: Any):
        super().__init__(**{"trainable": False, "dtype": "float32", **kwargs})
        self.momentum = check_number(momentum, "momentum", least=0, below=1)

    def build(self, input_shape: Shape) -> None:
        """Makes a standard normal distribution of the length of the input."""
        length = input_shape[-1]
        state = {"trainable": False, "aggregation": "only_first_replica"}
        self.mean = self.add_weight(shape=(length,), initializer="zeros", name="mean", **state)
        self.covariance = self.add_weight(
            shape=(length, length), initializer="identity", name="covariance", **state
        )
        self.factor = self.add_weight(
            shape=(length, length), initializer="identity", name="factor", **state
        )
        # A float, as averages of networks are of floats.
        self.batches = self.add_weight(shape=(), initializer="zeros", name="batches", **state)

    def call(self, latents: Tensor) -> Tensor:
        """Returns codes of the Gaussian, (batch, length), for standard normal numbers."""
        return self.mean + ops.matmul(latents, ops.transpose(self.factor))

    def standardize(self, codes: ArrayLike) -> np.ndarray:
        """Returns the latents, (n, length), for which `call` gives these codes."""
        inverse, offset = self.inverse()
        return (np.asarray(codes, "float64") @ inverse.T + offset).astype("float32")

    def inverse(self) -> tuple[np.ndarray, np.ndarray]:
        r"""Returns the matrix \( L^{-1} \) and the offset \( -L^{-1} m \) of the way back."""
        mean, factor = (
            np.asarray(ops.convert_to_numpy(each), "float64") for each in (self.mean, self.factor)
        )
        inverse = np.linalg.inv(factor)
        return inverse, -inverse @ mean

    def fit_to(self, codes: ArrayLike) -> None:
        """Takes mean and covariance of all codes, (n, length)."""
        codes = ops.convert_to_tensor(codes, "float32")
        mean = ops.mean(codes, axis=0)
        self._take(mean, _second_moment(codes - mean))

    def follow(self, codes: Tensor) -> None:
        """Moves the moments towards those of a batch of codes, (batch, length).

        At first the mean of all batches so far, then a moving average by the momentum. No gradient
        goes through it.
        """
        codes = whole_batch(ops.stop_gradient(ops.cast(codes, "float32")))
        batches = self.batches + 1.0
        share = ops.maximum(1.0 - self.momentum, 1.0 / batches)
        mean = self.mean + share * (ops.mean(codes, axis=0) - self.mean)
        # Of the squares about the new mean, which for far codes keep digits that moments lose.
        old = self.covariance + _outer(self.mean - mean)
        self._take(mean, old + share * (_second_moment(codes - mean) - old))
        self.batches.assign(batches)

    def replace(self, old: Tensor, new: Tensor, count: int) -> None:
        """Follows some of the codes that it was fitted to, which have moved.

        Args:
            old: What they were, (rows, length); of all replicas, each code once.
            new: What they are now. Rows that are the same in both change nothing.
            count: How many codes there are in all.
        """
        # About the old mean: moments about 0 of far codes would lose their digits.
        old, new = (ops.cast(each, "float32") - self.mean for each in (old, new))
        moved = ops.sum(new - old, axis=0) / count
        squares = ops.matmul(ops.transpose(new), new) - ops.matmul(ops.transpose(old), old)
        self._take(self.mean + moved, self.covariance + squares / count - _outer(moved))

    def _take(self, mean: Tensor, covariance: Tensor) -> None:
        finite = ops.logical_and(ops.all(ops.isfinite(mean)), ops.all(ops.isfinite(covariance)))
        mean = ops.where(finite, mean, self.mean)
        covariance = ops.where(finite, covariance, self.covariance)
        ridge = _RIDGE * ops.trace(covariance) + 1e-12
        length = covariance.shape[0]
        self.mean.assign(mean)
        self.covariance.assign(covariance)
        self.factor.assign(ops.cholesky(covariance + ridge * ops.eye(length)))

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "momentum": self.momentum}


def _second_moment(codes: Tensor) -> Tensor:
    return ops.matmul(ops.transpose(codes), codes) / ops.cast(ops.shape(codes)[0], "float32")


def _outer(vector: Tensor) -> Tensor:
    return ops.expand_dims(vector, 1) * ops.expand_dims(vector, 0)
