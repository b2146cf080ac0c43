"""Images that are already in memory, or in an `.npy` or `.npz` file."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data.examples import Examples, as_dataset, numbered
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.errors import DataMismatch, listed

# Larger arrays stay where they are, such as in a file's memory map, and are read by row.
_COPIED_BYTES = 1 << 29
_CHECKED_BYTES = 1 << 26
# Resizing with a bicubic kernel overshoots a little.
_TOLERANCE = 0.05


def from_arrays(
    images: np.ndarray,
    labels: np.ndarray | None = None,
    *,
    value_range: Sequence[float] | None = None,
    image_size: int | tuple[int, int] | None = None,
    channels: int | None = None,
    limit: int | None = None,
    batch_size: int | None = None,
    shuffle: bool = False,
    seed: int = 0,
    jitter: float = 1.0,
    shift: int = 0,
    mirror: bool = False,
) -> tf.data.Dataset:
    """Returns a dataset of the images in an array.

    Args:
        images: (N, H, W, C) with 1 or 3 channels, or (N, H, W) for grey; uint8 in [0, 255], or
            floating point in [-1, 1] or in `value_range`.
        labels: N integer class numbers, or None.
        value_range: Lowest and highest value that the images' numbers can take. None means
            (0, 255) for uint8 and (-1, 1) for floating point.
        image_size: As in `load`.
        channels: As in `load`.
        limit: As in `load`.
        batch_size: As in `load`.
        shuffle: As in `load`.
        seed: As in `load`.
        jitter: As in `load`.
        shift: As in `load`.
        mirror: As in `load`.

    Returns:
        A dataset of float32 images (H, W, C) in [-1, 1], or of `(image, label)` with int32 labels
        if `labels` are given; batched if `batch_size` is.

    Raises:
        DataMismatch: If the shape, the dtype or the values are not as described.

    Example:
        >>> images = np.zeros((10, 28, 28), "uint8")
        >>> from_arrays(images, batch_size=5).element_spec.shape
        TensorShape([5, 28, 28, 1])
    """
    options = LoadOptions(
        image_size=image_size,
        channels=channels,
        labels=labels is not None,
        limit=limit,
        batch_size=batch_size,
        shuffle=shuffle,
        seed=seed,
        jitter=jitter,
        shift=shift,
        mirror=mirror,
    )
    kind = "images" if labels is None else "labelled"
    examples = array_examples(images, labels, value_range, name="images")
    return as_dataset(examples, kind, options, "images")


def array_examples(
    images: np.ndarray,
    labels: np.ndarray | None = None,
    value_range: Sequence[float] | None = None,
    name: str = "images",
) -> Examples:
    """Returns the rows of an array as `Examples`; arguments as in `from_arrays`.

    Raises:
        DataMismatch: If the shape, the dtype or the values are not as described.
    """
    images = checked_images(images, value_range, name)
    low, high = value_range or (0, 255)
    read_image = _row_reader(images)
    as_bytes = images.dtype == np.uint8 and (low, high) == (0, 255)

    def read(index):
        image = read_image(index)
        if not as_bytes and value_range is not None:
            image = (tf.cast(image, tf.float32) - low) * (2.0 / (high - low)) - 1.0
        return image if labels is None else (image, tf.gather(label_tensor, index))

    if labels is not None:
        labels = checked_labels(labels, len(images), name)
        with tf.device("CPU:0"):
            label_tensor = tf.constant(labels)
    return Examples(numbered(images), read, vectorised=True)


def row_examples(samples: np.ndarray) -> Examples:
    """Returns the rows of an array of any kind as `Examples`, unchanged.

    Args:
        samples: Array (n, ...) of numbers.
    """
    read = _row_reader(samples)
    return Examples(numbered(samples), read, vectorised=True)


def checked_images(images: Any, value_range: Sequence[float] | None, name: str) -> np.ndarray:
    """Returns pictures as an array (n, height, width, channels), if they are some.

    Raises:
        DataMismatch: If the shape, the dtype or the values are not those of pictures.
    """
    images = images if isinstance(images, np.ndarray) else np.asarray(images)
    if images.ndim == 3:
        images = images[..., None]
    if images.ndim != 4 or images.shape[-1] not in (1, 3):
        raise DataMismatch(
            f"{name} has the shape {images.shape} where (N, H, W), (N, H, W, 1) or (N, H, W, 3) is "
            "expected."
        )
    if not images.size:
        raise DataMismatch(f"{name} has the shape {images.shape}: there is not one pixel in it.")
    if images.dtype.kind not in "uif":
        raise DataMismatch(f"{name} has the dtype {images.dtype} where numbers are expected.")
    if value_range is not None and (len(value_range) != 2 or not value_range[0] < value_range[1]):
        raise DataMismatch(
            f"value_range={value_range!r} must be (lowest, highest), such as (0, 1)."
        )
    if value_range is None and images.dtype.kind != "f" and images.dtype != np.uint8:
        raise DataMismatch(
            f"{name} has the dtype {images.dtype}, whose range cannot be told: pass "
            "value_range=(0, 255), or images as uint8."
        )
    if value_range is not None or images.dtype != np.uint8:
        _check_range(images, value_range, name)
    return images


def _check_range(images, value_range, name):
    """Refuses images some of whose values plainly lie outside the range they are said to have."""
    sample = np.asarray(images[:: max(1, images.nbytes // _CHECKED_BYTES)], "float32")
    low, high = float(sample.min()), float(sample.max())
    if not np.isfinite([low, high]).all():
        raise DataMismatch(f"{name} holds NaN or infinite values.")
    lowest, highest = value_range or (-1, 1)
    slack = _TOLERANCE * (highest - lowest)
    in_range = lowest - slack <= low and high <= highest + slack
    came = f"{name} has values from {low:.4g} to {high:.4g}"
    if value_range is not None and not in_range:
        raise DataMismatch(f"{came}, outside value_range={tuple(value_range)}.")
    if value_range is None and (not in_range or 0 <= low < high <= 1):
        guess = "(lowest, highest)"
        if low >= 0:
            guess = "(0, 1)" if high <= 1 else "(0, 255)"
        raise DataMismatch(
            f"{came} where floating-point images are expected in [-1, 1]: pass value_range={guess}."
        )


def checked_labels(labels: Any, count: int, name: str) -> np.ndarray:
    """Returns class numbers as int32, one of each picture.

    Raises:
        DataMismatch: If they are not as many whole numbers.
    """
    labels = np.asarray(labels)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.shape != (count,) or labels.dtype.kind not in "ui":
        one_hot = labels.ndim == 2 and len(labels) == count
        advice = ": pass labels.argmax(axis=1) if they are one-hot" if one_hot else ""
        raise DataMismatch(
            f"The labels of {name} have the shape {labels.shape} and the dtype {labels.dtype} "
            f"where {count} integers, one an image, are expected{advice}."
        )
    return labels.astype("int32")


def _row_reader(array):
    if array.nbytes <= _COPIED_BYTES:
        with tf.device("CPU:0"):
            tensor = tf.constant(array)
        return lambda index: tf.gather(tensor, index)

    def read(index):
        rows = tf.numpy_function(lambda row: array[row], [index], array.dtype)
        rows.set_shape([*index.shape, *array.shape[1:]])
        return rows

    return read


def array_file_examples(
    path: str | os.PathLike, split: str, labels: bool, limit: int | None = None
) -> tuple[Examples, bool]:
    """Returns the images, and labels if wanted, in an `.npy` or `.npz` file.

    An `.npz` file holds `images` and perhaps `labels`, or `x_train`, `y_train`, `x_test`, ... as
    Keras's own files do, or `train_images`, `train_labels`, ... as those of MedMNIST, or a single
    array of any name. Files are read without unpickling anything.

    Args:
        path: The file.
        split: Which part; a file without parts has only `"train"`.
        labels: Whether the labels are wanted too.
        limit: How many rows at most.

    Returns:
        The examples, and whether they have labels.

    Raises:
        ValueError: If the file is damaged, holds no such arrays, or has no such split.
    """
    path = Path(path)
    try:
        loaded = np.load(path, mmap_mode="r", allow_pickle=False)
        arrays = {"images": loaded} if isinstance(loaded, np.ndarray) else dict(loaded)
    # A damaged header can fail inside the parser that NumPy gives it to, in any way.
    except Exception as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"The file {path} is no readable .npy or .npz file: {reason}.") from error
    images, label_array = chosen_arrays(arrays, path, split, "numpy.load({path!r})[{name!r}]")
    if not images.ndim:
        raise DataMismatch(f"{path} holds a single value where images (N, H, W, C) are expected.")
    has_labels = label_array is not None
    kept = np.atleast_1d(label_array)[:limit] if labels and label_array is not None else None
    return array_examples(images[:limit], kept, name=str(path)), has_labels


def chosen_arrays(
    arrays: Mapping[str, Any], path: Path, split: str, read_by: str
) -> tuple[Any, Any]:
    """Returns the pictures of a split, and its labels or None, by the names of arrays.

    Args:
        arrays: The arrays of a file by name.
        path: The file.
        split: The part that is asked for.
        read_by: An expression that reads an array, of its `path` and its `name`.

    Raises:
        ValueError: If there is no such split, or no array is plainly the pictures.
    """
    if f"x_{split}" in arrays:
        images, label_array = arrays[f"x_{split}"], arrays.get(f"y_{split}")
    elif f"{split}_images" in arrays:
        images, label_array = arrays[f"{split}_images"], arrays.get(f"{split}_labels")
    elif any(key.startswith("x_") for key in arrays):
        has = ", ".join(repr(key[2:]) for key in sorted(arrays) if key.startswith("x_"))
        raise ValueError(f"The file {path} has no split {split!r}; it has {has}.")
    elif len(arrays) > 1 and (found := [key[:-7] for key in arrays if key.endswith("_images")]):
        raise ValueError(f"The file {path} has no split {split!r}; it has {listed(found)}.")
    elif split != "train":
        raise ValueError(f"The file {path} has no split {split!r}: it has only 'train'.")
    elif "images" in arrays or len(arrays) == 1:
        images = arrays["images"] if "images" in arrays else next(iter(arrays.values()))
        label_array = arrays.get("labels")
    else:
        advice = ""
        if {"mu", "sigma"} <= set(arrays):
            advice = f": it is for keras_gan_zoo.metrics.fid(pictures, {str(path)!r})"
        elif arrays:
            likely = max(arrays, key=lambda key: arrays[key].size)
            call = read_by.format(path=str(path), name=likely)
            advice = f": pass keras_gan_zoo.data.from_arrays({call}) if those are the images"
        raise ValueError(
            f"The file {path} holds {', '.join(sorted(arrays)) or 'nothing'} where `images` or "
            f"`x_{split}` is expected{advice}."
        )
    return images, label_array
