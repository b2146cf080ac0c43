"""Gradients that are added up over replicas only where there are several."""

from collections.abc import Sequence

import keras
import tensorflow as tf


def skip_sum_of_one(optimizer: keras.optimizers.Optimizer) -> None:
    """Lets an optimizer take gradients as they are where there is but one replica.

    Keras adds them up over replicas all the same, by an operation with a gradient of its own.
    TensorFlow registers such a gradient for good where a graph is traced, and with it the graph: of
    each model that was ever trained the whole train step would stay in memory.

    Args:
        optimizer: An optimizer, or the `LossScaleOptimizer` around one.

    Example:
        >>> adam = keras.optimizers.Adam(2e-4)
        >>> skip_sum_of_one(adam)
    """
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    # A method of Keras's own, which a later version may not have: then all is as it was.
    add_up = getattr(type(optimizer), "_all_reduce_sum_gradients", None)
    if add_up is None:
        return

    def summed(pairs: Sequence[tuple]) -> list[tuple]:
        if tf.distribute.get_strategy().num_replicas_in_sync == 1:
            return list(pairs)
        return add_up(optimizer, pairs)

    optimizer._all_reduce_sum_gradients = summed
