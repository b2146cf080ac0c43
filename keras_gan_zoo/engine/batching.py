"""Turns the data that `fit` is given into a dataset of batches."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.samples.picture_checks import check_images, is_batched
from keras_gan_zoo.types import Data, Shape, Tensor

ANY_PICTURE = (None, None, None)
"""(height, width, channels) of pictures of any size."""

SHUFFLE_EXAMPLES = 10_000
"""Shuffle buffer, in examples: all of most small sets, and bounded memory for large ones."""


def as_examples(x: Data) -> tf.data.Dataset:
    """Returns arrays as a dataset of single examples, and a dataset unchanged."""
    if isinstance(x, tf.data.Dataset):
        return x
    return tf.data.Dataset.from_tensor_slices(
        tf.nest.map_structure(lambda array: np.asarray(array, "float32"), x)
    )


def as_batches(
    x: Data, batch_size: int, shuffle: bool, seed: int | None, image_shape: Shape = ANY_PICTURE
) -> tf.data.Dataset:
    """Returns a dataset of equal batches.

    Args:
        x: An array of images (n, height, width, channels) or of vectors (n, length), or a dataset
            of single ones or of batches; a dataset that is batched already is used as it is.
        batch_size: Examples a batch. A last, smaller batch is dropped: batch statistics and
            packing need full ones.
        shuffle: Whether to shuffle, anew at each epoch.
        seed: Seed of the shuffling, or `None`.
        image_shape: Shape of one image or vector, `None` where any number will do.

    Raises:
        ValueError: If the batch size is not a positive whole number, or there are fewer examples
            than one batch holds.
    """
    batch_size = check_whole(batch_size, "batch_size", 1)
    dataset = as_examples(x)
    batched = is_batched(dataset, image_shape)
    dataset = _with_rank(dataset, (None, *image_shape) if batched else tuple(image_shape))
    if batched:
        return dataset.prefetch(tf.data.AUTOTUNE)
    examples = int(dataset.cardinality())
    if 0 <= examples < batch_size:
        raise ValueError(
            f"`batch_size` is {batch_size} but the data has {examples} examples; "
            f"use batch_size={max(1, examples)} or less."
        )
    if shuffle:
        dataset = shuffled(dataset, seed)
    return dataset.batch(batch_size, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


def shuffled(dataset: tf.data.Dataset, seed: int | None) -> tf.data.Dataset:
    """Returns a dataset of single examples in an order of each pass's own, as far as memory goes.

    Args:
        dataset: Of known or unknown length, shuffled whole up to 10,000 examples.
        seed: Seed of the shuffling, or `None`.
    """
    examples = int(dataset.cardinality())
    buffer = min(examples, SHUFFLE_EXAMPLES) if examples > 0 else SHUFFLE_EXAMPLES
    return dataset.shuffle(buffer, seed=seed, reshuffle_each_iteration=True)


def _with_rank(dataset: tf.data.Dataset, shape: Shape) -> tf.data.Dataset:
    """Returns the dataset, its elements of known rank: networks refuse the others."""
    spec = dataset.element_spec
    if not isinstance(spec, tf.TensorSpec) or spec.shape.rank is not None:
        return dataset
    return dataset.map(lambda images: tf.ensure_shape(images, shape))


def as_unpaired_batches(
    sets: Sequence[Data],
    batch_size: int,
    shuffle: bool,
    seed: int | None,
    image_shapes: Sequence[Shape] = (ANY_PICTURE, ANY_PICTURE),
) -> tf.data.Dataset:
    """Returns a dataset of a batch of each set, such as of X and Y, which are drawn independently.

    Shorter sets are repeated, reshuffled at each pass, so that an epoch sees every picture of
    the longest; a fixed pairing would be a hidden supervision.

    Args:
        sets: Datasets or arrays, as for `as_batches`.
        batch_size: Examples a batch of each.
        shuffle: Whether to shuffle each.
        seed: Seed of the shuffling, or `None`.
        image_shapes: Shape of one image of each.
    """
    batches = [
        # Another seed for each, or the same places would always come together.
        as_batches(images, batch_size, shuffle, None if seed is None else seed + place, shape)
        for place, (images, shape) in enumerate(zip(sets, image_shapes, strict=True))
    ]
    sizes = [int(dataset.cardinality()) for dataset in batches]
    if min(sizes) > 0:
        steps = max(sizes)
        batches = [dataset.repeat().take(steps) for dataset in batches]
    return tf.data.Dataset.zip(tuple(batches)).prefetch(tf.data.AUTOTUNE)


def are_numbers(given: Any) -> bool:
    """Returns whether the second of two things is numbers or rows of them, and no set of pictures.

    So that (pictures, numbers) is told from two sets of pictures.
    """
    return not isinstance(given, tf.data.Dataset) and np.ndim(given) in (1, 2)


def sets_in_turn(
    sets: Sequence[Data], labels: Sequence[np.ndarray | np.generic], image_shape: Shape
) -> tf.data.Dataset:
    """Returns a dataset of the pictures of all sets in turn, each with its set's label.

    Args:
        sets: Arrays, or datasets of single pictures or of batches; what is wrong in the one of
            number i is said of `x[i]`.
        labels: What stands beside the pictures of each set.
        image_shape: (height, width, channels) of all pictures.

    Returns:
        A dataset of (picture, label), until the longest set ends.

    Raises:
        keras_gan_zoo.data.DataMismatch: If pictures do not fit.
    """
    labelled = []
    for number, (images, label) in enumerate(zip(sets, labels, strict=True)):
        check_images(images, image_shape, name=f"x[{number}]")
        pictures = as_examples(images)
        if is_batched(pictures, image_shape):
            pictures = pictures.unbatch()
        labelled.append(pictures.map(lambda image, label=label: (image, label)))
    turns = tf.data.Dataset.range(len(sets)).repeat()
    mixed = tf.data.Dataset.choose_from_datasets(labelled, turns, stop_on_empty_dataset=False)
    counts = [int(pictures.cardinality()) for pictures in labelled]
    if min(counts) >= 0:
        mixed = mixed.apply(tf.data.experimental.assert_cardinality(sum(counts)))
    return mixed


def rebatched(batches: tf.data.Dataset, factor: int) -> tf.data.Dataset:
    """Returns a dataset of batches `factor` times as large; a smaller last one is dropped."""
    size, count = tf.nest.flatten(batches.element_spec)[0].shape[0], int(batches.cardinality())
    larger = batches.rebatch(
        factor * (size or next((len(tf.nest.flatten(one)[0]) for one in batches.take(1)), 1)),
        drop_remainder=True,
    )
    if size is not None and count != tf.data.UNKNOWN_CARDINALITY:
        # `rebatch` forgets how many batches there are, by which Keras counts the epoch's steps.
        larger = larger.apply(
            tf.data.experimental.assert_cardinality(count // factor if count > 0 else count)
        )
    return larger.prefetch(tf.data.AUTOTUNE)


def batches_of_steps(batches: tf.data.Dataset, count: int, argument: str) -> tf.data.Dataset:
    """Returns a dataset of steps, each of which takes several batches.

    Args:
        batches: A dataset of batches.
        count: How many of them a step takes.
        argument: What the user calls that number.

    Raises:
        ValueError: If there are fewer than that.
    """
    steps = rebatched(batches, count)
    # Of batches of unknown size it is not known how many steps they make, but that they are too
    # few if there are fewer of them than a step takes.
    if steps.cardinality() == 0 or 0 <= batches.cardinality() < count:
        raise ValueError(
            f"One step takes {argument}={count} batches, and `x` has fewer; use a smaller "
            f"`batch_size` or fewer `{argument}`."
        )
    return steps


def dealt_out(data: Sequence[Tensor], count: int, argument: str) -> list[tuple]:
    """Splits the examples of a step into the batches that it uses, in an interleaved order.

    A replica that has a share of the step's examples deals out to the same batches what one
    replica would.

    Args:
        data: The step's tensors, such as (pictures of X, pictures of Y), all of one length.
        count: How many batches a step takes.
        argument: What the user calls that number.

    Returns:
        For each batch a tuple of its tensors.

    Raises:
        ValueError: If the examples cannot be dealt out evenly.
    """
    rows = data[0].shape[0]
    if rows is not None and rows % count:
        raise ValueError(
            f"`train_step` deals its batch out to {argument}={count}, but got {rows} examples; "
            f"pass a multiple of {count}."
        )
    if count == 1:
        return [tuple(data)]
    return [tuple(tensor[index::count] for tensor in data) for index in range(count)]
