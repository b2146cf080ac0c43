"""Tells a user in one sentence that examples do not fit a model, before training starts.

Examples are pictures, videos, or vectors such as points of a plane.
"""

import dataclasses
import math
import numbers
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.samples.element_checks import mismatch_of
from keras_gan_zoo.samples.typed_calls import Typed, typed

_SAMPLED_IMAGES = 256
# Images after which a range is believed: one bright picture may well have no dark pixel.
_ENOUGH_IMAGES = 32
# Bicubic resizing overshoots a little; this share of the range is let pass on either side.
_TOLERANCE = 0.05


def check_images(
    data: Any,
    image_shape: Sequence[int | None],
    value_range: Sequence[float] | None = (-1.0, 1.0),
    name: str = "x",
) -> None:
    """Raises if images, or vectors, plainly do not fit a model; returns nothing if they may.

    A dataset is judged by its `element_spec`, then by one batch, or as many as hold 32 images,
    from an iterator of its own, so that the iteration that follows begins at the start. Of an
    array, up to 256 images spread over it are looked at. Where elements are tuples, the first
    component is taken for the images.

    Args:
        data: A NumPy array, a tensor, a `tf.data.Dataset`, batched or not, or a
            `keras.utils.PyDataset`. Anything else that yields batches, such as a generator, cannot
            be looked at without using it up and is let pass.
        image_shape: `(height, width, channels)` of one image, `(frames, height, width, channels)`
            of one video, or `(length,)` of one vector; None where any number will do.
        value_range: Lowest and highest value that the model expects; None if any finite ones.
        name: What the sentence calls the argument.

    Raises:
        DataMismatch: If the shape, the dtype or the range is wrong, a value is NaN or infinite, or
            there are no images. The sentence says what came, what was expected and the nearest
            right call.

    Example:
        >>> check_images(np.zeros((8, 28, 28, 1), "uint8"), (28, 28, 1))
        Traceback (most recent call last):
        keras_gan_zoo.errors.DataMismatch: x has the dtype uint8 where ...
        >>> check_images(np.array([[7.0, -4.0]]), (2,), value_range=None)  # points of a plane
    """
    value_range = None if value_range is None else tuple(value_range)
    expected = _Expected(tuple(image_shape), value_range, name, typed(data, name))
    if data is None or isinstance(data, (str, bytes, numbers.Number)):
        source = data if data and isinstance(data, str) else "fashion_mnist"
        call = f"keras_gan_zoo.data.load({source!r}, batch_size=64)"
        advice = f"load them first with {call}" if expected.kind == "images" else "pass an array"
        raise DataMismatch(f"{name}={data!r} is not {expected.kind}: {advice}.")
    if isinstance(data, tf.data.Dataset):
        _check_dataset(data, expected)
    elif isinstance(data, keras.utils.PyDataset):
        if data.num_batches == 0:
            raise DataMismatch(f"{name} is an empty dataset where {expected.kind} are expected.")
        _check_values(*_checked_extent(_images_of(data[0], expected), expected), expected)
    elif isinstance(data, (tuple, list, dict)):
        raise DataMismatch(
            f"{name} is a {type(data).__name__} of {len(data)} where one dataset or array of "
            f"{expected.kind} of shape {_batch_text(expected)} is expected."
        )
    elif hasattr(data, "shape") and hasattr(data, "dtype"):
        images = math.prod(data.shape[: len(data.shape) - 3]) if expected.kind == "videos" else 0
        images = images or (len(data) if len(data.shape) else 0)
        step = max(1, -(-images // _SAMPLED_IMAGES))
        _check_values(*_checked_extent(data, expected, step), expected)


def is_batched(dataset: tf.data.Dataset, image_shape: Sequence[int | None]) -> bool:
    """Returns whether the elements of a dataset are batches of examples, not single ones.

    Where the dataset does not know the rank of its elements, its first element tells.

    Args:
        dataset: A dataset that `check_images` lets pass. Where elements are tuples, the first
            component is looked at.
        image_shape: As for `check_images`.

    Example:
        >>> is_batched(tf.data.Dataset.from_tensor_slices(np.zeros((8, 28, 28, 1))), (28, 28, 1))
        False
    """
    shape = tf.nest.flatten(dataset.element_spec)[0].shape
    if shape.rank is None:
        shape = next((tf.nest.flatten(element)[0].shape for element in dataset.take(1)), shape)
    return shape.rank is None or not _is_one_example(tuple(shape), tuple(image_shape))


def shape_of_data(data: Any) -> tuple[int | None, ...]:
    """Returns the shape of an array, or of a dataset's elements; () where it is not known.

    Args:
        data: What `check_images` lets pass. Where elements are tuples, the first component is
            looked at.

    Example:
        >>> shape_of_data(tf.data.Dataset.from_tensor_slices(np.zeros((8, 28, 28, 1))))
        (28, 28, 1)
    """
    if not isinstance(data, tf.data.Dataset):
        return np.shape(data)
    shape = tf.nest.flatten(data.element_spec)[0].shape
    return () if shape.rank is None else tuple(shape)


@dataclass(frozen=True)
class _Expected:
    image_shape: tuple[int | None, ...]
    value_range: tuple[float, ...] | None
    name: str
    typed: Typed
    """How a user writes the images."""
    single: bool = False
    """Whether the elements of the dataset are single examples."""

    @property
    def kind(self) -> str:
        return {3: "images", 4: "videos"}.get(len(self.image_shape), "vectors")

    @property
    def kind_and_range(self) -> str:
        if self.value_range is None:
            return self.kind
        return f"{self.kind} in {_range_text(self)}"


def _check_dataset(dataset, expected):
    spec = _images_of(dataset.element_spec, expected)
    if not isinstance(spec, tf.TensorSpec):
        raise DataMismatch(
            f"{expected.name} yields {type(spec).__name__} elements where tensors of "
            f"{expected.kind} are expected."
        )
    _check_dtype(spec.dtype, expected)
    if spec.shape.rank is not None:
        single = _is_one_example(tuple(spec.shape), expected.image_shape)
        expected = dataclasses.replace(expected, single=single)
        _check_shape(tuple(spec.shape), expected, one_example_allowed=True)
    low, high, seen = np.inf, -np.inf, 0
    for element in _first_elements(dataset):
        images = _images_of(element, expected)
        if _is_one_example(tuple(images.shape), expected.image_shape):
            images = images[None]
        batch_low, batch_high = _checked_extent(images, expected)
        # Not min() and max(), which lose NaN.
        low, high = np.minimum(low, batch_low), np.maximum(high, batch_high)
        seen += images.shape[0]
        if seen >= _ENOUGH_IMAGES:
            break
    if not seen:
        raise DataMismatch(
            f"{expected.name} is an empty dataset where {expected.kind} are expected; if it was "
            "batched with drop_remainder=True, the batch may be larger than the whole set."
        )
    _check_values(low, high, expected)


def _first_elements(dataset):
    try:
        yield from dataset.take(_ENOUGH_IMAGES)
    except tf.errors.InvalidArgumentError as error:
        if mismatch := mismatch_of(error):
            raise mismatch from None
        raise


def _images_of(element, expected):
    while isinstance(element, tuple):
        element = element[0]
    if isinstance(element, dict):
        raise DataMismatch(
            f"{expected.name} yields dictionaries with {', '.join(map(repr, element))} where "
            f"tensors of {expected.kind} are expected: use "
            f"{expected.name}.map(lambda element: element[{next(iter(element))!r}])."
        )
    return element


def _checked_extent(images: Any, expected: _Expected, step: int = 1) -> tuple[float, float]:
    """Returns the lowest and highest value of a batch whose dtype and shape are right."""
    _check_dtype(images.dtype, expected)
    _check_shape(tuple(images.shape), expected)
    if not images.shape[0]:
        raise DataMismatch(
            f"{expected.name} has the shape {tuple(images.shape)}: it holds no {expected.kind}."
        )
    values = np.asarray(images[::step], "float32")
    return values.min(), values.max()


def _check_dtype(dtype, expected):
    dtype = str(getattr(dtype, "name", dtype)).removeprefix("torch.")
    if dtype == "uint8" and expected.value_range is not None:
        raise DataMismatch(
            f"{expected.name} has the dtype uint8 where floating-point {expected.kind_and_range} "
            f"are expected: pass {_conversion((0, 255), expected, dtype)}."
        )
    if not dtype.startswith(("float", "bfloat")):
        advice = ""
        if dtype.startswith(("int", "uint")) and expected.value_range == (-1, 1):
            advice = f": pass {_conversion((0, 255), expected, dtype)} if they are 0 to 255"
        raise DataMismatch(
            f"{expected.name} has the dtype {dtype} where float32 {expected.kind_and_range} are "
            f"expected{advice}."
        )


def _is_one_example(shape, image_shape):
    """Whether a shape is that of one vector, or (H, W, C) or (C, H, W) and not (N, H, W)."""
    if len(shape) != len(image_shape):
        return False
    if len(shape) != 3:
        return True
    channels_first = shape[0] is not None and shape[0] == image_shape[-1]
    return _fits(shape, image_shape) or channels_first or not _fits(shape[1:], image_shape[:2])


def _fits(found, wanted):
    return len(found) == len(wanted) and all(
        ours is None or theirs is None or ours == theirs
        for ours, theirs in zip(found, wanted, strict=True)
    )


def _check_shape(shape, expected, one_example_allowed=False):
    wanted, name = expected.image_shape, expected.name
    one_example = one_example_allowed and _is_one_example(shape, wanted)
    found = shape if one_example else shape[1:]
    if _fits(found, wanted):
        return
    came = f"{name} has {expected.kind} of shape {found} where {wanted} is expected"
    if not one_example_allowed and _fits(shape, wanted):
        raise DataMismatch(
            f"{name} has the shape {shape}, which is one {expected.kind[:-1]}, where a batch of "
            f"shape {_batch_text(expected)} is expected: pass {name}[None]."
        )
    if expected.kind == "vectors" and len(found) == len(wanted):
        raise DataMismatch(f"{came}.")
    if _fits(found, wanted[:-1]) or (one_example_allowed and _fits(shape, wanted[:-1])):
        call = expected.typed.call("{}[..., None]")
        raise DataMismatch(f"{came}: add the channel axis with {call}.")
    flat_one = one_example_allowed and len(shape) == 1
    flat = shape if flat_one else found
    if len(flat) == 1 and None not in wanted and flat[0] == math.prod(wanted):
        new = wanted if flat_one else (-1, *wanted)
        call = expected.typed.call(f"{{}}.reshape({new})", f"tf.reshape({{}}, {new})")
        raise DataMismatch(f"{came}: use {call}.")
    if len(found) == 3 and _fits((*found[1:], found[0]), wanted):
        order = (1, 2, 0) if expected.single else (0, 2, 3, 1)
        call = expected.typed.call("{}.transpose(0, 2, 3, 1)", f"tf.transpose({{}}, {order})")
        raise DataMismatch(f"{came}: put the channels last, with {call}.")
    if len(found) != len(wanted):
        raise DataMismatch(
            f"{name} has the shape {shape} where {_batch_text(expected)} is expected."
        )
    changes = []
    size = wanted[-3:-1]
    if not _fits(found[-3:-1], size) and None not in size:
        height, width = size
        changes.append(f"image_size={height if height == width else (height, width)}")
    if not _fits(found[-1:], wanted[-1:]) and wanted[-1] in (1, 3):
        changes.append(f"channels={wanted[-1]}")
    if not _fits(found[:-3], wanted[:-3]):
        changes.append(f"frames={wanted[0]}")
    call = f": use keras_gan_zoo.data.load(..., {', '.join(changes)})" if changes else ""
    raise DataMismatch(f"{came}{call}.")


def _check_values(low, high, expected):
    name = expected.name
    if not np.isfinite([low, high]).all():
        raise DataMismatch(f"{name} holds NaN or infinite values.")
    if expected.value_range is None:
        return
    lowest, highest = expected.value_range
    slack = _TOLERANCE * (highest - lowest)
    came = (
        f"{name} has values from {low:.4g} to {high:.4g} where {_range_text(expected)} is expected"
    )
    if low >= lowest - slack and high <= highest + slack:
        if lowest < 0 <= low < high <= 1:
            raise DataMismatch(
                f"{came}, so it looks like images in [0, 1]: pass "
                f"{_conversion((0, 1), expected)}, or build it with "
                "keras_gan_zoo.data.from_arrays(..., value_range=(0, 1))."
            )
        return
    if low >= 0 and 1 + slack < high <= 255:
        raise DataMismatch(f"{came}: pass {_conversion((0, 255), expected)}.")
    if low >= -1 - slack and high <= 1 + slack:
        raise DataMismatch(f"{came}: pass {_conversion((-1, 1), expected)}.")
    raise DataMismatch(f"{came}: scale the {expected.kind} to that range.")


def _conversion(given: tuple[float, float], expected: _Expected, dtype: str = "float32") -> str:
    """Returns the expression that brings images from one range into the expected one."""
    known: dict[tuple, str] = {
        ((0, 255), (-1, 1)): "{} / 127.5 - 1",
        ((0, 255), (0, 1)): "{} / 255.0",
        ((0, 1), (-1, 1)): "{} * 2 - 1",
        ((-1, 1), (0, 1)): "({} + 1) / 2",
    }
    expression = known.get((given, expected.value_range))
    if expression is None:
        return f"{expected.name} scaled to {_range_text(expected)}"
    # TensorFlow divides no integers by floating-point numbers.
    in_graph = expression.replace("{}", 'tf.cast({}, "float32")')
    return expected.typed.call(expression, in_graph if "int" in dtype else None)


def _range_text(expected):
    lowest, highest = expected.value_range
    return f"[{lowest:g}, {highest:g}]"


def _batch_text(expected):
    return f"({', '.join(['N', *map(str, expected.image_shape)])})"
