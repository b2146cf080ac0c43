"""How far two batches of pictures are apart, as terms of a translator's loss."""

from keras import ops

from keras_gan_zoo.types import Tensor


def mean_square(values: Tensor) -> Tensor:
    """Returns the mean of the squares, a scalar."""
    return ops.mean(ops.square(values))


def mean_absolute(values: Tensor) -> Tensor:
    """Returns the mean of the absolute values, a scalar."""
    return ops.mean(ops.absolute(values))
