"""Distances between two batches of pictures, as terms of a loss."""

from keras import ops

from keras_gan_zoo.types import Tensor


def mean_square(values: Tensor) -> Tensor:
    """Returns the mean of the squares, a scalar."""
    return ops.mean(ops.square(values))


def mean_absolute(values: Tensor) -> Tensor:
    """Returns the mean of the absolute values, a scalar."""
    return ops.mean(ops.absolute(values))


def squared_distance(samples: Tensor, others: Tensor) -> Tensor:
    r"""Returns \( \|x - x'\|^2 \), the sum of each sample's squares, (batch,), float32.

    Args:
        samples: (batch, ...).
        others: As many of the same shape.

    Example:
        >>> squared_distance(ops.ones((2, 8, 8, 1)), ops.zeros((2, 8, 8, 1)))
        <tf.Tensor: shape=(2,), dtype=float32, numpy=array([64., 64.], dtype=float32)>
    """
    difference = ops.cast(samples, "float32") - ops.cast(others, "float32")
    return ops.sum(ops.square(difference), axis=tuple(range(1, len(difference.shape))))
