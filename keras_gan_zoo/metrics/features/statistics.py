"""Feature statistics with their provenance, on disk and in memory."""

import dataclasses
import json
import pathlib
from typing import Any

import numpy as np

from keras_gan_zoo.metrics.features.extractor import FeatureExtractor
from keras_gan_zoo.metrics.features.features import Features, stream_features
from keras_gan_zoo.metrics.frechet import GaussianStatistics
from keras_gan_zoo.types import Images

_BLOCK = 1000


@dataclasses.dataclass(frozen=True)
class FeatureStatistics:
    """Mean and covariance of features, and where they come from.

    Attributes:
        gaussian: The moments.
        extractor: Name of the feature extractor.
        resize: How it resized the images.
        source: Which images: data set and split, or the generator's name.
        counted: Whether `count` is true; files of other tools do not say of how many images they
            are.

    Example:
        >>> statistics = feature_statistics(images, inception_pool3(), source="cifar10/test")
        >>> statistics.save("cifar10_test.npz")
    """

    gaussian: GaussianStatistics
    extractor: str
    resize: str
    source: str = ""
    counted: bool = True

    @property
    def count(self) -> int:
        """How many images the statistics are of."""
        return self.gaussian.count

    @property
    def provenance(self) -> dict:
        """What must agree for two statistics to be the same thing."""
        return {
            "extractor": self.extractor,
            "resize": self.resize,
            "source": self.source,
            "count": self.count,
            **({} if self.counted else {"counted": False}),
        }

    def save(self, path: str | pathlib.Path) -> None:
        """Writes the moments and the provenance as one `.npz` file.

        Args:
            path: The file; its folder is created.
        """
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        # A half-written file must not be mistaken for a cache.
        partial = path.with_name(path.name + ".partial")
        with partial.open("wb") as file:
            np.savez(
                file,
                mean=self.gaussian.mean,
                covariance=self.gaussian.covariance,
                provenance=json.dumps(self.provenance),
            )
        partial.replace(path)

    @classmethod
    def load(cls, path: str | pathlib.Path, **expected: Any) -> "FeatureStatistics":
        """Reads statistics, refusing those of something else.

        Args:
            path: A file that `save` wrote.
            **expected: Any of `extractor`, `resize`, `source`, `count`, which must be equal to
                what the file says.

        Raises:
            ValueError: If the file is no such file or its provenance differs.

        Example:
            >>> FeatureStatistics.load("cifar10_test.npz", resize="legacy", count=10000).count
            10000
        """
        with np.load(path, allow_pickle=False) as file:
            if "provenance" not in file:
                raise ValueError(
                    f"{str(path)!r} has no provenance: FeatureStatistics.save did not write it."
                )
            provenance = json.loads(str(file["provenance"]))
            for key, wanted in expected.items():
                if provenance.get(key) != wanted:
                    raise ValueError(
                        f"{str(path)!r} holds statistics with {key} {provenance.get(key)!r}, "
                        f"but {key} {wanted!r} was asked for."
                    )
            count = provenance.pop("count")
            gaussian = GaussianStatistics.from_moments(file["mean"], file["covariance"], count)
        return cls(gaussian, **provenance)


def feature_statistics(
    images: Images, extractor: FeatureExtractor, source: str = "", **options: Any
) -> FeatureStatistics:
    """Streams images through an extractor into their statistics.

    Args:
        images: As `keras_gan_zoo.metrics.features.features.image_batches` takes them.
        extractor: The feature extractor.
        source: Which images these are.
        **options: `count`, `batch_size`, `value_range`, `save_to`, `progress`, as
            `stream_features` takes them.

    Returns:
        `FeatureStatistics`. Memory is independent of the number of images.

    Raises:
        ValueError: If there are fewer than two images or they are unusable.

    Example:
        >>> statistics = feature_statistics(
        ...     images, inception_pool3("clean"), "cifar10/train", count=10000
        ... )
        >>> statistics.count
        10000
    """
    gaussian = GaussianStatistics(extractor.dimensions)
    for features in stream_features(images, extractor, source=source, **options):
        gaussian.update(features)
    if gaussian.count < 2:
        raise ValueError(f"images must hold at least 2 images, got {gaussian.count}.")
    return FeatureStatistics(gaussian, extractor.name, extractor.resize, source)


def statistics_of_features(features: Features, count: int | None = None) -> FeatureStatistics:
    """Returns the statistics of features already extracted.

    Args:
        features: The features.
        count: How many of them to use, all by default.

    Raises:
        ValueError: If there are fewer than `count`.

    Example:
        >>> statistics_of_features(Features(np.eye(4), "pixels", "none")).count
        4
    """
    features = features.first(count)
    gaussian = GaussianStatistics(features.values.shape[1])
    for start in range(0, len(features), _BLOCK):  # a float64 copy of all would be large
        gaussian.update(features.values[start : start + _BLOCK])
    return FeatureStatistics(gaussian, features.extractor, features.resize, features.source)


def cached_statistics(
    path: str | pathlib.Path,
    images: Images,
    extractor: FeatureExtractor,
    source: str,
    count: int,
    **options: Any,
) -> FeatureStatistics:
    """Reads statistics of real images from a file, or computes and writes them.

    Args:
        path: The `.npz` file. While it is being computed, features are kept beside it, so an
            interrupted run goes on where it stopped.
        images: The images, read only if the file does not exist.
        extractor: The feature extractor.
        source: Which images these are: data set and split.
        count: How many images.
        **options: `batch_size`, `value_range`, `progress`, as `stream_features` takes them.

    Returns:
        The statistics.

    Raises:
        ValueError: If the file holds statistics of another extractor, resize, source or count.

    Example:
        >>> real = cached_statistics(
        ...     "stats/cifar10.npz", images, inception_pool3(), "cifar10/train", count=10000
        ... )
    """
    path = pathlib.Path(path)
    expected = {
        "extractor": extractor.name,
        "resize": extractor.resize,
        "source": source,
        "count": count,
    }
    if path.exists():
        return FeatureStatistics.load(path, **expected)
    partial = path.with_name(path.name + ".features")
    statistics = feature_statistics(
        images, extractor, source, count=count, save_to=partial, **options
    )
    statistics.save(path)
    for leftover in (partial, partial.with_name(partial.name + ".json")):
        leftover.unlink()
    return statistics
