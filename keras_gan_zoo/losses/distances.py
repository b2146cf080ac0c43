"""How far two batches of pictures are apart, as terms of a translator's loss."""

from keras import ops


def mean_square(values):
    """Returns the mean of the squares, a scalar."""
    return ops.mean(ops.square(values))


def mean_absolute(values):
    """Returns the mean of the absolute values, a scalar."""
    return ops.mean(ops.absolute(values))
