"""Gathers the whole batch from the replicas that share it."""

import keras
from keras import ops

from keras_gan_zoo.types import Tensor


def whole_batch(rows: Tensor) -> Tensor:
    """Gathers the rows of all replicas, in the order of the batch.

    Gradients go back to the replicas that the rows came from. A loss that every replica computes
    of the whole batch thus moves the weights as it does on one replica.

    Args:
        rows: This replica's rows, as many as every other's, of one or more axes.

    Example:
        >>> whole_batch(ops.ones((4, 2))).shape  # without a strategy, or on one replica
        TensorShape([4, 2])
    """
    context, count = _replica()
    return rows if count == 1 else context.all_gather(ops.convert_to_tensor(rows), axis=0)


def own_rows(whole: Tensor, axis: int = 0) -> Tensor:
    """Returns this replica's rows of a whole batch.

    Args:
        whole: A tensor with the rows of all replicas.
        axis: The axis of the rows.
    """
    context, count = _replica()
    if count == 1:
        return whole
    rows = ops.shape(whole)[axis] // count
    first = context.replica_id_in_sync_group * rows
    return ops.take(whole, first + ops.arange(rows), axis=axis)


def mean_over_replicas(value: Tensor) -> Tensor:
    """Returns the mean of a scalar over the replicas.

    For the denominator of a loss that counts something, such as tokens, whose number differs from
    replica to replica.

    Args:
        value: A scalar, or a tensor that has the same shape on each replica.
    """
    context, count = _replica()
    return value if count == 1 else context.all_reduce("MEAN", ops.convert_to_tensor(value))


def replica_count() -> int:
    """Returns the number of replicas that share the current batch."""
    return _replica()[1]


def _replica():
    """Returns the context of the replica that is computing, and how many there are."""
    if keras.backend.backend() != "tensorflow":
        return None, 1
    import tensorflow as tf

    context = tf.distribute.get_replica_context()
    if context is None:  # outside of `strategy.run`, where there is one computation only
        return None, 1
    return context, context.num_replicas_in_sync
