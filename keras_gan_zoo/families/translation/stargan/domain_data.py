"""Checks pictures of several domains, and batches them with their domains' numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.engine.batching import are_numbers, as_batches, as_examples, sets_in_turn
from keras_gan_zoo.samples.element_checks import check_numbers
from keras_gan_zoo.samples.picture_checks import DataMismatch, check_images, is_batched
from keras_gan_zoo.types import Shape


def domain_batches(
    x: Any,
    domains: Sequence[str],
    image_shape: Shape,
    batch_size: int,
    shuffle: bool,
    seed: int | None,
) -> tf.data.Dataset:
    """Returns batches of pictures and of the numbers of their domains.

    Args:
        x: (pictures, numbers) as arrays; a dataset of (picture, number), batched or not; or a list
            of datasets or arrays of pictures, one for each domain.
        domains: The domains' names.
        image_shape: Shape of one picture.
        batch_size: Pictures a batch, where `x` is not batched yet.
        shuffle: Whether to shuffle what is not batched yet.
        seed: Seed of the shuffling, or `None`.

    Returns:
        A dataset of (batch of pictures, batch of int32 numbers).

    Raises:
        ValueError: If `x` is none of these, or pictures and numbers differ in number.
        keras_gan_zoo.data.DataMismatch: If the pictures do not fit, or a number is no domain's.
    """
    if isinstance(x, tf.data.Dataset):
        dataset = _checked_dataset(x, domains, image_shape)
    elif isinstance(x, (tuple, list)) and len(x) == 2 and are_numbers(x[1]):
        dataset = _numbered(x[0], x[1], domains, image_shape)
    elif isinstance(x, (tuple, list)) and len(x) == len(domains):
        dataset = sets_in_turn(x, [np.int32(number) for number in range(len(x))], image_shape)
    else:
        came = f"{len(x)} things" if isinstance(x, (tuple, list)) else type(x).__name__
        raise ValueError(
            f"`x` must be (pictures, numbers of their domains) or {len(domains)} sets of pictures, "
            f"one for each of {', '.join(domains)}; got {came}."
        )
    return as_batches(dataset, batch_size, shuffle, seed, image_shape)


def _checked_dataset(x, domains, image_shape):
    spec = x.element_spec
    if not isinstance(spec, tuple) or len(spec) != 2 or not spec[1].dtype.is_integer:
        raise ValueError(
            "`x` must yield (picture, number of its domain), as "
            "keras_gan_zoo.data.load(..., labels=True) does."
        )
    check_images(x, image_shape)
    batched = is_batched(x, image_shape)
    for _, numbers in x.take(1):
        numbers = numbers.numpy() if batched else numbers.numpy()[None]
        _one_each(numbers, "map(lambda x, y: (x, tf.argmax(y, axis=-1)))", domains)
    x = check_numbers(x, len(domains), which=-1, what="number of a domain")
    shape = [-1] if batched else []
    return x.map(lambda images, numbers: (images, tf.reshape(tf.cast(numbers, tf.int32), shape)))


def _numbered(images, numbers, domains, image_shape):
    check_images(images, image_shape, name="x[0]")
    numbers = _one_each(np.asarray(numbers), "argmax(axis=1)", domains)
    if len(images) != len(numbers):
        raise ValueError(
            f"`x` must hold the number of a domain for each picture, got {len(images)} pictures "
            f"and {len(numbers)} numbers."
        )
    numbers = tf.data.Dataset.from_tensor_slices(numbers.astype("int32"))
    return tf.data.Dataset.zip((as_examples(images), numbers))


def _one_each(numbers, call, domains):
    """Returns the numbers of pictures, (n,), given as (n,) or (n, 1); refuses all others."""
    if numbers.ndim == 2 and numbers.shape[1] == 1:
        numbers = numbers[:, 0]
    if numbers.ndim != 1:
        whose = "x" if call.startswith("map") else "x[1]"
        raise DataMismatch(
            f"{whose} has domains of shape {numbers.shape} where one number a picture is expected: "
            f"pass {whose}.{call} if they are one-hot; several at once are not understood."
        )
    _check_numbers(numbers, domains)
    return numbers


def _check_numbers(numbers, domains):
    if not np.issubdtype(numbers.dtype, np.integer):
        raise DataMismatch(
            f"The numbers of the domains have the dtype {numbers.dtype} where whole numbers in "
            f"[0, {len(domains)}) are expected."
        )
    wrong = numbers[(numbers < 0) | (numbers >= len(domains))]
    if wrong.size:
        raise DataMismatch(
            f"The number {wrong.flat[0]} is no domain's: there are {len(domains)}, from 0 to "
            f"{len(domains) - 1}; build the model with as many `domains` as the data has."
        )
