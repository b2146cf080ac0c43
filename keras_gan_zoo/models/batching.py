"""Turns whatever `fit` is given into a dataset of batches."""

import numpy as np
import tensorflow as tf

SHUFFLE_EXAMPLES = 10_000
"""Shuffle buffer, in examples: all of most small sets, and bounded memory for large ones."""


def is_batched(dataset: tf.data.Dataset) -> bool:
    """Returns whether the elements of an image dataset have a batch axis."""
    rank = tf.nest.flatten(dataset.element_spec)[0].shape.rank
    return rank is None or rank > 3


def as_examples(x) -> tf.data.Dataset:
    """Returns arrays as a dataset of single examples, and a dataset as it is."""
    if isinstance(x, tf.data.Dataset):
        return x
    return tf.data.Dataset.from_tensor_slices(
        tf.nest.map_structure(lambda array: np.asarray(array, "float32"), x)
    )


def as_batches(x, batch_size: int, shuffle: bool, seed: int | None) -> tf.data.Dataset:
    """Returns a dataset of equal batches.

    Args:
        x: An array of images (n, height, width, channels), or a dataset of images or batches;
            a dataset that is batched already is used as it is.
        batch_size: Examples a batch. A last, smaller batch is dropped: batch statistics and
            packing need full ones.
        shuffle: Whether to shuffle, anew at each epoch.
        seed: Seed of the shuffling, or `None`.

    Raises:
        ValueError: If the batch size is no positive whole number, or there are fewer examples
            than one batch holds.
    """
    if not isinstance(batch_size, (int, np.integer)) or batch_size < 1:
        raise ValueError(f"`batch_size` must be a whole number of at least 1, got {batch_size!r}.")
    dataset = as_examples(x)
    if is_batched(dataset):
        return dataset.prefetch(tf.data.AUTOTUNE)
    examples = int(dataset.cardinality())
    if 0 <= examples < batch_size:
        raise ValueError(
            f"`batch_size` is {batch_size} but the data has {examples} examples; "
            f"use batch_size={max(1, examples)} or less."
        )
    if shuffle:
        buffer = min(examples, SHUFFLE_EXAMPLES) if examples > 0 else SHUFFLE_EXAMPLES
        dataset = dataset.shuffle(buffer, seed=seed, reshuffle_each_iteration=True)
    return dataset.batch(batch_size, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


def as_unpaired_batches(pair, batch_size: int, shuffle: bool, seed: int | None) -> tf.data.Dataset:
    """Returns a dataset of (batch of X, batch of Y), drawn independently of each other.

    The shorter set is repeated, reshuffled at each pass, so that an epoch sees every picture of
    the longer one; a fixed pairing would be a hidden supervision.

    Args:
        pair: Two datasets or arrays, as for `as_batches`.
        batch_size: Examples a batch of each.
        shuffle: Whether to shuffle each.
        seed: Seed of the shuffling, or `None`.
    """
    seeds = (seed, None if seed is None else seed + 1)
    batches = [
        as_batches(images, batch_size, shuffle, one_seed)
        for images, one_seed in zip(pair, seeds, strict=True)
    ]
    sizes = [int(dataset.cardinality()) for dataset in batches]
    if min(sizes) > 0:
        steps = max(sizes)
        batches = [dataset.repeat().take(steps) for dataset in batches]
    return tf.data.Dataset.zip(tuple(batches)).prefetch(tf.data.AUTOTUNE)
