"""Random numbers for a batch of which replicas have a share each."""

from collections.abc import Callable

import keras


def random_rows(draw: Callable, shape, *arguments, axis: int = 0, **keywords):
    """Returns random numbers for this replica's rows of the whole batch.

    Replicas hold the same random state, and would all draw the same. Each draws for the whole
    batch instead and keeps its own rows, so that replicas differ, and together have what a single
    one has on the whole batch.

    Args:
        draw: Such as `keras.random.normal`.
        shape: Shape of this replica's numbers.
        *arguments: Further arguments of `draw`.
        axis: The axis of the rows.
        **keywords: As `arguments`, among them `seed`.

    Example:
        >>> random_rows(keras.random.normal, (16, 100), seed=seed_generator).shape
        TensorShape([16, 100])
    """
    index, count = _replica()
    if count == 1:
        return draw(shape, *arguments, **keywords)
    rows = shape[axis]
    whole = draw((*shape[:axis], count * rows, *shape[axis + 1 :]), *arguments, **keywords)
    return keras.ops.take(whole, index * rows + keras.ops.arange(rows), axis=axis)


def _replica():
    """Returns the index of the replica that is computing, and how many there are."""
    if keras.backend.backend() != "tensorflow":
        return 0, 1
    import tensorflow as tf

    context = tf.distribute.get_replica_context()
    if context is None:  # outside of `strategy.run`, where there is one computation only
        return 0, 1
    return context.replica_id_in_sync_group, context.num_replicas_in_sync
