"""Arrays of pictures in HDF5 files, read by row from the disk."""

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data.arrays import checked_images, checked_labels, chosen_arrays
from keras_gan_zoo.data.examples import Examples
from keras_gan_zoo.data.options import LoadOptions

_ALIASES = {
    "images": ("imgs", "image", "img", "x", "data"),
    "labels": ("label", "y", "targets"),
}
# Room for the chunks of a few stretches of rows; HDF5's own megabyte holds less than one.
_CACHE_BYTES = 1 << 28
_CACHE_SLOTS = 10_007
_LOOKED_AT = 64


def hdf5_examples(path: Path, options: LoadOptions) -> tuple[str, Examples]:
    """Returns the kind of the arrays in an HDF5 file, `"images"` or `"labelled"`, and its rows.

    The datasets are named as the arrays of an `.npz` file, groups counting as the part before an
    underscore: `images` and `labels`, `x_train` and `y_train`, `train/images` and `train/labels`;
    also `imgs`, `x`, `data` and `label`, `y`, `targets`; or a single one of any name. Pictures
    with their channels first, as PyTorch has them, are turned.

    Args:
        path: The file.
        options: `split` and `labels` are used.

    Raises:
        ValueError: If the file is damaged, holds no such arrays, or has no such split.
        DataMismatch: If their shapes, types or values are not those of pictures.
    """
    import h5py

    try:
        file = h5py.File(path, "r", rdcc_nbytes=_CACHE_BYTES, rdcc_nslots=_CACHE_SLOTS)
    except OSError as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"The file {path} is no readable HDF5 file: {reason}.") from error
    try:
        return _examples(file, path, options)
    except ValueError:
        file.close()
        raise


def _examples(file: Any, path: Path, options: LoadOptions) -> tuple[str, Examples]:
    arrays: dict[str, Any] = {}
    file.visititems(lambda name, item: _add(arrays, name, item))
    for name, others in _ALIASES.items():
        other = next((one for one in others if one in arrays), None)
        if name not in arrays and other is not None and len(arrays) > 1:
            arrays[name] = arrays.pop(other)
    images, labels = chosen_arrays(arrays, path, options.split, "h5py.File({path!r})[{name!r}][:]")
    rows = _Rows(images, str(path))
    label_tensor = None
    if labels is not None and options.labels:
        with tf.device("CPU:0"):
            label_tensor = tf.constant(checked_labels(labels[()], len(images), str(path)))

    def read(index):
        pictures = tf.numpy_function(rows, [index], rows.dtype)
        pictures.set_shape((*index.shape, *rows.shape))
        return pictures if label_tensor is None else (pictures, tf.gather(label_tensor, index))

    chunk = images.chunks[0] if images.chunks else 1
    blocks = np.arange(len(images)) // chunk if chunk > 1 else None
    keys = tf.data.Dataset.range(len(images))
    examples = Examples(keys, read, vectorised=True, blocks=blocks)
    return ("images" if label_tensor is None else "labelled"), examples


class _Rows:
    """Reads rows of a dataset of pictures, with the channels last.

    Args:
        dataset: The dataset.
        name: What errors call it.
    """

    def __init__(self, dataset: Any, name: str):
        self._dataset = dataset
        shape = dataset.shape
        self._turned = len(shape) == 4 and shape[-1] not in (1, 3) and shape[1] in (1, 3)
        step = max(1, -(-len(dataset) // _LOOKED_AT)) if shape else 1
        sample = np.stack([dataset[row] for row in range(0, len(dataset), step)] or [[]])
        sample = checked_images(np.moveaxis(sample, 1, -1) if self._turned else sample, None, name)
        self.shape, self.dtype = sample.shape[1:], sample.dtype

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        found = [self._dataset[row] for row in np.ravel(rows)]
        pictures = np.stack(found) if found else np.zeros((0, *self._dataset.shape[1:]), self.dtype)
        pictures = np.moveaxis(pictures, 1, -1) if self._turned else pictures
        return pictures.reshape((*np.shape(rows), *self.shape))


def _add(arrays: dict[str, Any], name: str, item: Any) -> None:
    if hasattr(item, "shape"):  # no group
        arrays[name.replace("/", "_")] = item
