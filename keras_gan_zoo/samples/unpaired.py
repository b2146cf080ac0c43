"""Remembers of datasets of pictures that they are no pairs, through all that is done to them."""

import tensorflow as tf

_MARK = "_keras_gan_zoo_unpaired"


def mark_unpaired(dataset: tf.data.Dataset) -> tf.data.Dataset:
    """Returns a dataset, marked as one of two whose pictures do not belong together.

    Args:
        dataset: Pictures of one domain, single or in batches.
    """
    setattr(dataset, _MARK, True)
    return dataset


def is_unpaired(data: object) -> bool:
    """Returns whether something is a dataset that was marked so, or was made of one.

    Args:
        data: Anything.

    Example:
        >>> sketches = mark_unpaired(tf.data.Dataset.range(4))
        >>> is_unpaired(sketches.map(lambda number: number).batch(2)), is_unpaired([1, 2])
        (True, False)
    """
    if not isinstance(data, tf.data.Dataset):
        return False
    return hasattr(data, _MARK) or any(map(is_unpaired, data._inputs()))
