"""Checks pictures of which few are labelled, and batches them with what is known of each."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.engine.batching import are_numbers, as_batches, as_examples, sets_in_turn
from keras_gan_zoo.samples.element_checks import check_numbers
from keras_gan_zoo.samples.picture_checks import DataMismatch, check_images, is_batched
from keras_gan_zoo.types import Shape

UNKNOWN = -1
"""The label of an attribute that nobody has looked for in a picture."""


def grouped_batches(
    x: Any,
    attributes: Sequence[str],
    image_shape: Shape,
    batch_size: int,
    shuffle: bool,
    seed: int | None,
) -> tf.data.Dataset:
    """Returns batches of pictures and of their labels.

    Args:
        x: (pictures, labels) as arrays, the labels (n, attributes) whole numbers: 1 where a picture
            has the attribute, 0 where not, -1 where that is not known; a dataset of (picture,
            labels), batched or not; or a list of sets of pictures: without the first attribute,
            with it, without the second and so on, and, if there is one more, those of which nothing
            is known.
        attributes: The attributes' names.
        image_shape: Shape of one picture.
        batch_size: Pictures a batch, where `x` is not batched yet.
        shuffle: Whether to shuffle what is not batched yet.
        seed: Seed of the shuffling, or `None`.

    Returns:
        A dataset of (batch of pictures, int32 labels (batch, attributes)).

    Raises:
        ValueError: If `x` is none of these, or pictures and labels differ in number.
        keras_gan_zoo.data.DataMismatch: If the pictures do not fit, or a label is none.
    """
    sets = 2 * len(attributes)
    if isinstance(x, tf.data.Dataset):
        dataset = _labelled_dataset(x, attributes, image_shape)
    elif isinstance(x, (tuple, list)) and len(x) == 2 and are_numbers(x[1]):
        dataset = _labelled_arrays(x[0], x[1], attributes, image_shape)
    elif isinstance(x, (tuple, list)) and len(x) in (sets, sets + 1):
        known = np.full((len(x), len(attributes)), UNKNOWN, "int32")
        for number in range(sets):
            known[number, number // 2] = number % 2
        dataset = sets_in_turn(x, list(known), image_shape)
    else:
        came = f"{len(x)} things" if isinstance(x, (tuple, list)) else type(x).__name__
        raise ValueError(
            f"`x` must be (pictures, labels) or {sets} sets of pictures, without and with each of "
            f"{', '.join(attributes)}, and one more of unlabelled ones if there are; got {came}."
        )
    return as_batches(dataset, batch_size, shuffle, seed, image_shape)


def _labelled_dataset(x, attributes, image_shape):
    spec = x.element_spec
    if not isinstance(spec, tuple) or len(spec) != 2 or not spec[1].dtype.is_integer:
        raise ValueError(
            f"`x` must yield (picture, labels), {len(attributes)} whole numbers a picture."
        )
    check_images(x, image_shape)
    batched = is_batched(x, image_shape)
    for _, labels in x.take(1):
        labels = labels.numpy() if batched else labels.numpy()[None]
        _checked_labels(labels, attributes, "x")
    x = check_numbers(x, 2, which=-1, least=UNKNOWN)
    shape = [-1, len(attributes)] if batched else [len(attributes)]
    return x.map(lambda images, labels: (images, tf.reshape(tf.cast(labels, tf.int32), shape)))


def _labelled_arrays(images, labels, attributes, image_shape):
    check_images(images, image_shape, name="x[0]")
    labels = _checked_labels(np.asarray(labels), attributes, "x[1]")
    if len(images) != len(labels):
        raise ValueError(
            f"`x` must hold labels for each picture, got {len(images)} pictures and "
            f"{len(labels)} rows of labels."
        )
    labels = tf.data.Dataset.from_tensor_slices(labels.astype("int32"))
    return tf.data.Dataset.zip((as_examples(images), labels))


def _checked_labels(labels, attributes, name):
    """Returns labels (n, attributes); of one attribute (n,) will do."""
    if labels.ndim == 1 and len(attributes) == 1:
        labels = labels[:, None]
    whole = np.issubdtype(labels.dtype, np.integer)
    if labels.ndim != 2 or labels.shape[1] != len(attributes) or not whole:
        raise DataMismatch(
            f"{name} has labels of shape {labels.shape}, {labels.dtype}, where (n, "
            f"{len(attributes)}) whole numbers are expected, one for each of "
            f"{', '.join(attributes)}."
        )
    wrong = labels[(labels < UNKNOWN) | (labels > 1)]
    if wrong.size:
        raise DataMismatch(
            f"{name} has the label {wrong.flat[0]} where 1 (has it), 0 (has it not) or -1 (not "
            "known) is expected."
        )
    return labels
