"""A few numbers by which training data is known again, without reading it through."""

import zlib
from collections.abc import Iterator, Mapping

import numpy as np
import tensorflow as tf

WHOLE_BYTES = 256 * 2**20
"""Arrays up to this size are looked at as a whole, which takes a few tenths of a second."""

SAMPLED_ROWS = 1024
"""Rows of a larger array that are looked at, at even distances."""


def fingerprint(batches: tf.data.Dataset) -> list[dict]:
    """Returns what is known of the arrays that a dataset begins with.

    Those are the examples, or what says which they are: names of files, numbers of rows. Nothing
    is drawn from the dataset: to read a shuffled one moves it to its next order, and what comes
    from a generator or a service comes once. Of those nothing is known.

    Args:
        batches: The dataset.

    Returns:
        For each array `rows`, `shape` of one row, and `checksum`; as plain values.
    """
    return list(_of_sources(batches, set()))


def difference(before: list[Mapping] | None, now: list[Mapping]) -> str | None:
    """Returns in words how data differs from what a fingerprint was taken of, or `None`.

    Args:
        before: The fingerprint from then; `None` if none was taken.
        now: The one of today.
    """
    if not before or not now or before == now:
        return None
    rows = [[each["rows"] for each in prints] for prints in (before, now)]
    if rows[0] != rows[1]:
        was, has = (" and ".join(f"{count:,}" for count in counts) for counts in rows)
        return f"the data has {has} examples and had {was}"
    if [each["shape"] for each in before] != [each["shape"] for each in now]:
        return "the examples of the data have another shape"
    return "the data has other examples, or the same in another order"


def _of_sources(dataset: tf.data.Dataset, seen: set[int]) -> Iterator[dict]:
    """Gives a fingerprint of each array of all sources below a dataset, each once."""
    if id(dataset) in seen:
        return
    seen.add(id(dataset))
    below = list(dataset._inputs()) if hasattr(dataset, "_inputs") else []
    for each in below:
        yield from _of_sources(each, seen)
    if below:
        return
    if hasattr(dataset, "numbered"):  # see `keras_gan_zoo.data.examples`
        yield _of_array(np.asarray(dataset.numbered))
    elif all(hasattr(dataset, end) for end in ("_start", "_stop", "_step")):
        numbers = range(int(dataset._start), int(dataset._stop), int(dataset._step))
        yield {"rows": len(numbers), "shape": [], "checksum": zlib.crc32(repr(numbers).encode())}
    for tensor in getattr(dataset, "_tensors", ()):  # which sources that generate have not
        # A scalar is a number that TensorFlow gives to something, not an example.
        if isinstance(tensor, tf.__internal__.EagerTensor) and tensor.shape.rank:
            yield _of_array(tensor.numpy())


def _of_array(array: np.ndarray) -> dict:
    rows = array
    if array.nbytes > WHOLE_BYTES:
        rows = array[np.unique(np.linspace(0, len(array) - 1, SAMPLED_ROWS).astype(int))]
    checksum = 0
    if rows.dtype == object:  # texts
        for text in rows.ravel():
            checksum = zlib.crc32(b"%d:%b" % (len(text), text), checksum)
    else:
        checksum = zlib.crc32(np.ascontiguousarray(rows).tobytes(), checksum)
    return {"rows": len(array), "shape": list(array.shape[1:]), "checksum": checksum}
