"""The rows of a source that is read in blocks, in an order that reads each block once."""

import numpy as np
import tensorflow as tf

AT_ONCE = 4
"""How many blocks the rows of which are shuffled together."""


def shuffled_blocks(blocks: np.ndarray, seed: int) -> tf.data.Dataset:
    """Returns the numbers of rows, shuffled anew at each iteration.

    The blocks come in a random order, a few at a time, and the rows of those few in any order:
    each block is needed during one stretch alone.

    Args:
        blocks: Of each row, the number of its block, in rising order.
        seed: The same seed gives the same sequence of orders.

    Example:
        >>> sorted(shuffled_blocks(np.array([0, 0, 1]), seed=0).as_numpy_iterator())
        [0, 1, 2]
    """
    _, starts, counts = np.unique(blocks, return_index=True, return_counts=True)
    order = tf.data.Dataset.from_tensor_slices((starts.astype("int64"), counts.astype("int64")))
    order = order.shuffle(len(starts), seed=seed, reshuffle_each_iteration=True)
    # A seed for each stretch, or all would be shuffled alike.
    seeds = tf.data.Dataset.random(seed=seed, rerandomize_each_iteration=True).batch(2)

    @tf.autograph.experimental.do_not_convert
    def rows(stretch, seeds):
        begins, lengths = stretch
        numbers = tf.ragged.range(begins, begins + lengths).flat_values
        mixed = tf.random.experimental.stateless_shuffle(numbers, seeds)
        return tf.data.Dataset.from_tensor_slices(mixed)

    stretches = tf.data.Dataset.zip(order.batch(AT_ONCE), seeds)
    keys = stretches.flat_map(rows)
    return keys.apply(tf.data.experimental.assert_cardinality(len(blocks)))
