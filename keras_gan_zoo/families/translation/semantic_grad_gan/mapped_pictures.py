"""Checks two sets of pictures with a map of classes each, and batches them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.engine.batching import as_batches, as_examples, as_unpaired_batches
from keras_gan_zoo.samples.class_maps import ClassMaps
from keras_gan_zoo.samples.element_checks import check_numbers
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.picture_checks import check_images, is_batched
from keras_gan_zoo.samples.typed_calls import part_of
from keras_gan_zoo.types import Data

_TWO = ("pictures", "maps")
_FOUR = ("pictures_x", "maps_x", "pictures_y", "maps_y")


def mapped_batches(
    x: Data,
    kinds: Sequence[Kind],
    batch_size: int,
    shuffle: bool,
    seed: int | None,
) -> tf.data.Dataset:
    """Returns batches of pictures of X and their maps, and of Y and theirs.

    Args:
        x: Two sets, X and Y, each (pictures, maps) as arrays or a dataset of such pairs, batched or
            not, which are drawn independently of each other; the four arrays one after the other;
            or a dataset of (picture of X, map, picture of Y, map), which is used in its order.
            Maps are whole numbers, a class for each pixel.
        kinds: Of the pictures of X, their maps, the pictures of Y and theirs.
        batch_size: Pictures of each set a batch, where they are not batched yet.
        shuffle: Whether to shuffle what is not batched yet.
        seed: Seed of the shuffling, or `None`.

    Returns:
        A dataset of (pictures of X, int32 maps, pictures of Y, int32 maps).

    Raises:
        ValueError: If `x` is none of these, or a set has not as many maps as pictures.
        keras_gan_zoo.data.DataMismatch: If pictures or maps do not fit.
    """
    if isinstance(x, tf.data.Dataset):
        return as_batches(_fours(x, kinds), batch_size, shuffle, seed, kinds[0].shape)
    if isinstance(x, (tuple, list)) and len(x) == 4:
        x = ((x[0], x[1]), (x[2], x[3]))
    if not isinstance(x, (tuple, list)) or len(x) != 2:
        raise ValueError(_refused(x))
    sets = [_mapped(part, kinds[2 * n : 2 * n + 2], f"x[{n}]") for n, part in enumerate(x)]
    shapes = (kinds[0].shape, kinds[2].shape)
    batches = as_unpaired_batches(sets, batch_size, shuffle, seed, shapes)
    return batches.map(lambda of_x, of_y: (*of_x, *of_y)).prefetch(tf.data.AUTOTUNE)


def _refused(given: Any) -> str:
    came = f"{len(given)} things" if isinstance(given, (tuple, list)) else type(given).__name__
    return (
        "`x` must be two sets of pictures with a map of classes each, got "
        f"{came}: pass fit(((pictures_x, maps_x), (pictures_y, maps_y)))."
    )


def _mapped(given: Any, kinds: Sequence[Kind], name: str) -> tf.data.Dataset:
    """Returns a dataset of the (picture, map) of a set."""
    if isinstance(given, tf.data.Dataset):
        spec = given.element_spec
        if not isinstance(spec, tuple) or len(spec) != 2:
            came = f"{len(spec)} things" if isinstance(spec, tuple) else "one thing"
            raise ValueError(f"{name} must yield (picture, map) pairs, but yields {came}.")
        return _checked(given, kinds, name)
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        raise ValueError(_refused(given))
    pictures, maps = given[0], np.asarray(given[1])
    check_images(pictures, kinds[0].shape, name=f"{name}[0]")
    kinds[1].check(maps, f"{name}[1]")
    if len(pictures) != len(maps):
        raise ValueError(
            f"{name} must hold a map for each picture, got {len(pictures)} pictures and "
            f"{len(maps)} maps."
        )
    maps = tf.data.Dataset.from_tensor_slices(maps.reshape(maps.shape[:3]).astype("int32"))
    return tf.data.Dataset.zip((as_examples(pictures), maps))


def _fours(x: tf.data.Dataset, kinds: Sequence[Kind]) -> tf.data.Dataset:
    """Returns a dataset of four, whichever way it is nested, if that is what it yields."""
    count = len(tf.nest.flatten(x.element_spec))
    if count != 4:
        raise ValueError(
            "`x` must yield (picture of X, map, picture of Y, map), but yields "
            f"{count} thing{'s' * (count != 1)} an example: pass two sets, "
            "fit(((pictures_x, maps_x), (pictures_y, maps_y)))."
        )
    flat = x.map(lambda *parts: tuple(tf.nest.flatten(parts)))
    flat.typed_as = "x" if len(x.element_spec) == count else "x.map(lambda x, y: (*x, *y))"
    return _checked(flat, kinds, "x")


def _checked(x: tf.data.Dataset, kinds: Sequence[Kind], name: str) -> tf.data.Dataset:
    """Returns a dataset whose numbers are looked at as they come, maps without a channel's axis."""
    batched, written = is_batched(x, kinds[0].shape), getattr(x, "typed_as", name)
    for place, kind in enumerate(kinds):
        if isinstance(kind, ClassMaps):
            spec = x.element_spec[place]
            shape = spec.shape if spec.shape.rank is not None else (None,) * (2 + batched)
            kind.check_form(tuple(shape)[batched:], spec.dtype, f"The map of `{name}`")
            x = check_numbers(x, kind.classes, which=place, name=name, what="class")
        else:
            part = part_of(x, place, _TWO if len(kinds) == 2 else _FOUR, written)
            check_images(part, kind.shape, name=f"The picture of `{name}`")

    def plain(*parts):
        return tuple(
            tf.reshape(tf.cast(part, tf.int32), [-1, *kind.shape] if batched else kind.shape)
            if isinstance(kind, ClassMaps)
            else part
            for part, kind in zip(parts, kinds, strict=True)
        )

    return x.map(plain, num_parallel_calls=tf.data.AUTOTUNE)
