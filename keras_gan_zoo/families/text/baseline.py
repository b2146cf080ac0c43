"""The baseline of a policy gradient: what others of the batch have earned."""

from keras import ops

from keras_gan_zoo.replicas.whole_batch import whole_batch
from keras_gan_zoo.types import Tensor


def mean_of_others(values: Tensor) -> Tensor:
    """Returns the mean of the other sequences' values at each position.

    A sequence's own value is left out, so that the baseline does not depend on it. Replicas count
    as one batch.

    Args:
        values: What each sequence earned at each token, (batch, length) or (batch, 1).

    Example:
        >>> mean_of_others(np.array([[1.0], [2.0], [6.0]], "float32")).numpy().ravel()
        array([4. , 3.5, 1.5], dtype=float32)
    """
    everyones = whole_batch(values)
    others = ops.cast(ops.maximum(ops.shape(everyones)[0] - 1, 1), "float32")
    return (ops.sum(everyones, axis=0, keepdims=True) - values) / others
