"""Random numbers for a replica's share of the batch."""

from collections.abc import Callable, Sequence
from typing import Any

from keras_gan_zoo.replicas.whole_batch import own_rows, replica_count
from keras_gan_zoo.replicas.xla_random import drawn
from keras_gan_zoo.types import Tensor


def random_rows(
    draw: Callable, shape: Sequence[int | Tensor], *arguments: Any, axis: int = 0, **keywords: Any
) -> Tensor:
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
    whole = (*shape[:axis], replica_count() * shape[axis], *shape[axis + 1 :])
    return own_rows(drawn(draw, whole, *arguments, **keywords), axis)
