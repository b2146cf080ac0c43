"""Which of the real pictures a generator is compared with: a fixed, spread-out choice of them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.metrics.features.features import plain_batches
from keras_gan_zoo.metrics.value_range import RangeWatch
from keras_gan_zoo.types import Images

_BATCH = 500
# Pictures of an array that its value range is told by, from all over it.
_LOOKED_AT = 256


class RealPictures:
    """A set of real pictures from which disjoint samples are drawn, the same at each call.

    Sets often lie in the order of their classes, so the first thousand of them would be no
    sample. Where the number of pictures is known the sample is drawn from all of them without
    replacement, by a seed, and keeps their order.

    Args:
        images: An array (n, height, width, channels), or a `tf.data.Dataset` of single pictures
            or of batches, in [-1, 1] or uint8; tuples count by their first item.
        seed: Of the draw.

    Raises:
        ValueError: If an array looks like pictures in [0, 1].

    Example:
        >>> real = RealPictures(photographs, seed=0)
        >>> batches = list(real.sample(1000)), list(real.sample(1000, after=1000))
    """

    def __init__(self, images: Images, seed: int = 0):
        self._images = images
        self._order = None
        if isinstance(images, np.ndarray) and len(images):
            # Here, and not at the first sample, which may be needed only after hours of training.
            for _ in watched(images[:: -(-len(images) // _LOOKED_AT)]):
                pass
        self.count = _count(images)
        if self.count is not None:
            self._order = np.random.default_rng(seed).permutation(self.count)

    def has(self, count: int) -> bool:
        """Whether there are known to be that many pictures."""
        return self.count is not None and self.count >= count

    def sample(self, count: int, after: int = 0) -> Iterator[np.ndarray]:
        """Yields a sample in batches, the same each time.

        Args:
            count: How many pictures.
            after: How many of the drawn order to leave out first; samples of ranges that do not
                overlap have no picture in common.

        Raises:
            ValueError: If there are known to be too few.
        """
        if self._order is None or self.count is None:
            return _rows(self._images, np.arange(count))
        if after + count > self.count:
            raise ValueError(
                f"The metrics ask for {after + count:,} real pictures, but there are only "
                f"{self.count:,}: ask for fewer, as in 'fid{self.count}_legacy'."
            )
        return _rows(self._images, np.sort(self._order[after : after + count]))


def watched(pictures: Images, name: str = "real") -> Iterator[np.ndarray]:
    """Yields batches of pictures as they are, unless they look like pictures in [0, 1].

    Args:
        pictures: An array, or batches.
        name: What the sentence calls them.

    Raises:
        ValueError: If they look like it, with what to do where no value range can be given.
    """
    watch = RangeWatch(
        name,
        advice=f"pass {name} * 2 - 1, or bytes, np.uint8({name} * 127.5 + 127.5), if they are "
        "indeed so bright",
    )
    for batch in plain_batches(pictures, _BATCH):
        batch = np.asarray(batch)
        watch.see(batch)
        yield batch
    watch.finish()


def _count(images: Any) -> int | None:
    if not isinstance(images, tf.data.Dataset):
        return len(images)
    cardinality = int(images.cardinality())
    if cardinality < 0:
        return None
    if not _is_batched(images):
        return cardinality
    return sum(len(batch) for batch in _batches(images))


def _is_batched(dataset):
    spec = tf.nest.flatten(dataset.element_spec)[0]
    return spec.shape.rank == 4


def _batches(images: Any) -> Iterator[np.ndarray]:
    if isinstance(images, tf.data.Dataset):
        batched = images if _is_batched(images) else images.batch(_BATCH)
        for batch in batched.as_numpy_iterator():
            yield batch[0] if isinstance(batch, tuple) else batch
    else:
        for start in range(0, len(images), _BATCH):
            yield np.asarray(images[start : start + _BATCH])


def _rows(images: Any, rows: np.ndarray) -> Iterator[np.ndarray]:
    """Yields the given rows, which are in rising order, reading the set once."""
    start = 0
    for batch in _batches(images):
        first, last = np.searchsorted(rows, [start, start + len(batch)])
        if last > first:
            yield batch[rows[first:last] - start]
        start += len(batch)
        if last == len(rows):
            return
