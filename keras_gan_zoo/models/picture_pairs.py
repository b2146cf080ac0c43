"""Checks the two kinds of picture that a translator trains on, and batches them."""

from collections.abc import Sequence

import tensorflow as tf

from keras_gan_zoo.engine.batching import as_batches, as_examples, as_unpaired_batches
from keras_gan_zoo.samples.picture_checks import DataMismatch, check_images, is_batched
from keras_gan_zoo.samples.typed_calls import part_of
from keras_gan_zoo.samples.unpaired import is_unpaired
from keras_gan_zoo.types import Data, Shape


def paired_batches(
    x: Data,
    shapes: Sequence[Shape],
    batch_size: int,
    shuffle: bool,
    seed: int | None,
    names: Sequence[str] = ("input", "target"),
    aligned: bool = True,
) -> tf.data.Dataset:
    """Returns batches of aligned pictures.

    Args:
        x: A dataset of pairs, batched or not; or a pair of datasets or arrays in the same order.
        shapes: Shape of the pictures of each kind.
        batch_size: Pairs a batch, where `x` is not batched yet.
        shuffle: Whether to shuffle what is not batched yet.
        seed: Seed of the shuffling, or `None`.
        names: What the two kinds are, for the sentences.
        aligned: Whether the two of a pair must belong together.

    Returns:
        A dataset of (batch, batch).

    Raises:
        ValueError: If there are no pairs, or two unpaired sets of `load`, or not as many of one
            kind as of the other.
        keras_gan_zoo.data.DataMismatch: If the pictures do not fit.
    """
    if aligned and any(map(is_unpaired, x if isinstance(x, (tuple, list)) else [x])):
        raise ValueError(
            f"`x` is made of two sets that keras_gan_zoo.data.load gave as unpaired, so that "
            f"{names[0]} and {names[1]} would not belong together: load them with "
            "pairs='by_name' if the files' names say which do, or train 'cyclegan'."
        )
    if isinstance(x, tf.data.Dataset):
        parts = _components(x, names)
        for part, shape, name in zip(parts, shapes, names, strict=True):
            check_images(part, shape, name=f"The {name} of `x`")
        return as_batches(x, batch_size, shuffle, seed, shapes[0])
    pair = _two(x, names, f"fit(({names[0]}s, {names[1]}s))")
    for index, (part, shape) in enumerate(zip(pair, shapes, strict=True)):
        check_images(part, shape, name=f"x[{index}]")
    parts = [as_examples(part) for part in pair]
    batched = [is_batched(part, shape) for part, shape in zip(parts, shapes, strict=True)]
    if batched[0] != batched[1]:
        raise DataMismatch(
            f"x[{batched.index(True)}] is batched and x[{batched.index(False)}] is not: batch both "
            "alike, or neither."
        )
    counts = [int(part.cardinality()) for part in parts]
    if min(counts) >= 0 and counts[0] != counts[1]:
        raise ValueError(
            f"`x` must hold a {names[1]} for each {names[0]}, got {counts[0]} {names[0]}s and "
            f"{counts[1]} {names[1]}s."
        )
    return as_batches(tf.data.Dataset.zip(tuple(parts)), batch_size, shuffle, seed, shapes[0])


def unpaired_batches(
    x: Data,
    shapes: Sequence[Shape],
    batch_size: int,
    shuffle: bool,
    seed: int | None,
    example: str = "fit((photos, paintings))",
) -> tf.data.Dataset:
    """Returns batches of two kinds of picture, drawn independently of each other.

    Args:
        x: A pair of datasets or arrays; or a dataset of pairs, which is used in its order.
        shapes: Shape of the pictures of each kind.
        batch_size: Pictures of each kind a batch, where `x` is not batched yet.
        shuffle: Whether to shuffle what is not batched yet.
        seed: Seed of the shuffling, or `None`.
        example: A right call, for the sentence.

    Returns:
        A dataset of (batch, batch).

    Raises:
        ValueError: If `x` is no pair.
        keras_gan_zoo.data.DataMismatch: If the pictures do not fit.
    """
    if isinstance(x, tf.data.Dataset) and isinstance(x.element_spec, tuple):
        return paired_batches(x, shapes, batch_size, shuffle, seed, ("X", "Y"), aligned=False)
    pair = _two(x, ("set of X", "set of Y"), example)
    for index, (images, shape) in enumerate(zip(pair, shapes, strict=True)):
        check_images(images, shape, name=f"x[{index}]")
    return as_unpaired_batches(pair, batch_size, shuffle, seed, shapes)


def _components(x: tf.data.Dataset, names: Sequence[str]) -> list[tf.data.Dataset]:
    spec = x.element_spec
    if not isinstance(spec, tuple) or len(spec) != 2:
        came = f"{len(spec)} things" if isinstance(spec, tuple) else "one picture"
        raise ValueError(
            f"`x` must yield pairs ({names[0]}, {names[1]}), but yields {came} an example: pass "
            f"tf.data.Dataset.zip(({names[0]}s, {names[1]}s)), or, where each file holds both side "
            "by side, load them with keras_gan_zoo.data.load(..., pairs='left_to_right')."
        )
    return [part_of(x, place, names) for place in range(2)]


def _two(x, names, example):
    if not isinstance(x, (tuple, list)) or len(x) != 2:
        raise ValueError(
            f"`x` must be a pair ({names[0]}, {names[1]}) of datasets or arrays, got "
            f"{type(x).__name__}; e.g. {example}."
        )
    return x
