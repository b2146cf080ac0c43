"""Distances between two batches of pictures, as terms of a loss."""

from keras import ops

from keras_gan_zoo.types import Tensor


def mean_square(values: Tensor) -> Tensor:
    """Returns the mean of the squares, a scalar."""
    return ops.mean(ops.square(values))


def mean_absolute(values: Tensor) -> Tensor:
    """Returns the mean of the absolute values, a scalar."""
    return ops.mean(ops.absolute(values))
