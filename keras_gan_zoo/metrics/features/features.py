"""Features of a stream of images, extracted once, with nothing lost when interrupted."""

import dataclasses
import pathlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from keras_gan_zoo.metrics.arguments import checked_range, image_array, image_batch
from keras_gan_zoo.metrics.features.extractor import FeatureExtractor
from keras_gan_zoo.metrics.features.feature_file import FeatureFile
from keras_gan_zoo.metrics.progress import Progress
from keras_gan_zoo.metrics.value_range import RangeWatch
from keras_gan_zoo.types import Images


@dataclasses.dataclass(frozen=True)
class Features:
    """Feature vectors and where they come from.

    Attributes:
        values: Float array `(count, dimensions)`.
        extractor: Name of the extractor.
        resize: How it resized the images.
        source: Which images: data set and split, or the generator's name.

    Example:
        >>> len(Features(np.zeros((10, 4)), "pixels", "none"))
        10
    """

    values: np.ndarray
    extractor: str
    resize: str
    source: str = ""

    def __len__(self) -> int:
        return len(self.values)

    def first(self, count: int | None) -> "Features":
        """Returns the first `count` features, or all of them for None.

        Raises:
            ValueError: If there are fewer.
        """
        if count is None:
            return self
        if len(self) < count:
            raise ValueError(
                f"count must be at most {len(self):,} for these features, got {count:,}."
            )
        return dataclasses.replace(self, values=self.values[:count])


def image_batches(
    images: Images,
    batch_size: int = 50,
    count: int | None = None,
    value_range: tuple[float, float] | None = None,
    name: str = "images",
    beside: bool = False,
) -> Iterator[np.ndarray]:
    """Yields images as uint8 batches, the form in which FID is defined.

    Args:
        images: An array `(count, height, width, 1 or 3)`, or an iterable of such batches: a
            `tf.data.Dataset`, a generator, a list. Of tuple elements the first item is taken.
        batch_size: Images a batch, for arrays; iterables keep their own batches.
        count: How many images to take, all by default.
        value_range: Of float images, which are rounded to bytes; by default [-1, 1], and images
            that look like [0, 1] are refused. Uint8 images are left alone.
        name: The argument's name, for error messages.
        beside: Whether the function that was called takes other images too.

    Yields:
        Uint8 arrays `(batch, height, width, channels)`.

    Raises:
        ValueError: If a batch is no batch of images, or plainly of another range, or `images`
            ends before `count`.

    Example:
        >>> next(image_batches(np.zeros((10, 8, 8, 3)), batch_size=4)).shape
        (4, 8, 8, 3)
    """
    left = count if count is not None else np.inf
    watch = RangeWatch(name, value_range, beside=beside)
    for batch in plain_batches(images, batch_size):
        if left <= 0:
            break
        batch = _as_bytes(batch, name, value_range, watch)[: int(min(left, len(batch)))]
        left -= len(batch)
        yield batch
    watch.finish()
    if count is not None and left > 0:
        raise ValueError(
            f"{name} must have at least count={count:,} images, got {count - int(left):,}."
        )


def plain_batches(images: Any, batch_size: int) -> Iterator:
    """Yields the batches of images as they are.

    Args:
        images: An array, or an iterable of batches, as for `image_batches`.
        batch_size: Images a batch, for arrays; iterables keep their own batches.

    Example:
        >>> [len(batch) for batch in plain_batches(np.zeros((10, 8, 8, 3)), batch_size=4)]
        [4, 4, 2]
    """
    if hasattr(images, "shape"):
        for start in range(0, len(images), batch_size):
            yield images[start : start + batch_size]
        return
    for batch in images:
        yield batch[0] if isinstance(batch, (tuple, list)) else batch


def stream_features(
    images: Images,
    extractor: FeatureExtractor,
    count: int | None = None,
    batch_size: int = 50,
    value_range: tuple[float, float] | None = None,
    source: str = "",
    save_to: str | pathlib.Path | None = None,
    progress: bool = True,
    name: str = "images",
    beside: bool = False,
) -> Iterator[np.ndarray]:
    """Yields features batch by batch; memory does not depend on how many images there are.

    With `save_to`, each batch is appended to a file as soon as it is computed, so stopping with
    Ctrl-C loses nothing: the same call later reads what is there and goes on behind it. The
    images must then come in the same order; the first image is compared to be sure.

    Args:
        images: As `image_batches` takes them.
        extractor: The feature extractor.
        count: How many images to take, all by default.
        batch_size: Images a batch, for arrays.
        value_range: As for `image_batches`.
        source: Which images these are, for example `"cifar10/train"`.
        save_to: File of features to write and to resume from.
        progress: Whether to report images/s and the time left on standard error.
        name: As for `image_batches`.
        beside: As for `image_batches`.

    Yields:
        Float32 arrays `(batch, dimensions)`.

    Raises:
        ValueError: If `images` is unusable, or `save_to` holds features of something else.

    Example:
        >>> sum(len(block) for block in stream_features(images, inception_pool3(), count=1000))
        1000
    """
    total = count
    if total is None and hasattr(images, "shape"):
        total = len(images)  # type: ignore[arg-type]  # it has a shape
    report = Progress(total, f"features of {source or 'images'}", enabled=progress)
    store = None
    saved = 0
    try:
        for batch in image_batches(images, batch_size, count, value_range, name, beside):
            if save_to is not None and store is None:
                store = FeatureFile(save_to, extractor, source, first_image=batch[0])
                saved = store.rows if total is None else min(store.rows, total)
                for features in store.blocks(saved, batch_size):
                    report.skip(len(features))
                    yield features
                if saved == total:
                    return
            skipped = min(saved, len(batch))
            saved -= skipped
            if skipped < len(batch):
                features = extractor(batch[skipped:])
                if store is not None:
                    store.append(features)
                report.advance(len(features))
                yield features
    finally:
        if store is not None:
            store.close()
        report.close()


def extract_features(
    images: Images, extractor: FeatureExtractor, source: str = "", **options: Any
) -> Features:
    """Returns the features of images as one array, for metrics that compare every pair.

    Args:
        images: As `image_batches` takes them.
        extractor: The feature extractor.
        source: Which images these are.
        **options: `count`, `batch_size`, `value_range`, `save_to`, `progress`, as
            `stream_features` takes them.

    Returns:
        `Features`, 4 bytes a dimension: 82 MB for 10,000 images of 2048 dimensions.

    Raises:
        ValueError: As `stream_features`.

    Example:
        >>> features = extract_features(images, inception_pool3("clean"), "cifar10/test")
    """
    blocks = list(stream_features(images, extractor, source=source, **options))
    if not blocks:
        raise ValueError("images must hold at least one image, got none.")
    return Features(np.concatenate(blocks), extractor.name, extractor.resize, source)


def _as_bytes(
    batch: Any, name: str, value_range: tuple[float, float] | None, watch: RangeWatch
) -> np.ndarray:
    if getattr(batch, "dtype", None) == np.uint8:
        return image_batch(batch, name, (0, 255), dtype=np.uint8)
    low, high = checked_range(value_range)
    batch = image_array(batch, name, value_range, dtype=np.float32)
    watch.see(batch)
    return np.rint(np.clip((batch - low) * (255.0 / (high - low)), 0, 255)).astype(np.uint8)
