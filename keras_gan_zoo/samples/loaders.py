"""Makes a `tf.data.Dataset` of what else yields batches: PyDatasets and the loaders of others."""

import itertools
import numbers
from collections.abc import Iterator, Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from keras_gan_zoo.errors import DataMismatch

_WINDOW = 16  # batches, which may be large
# What Grain calls the length of what has no end.
_ENDLESS = 1 << 40
_PLAIN = (tf.data.Dataset, np.ndarray, str, bytes, Mapping, numbers.Number)


def as_tf_data(x: Any, shuffle: bool = True, seed: int | None = None, name: str = "x") -> Any:
    """Returns a loader as a dataset, a tuple or list with its loaders so, and all else as it is.

    Args:
        x: What a user gave for training data.
        shuffle: As for `from_loader`.
        seed: As for `from_loader`.
        name: What the sentences call `x`.

    Raises:
        DataMismatch: As `from_loader`.
    """
    if type(x) in (tuple, list) and any(map(_is_loader, x)):
        return type(x)(
            as_tf_data(part, shuffle, seed, f"{name}[{place}]") for place, part in enumerate(x)
        )
    if not _is_loader(x):
        return x
    dataset = from_loader(x, shuffle=shuffle, seed=seed, name=name)
    typed = f"keras_gan_zoo.data.from_loader({name})"
    if isinstance(dataset.element_spec, dict):
        keys = list(dataset.element_spec)
        raise DataMismatch(
            f"{name} gives dictionaries with {', '.join(map(repr, keys))}, where arrays, or tuples "
            f"of them, are expected: pass {typed}.map(lambda element: element[{keys[0]!r}])."
        )
    # What the sentences of `check_images` advise is done to a dataset, which `x` is not.
    dataset.typed_as = typed
    return dataset


def from_loader(
    loader: Any, *, shuffle: bool = True, seed: int | None = None, name: str = "loader"
) -> tf.data.Dataset:
    """Returns a dataset of what a loader yields, which asks it anew at each pass.

    Args:
        loader: A `keras.utils.PyDataset`, a `torch.utils.data.DataLoader`, or anything else that
            gives batches, or single examples, each time it is gone through: arrays, or tuples,
            lists or dictionaries of them. A single thing in a tuple is taken out of it.
        shuffle: Whether the batches of a PyDataset, or of another that is read by numbers, come in
            a new order at each pass, as in Keras, and those of Grain, 16 at a time. Any other
            loader sees to its order itself, as PyTorch's does.
        seed: Seed of that order, or None.
        name: What the sentences call the loader.

    Returns:
        A dataset of float32 in the place of float64; of known length, if the loader has one.

    Raises:
        DataMismatch: If the loader can be gone through only once, gives nothing, or what is no
            array.

    Example:
        >>> batches = [np.zeros((4, 28, 28, 1)), np.ones((2, 28, 28, 1))]
        >>> class Loader:
        ...     def __iter__(self):
        ...         return iter(batches)
        >>> from_loader(Loader()).element_spec
        TensorSpec(shape=(None, 28, 28, 1), dtype=tf.float32, name=None)
    """
    if isinstance(loader, Iterator):
        raise DataMismatch(
            f"{name} is a {type(loader).__name__}, which gives its batches once, where each epoch "
            "needs them anew: pass tf.data.Dataset.from_generator(make, output_signature="
            "tf.TensorSpec((None, 28, 28, 1))), with a function that makes one and your own shape, "
            f"or np.concatenate(list({name})), all of it."
        )
    by_number = hasattr(loader, "__getitem__") and hasattr(loader, "__len__")
    random = np.random.default_rng(seed)

    def go_through():
        if not by_number:
            yield from map(_plain, loader)
            return
        count = _count(loader)
        places = itertools.count() if count is None else range(count)
        for place in random.permutation(count) if shuffle and count else places:
            yield _plain(loader[int(place)])
        if hasattr(loader, "on_epoch_end"):
            loader.on_epoch_end()

    count = _count(loader)
    if by_number:
        ends = (0, count - 1) if count else (0,)
        seen = [_plain(loader[place]) for place in ends] if count != 0 else []
    else:
        seen = list(itertools.islice(map(_plain, loader), 1))
    if not seen:
        raise DataMismatch(f"{name} is a {type(loader).__name__} that gives nothing.")
    try:
        signature = tf.nest.map_structure(_spec, *seen)
    except (TypeError, ValueError):
        raise DataMismatch(
            f"{name} is a {type(loader).__name__} that gives {type(seen[0]).__name__}, where "
            "arrays of pictures, or tuples of arrays, are expected."
        ) from None
    dataset = tf.data.Dataset.from_generator(go_through, output_signature=signature)
    if count is not None:
        dataset = dataset.apply(tf.data.experimental.assert_cardinality(count))
    if shuffle and type(loader).__module__.split(".")[0] == "grain" and not by_number:
        # Grain's order is the same each time that it is gone through.
        dataset = dataset.shuffle(_WINDOW, seed=seed, reshuffle_each_iteration=True)
    return dataset


def _is_loader(x: Any) -> bool:
    if x is None or isinstance(x, (*_PLAIN, tuple, list)) or hasattr(x, "shape"):
        return False
    if isinstance(x, keras.utils.PyDataset):
        return True
    return hasattr(x, "__iter__") or (hasattr(x, "__getitem__") and hasattr(x, "__len__"))


def _count(loader: Any) -> int | None:
    if isinstance(loader, keras.utils.PyDataset):
        return loader.num_batches
    try:
        count = len(loader)
    except TypeError:
        return None
    return count if count < _ENDLESS else None


def _plain(element):
    """Returns an element as arrays, in tuples where it has lists of them."""
    if isinstance(element, Mapping):
        return {key: _plain(value) for key, value in element.items()}
    if isinstance(element, (tuple, list)):
        parts = tuple(map(_plain, element))
        return parts[0] if len(parts) == 1 else parts
    if hasattr(element, "detach"):  # of PyTorch
        element = element.detach().cpu()
    array = np.asarray(element)
    return array.astype("float32") if array.dtype == np.float64 else array


def _spec(first: np.ndarray, last: np.ndarray | None = None) -> tf.TensorSpec:
    """Describes arrays, given the first and, if it is to be had, the last of them."""
    if first.dtype.kind in "US":
        return tf.TensorSpec([None] * first.ndim, tf.string)
    shape = list(first.shape)
    if last is None and first.ndim in (1, 2, 4):
        shape[0] = None  # the last batch may be smaller
    elif last is not None:
        shape = [
            ours if ours == theirs else None
            for ours, theirs in zip(first.shape, last.shape, strict=True)
        ]
    return tf.TensorSpec(shape, tf.as_dtype(first.dtype))
