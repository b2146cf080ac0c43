"""How many different pictures a generator can draw, by the birthday paradox."""

import dataclasses
from typing import Any

import numpy as np

from keras_gan_zoo.metrics.features.features import Features
from keras_gan_zoo.metrics.features.inputs import feature_pair, protocol_name
from keras_gan_zoo.metrics.neighbours import count_close_pairs, neighbour_radii
from keras_gan_zoo.metrics.score import Score
from keras_gan_zoo.types import Images


@dataclasses.dataclass(frozen=True)
class SupportSize:
    """An estimate of a distribution's number of distinct samples.

    Attributes:
        estimate: The score. Where no two samples collided it is a lower bound.
        collisions: How many pairs of generated samples were near-duplicates.
        real_estimate: The same estimate for the real samples, the most this test can tell.
        duplicate_distance: Distance below which a pair counts as duplicates.

    Example:
        >>> real = np.random.default_rng(0).normal(size=(500, 8))
        >>> print(support_size(real[:50].repeat(10, axis=0), real).estimate)
        support500_given = 55.4444 (500 samples against 500)
    """

    estimate: Score
    collisions: int
    real_estimate: float
    duplicate_distance: float


def support_size(
    generated: Images | Features,
    real: Images | Features,
    quantile: float = 0.01,
    resize: str = "legacy",
    count: int | None = None,
    **options: Any,
) -> SupportSize:
    """Estimates the support from how many pairs of samples are near-duplicates.

    Of n draws from N equally likely pictures, n (n - 1) / 2N pairs collide on average, which
    gives `N = n (n - 1) / 2 collisions`; unequal probabilities make the estimate smaller. Two
    samples count as duplicates if they are closer than all but a `quantile` of real samples are
    to their nearest neighbour, so a healthy generator scores about as the real samples do, about
    `n / quantile`, and only a value well below `real_estimate` means anything.

    Args:
        generated: Images, as `keras_gan_zoo.metrics.features.features.image_batches` takes them;
            `Features`; or an array `(count, dimensions)`, for example of pixels.
        real: The same, of real samples.
        quantile: Of the real nearest-neighbour distances, to calibrate what a duplicate is.
        resize: For the standard extractor, `"legacy"`, `"clean"` or `"pytorch"`.
        count: How many of each to use, all by default.
        **options: `extractor`, `source`, `batch_size`, `value_range`, `progress`, as
            `keras_gan_zoo.metrics.features.feature_pair` takes them.

    Returns:
        A `SupportSize` whose score is named like `support10k_legacy`.

    Raises:
        ValueError: If `quantile` is not between 0 and 1, there are fewer than two samples, or
            images are plainly of another value range.

    Example:
        >>> generator = np.random.default_rng(0)
        >>> real = generator.normal(size=(1000, 8))
        >>> support_size(real[generator.integers(0, 50, 1000)], real).estimate.value < 100
        True

    Reference:
        Arora and Zhang, "Do GANs actually learn the distribution? An empirical study",
        arXiv 1706.08224, where people judged the duplicates.
    """
    if not 0 < quantile < 1:
        raise ValueError(f"quantile must be between 0 and 1, got {quantile}.")
    generated, real = feature_pair(generated, real, resize, count, **options)
    squared = float(np.quantile(neighbour_radii(real.values, 1), quantile))
    collisions = count_close_pairs(generated.values, squared)
    return SupportSize(
        estimate=Score(
            value=_support(len(generated), collisions),
            name=protocol_name("support", len(generated), real.extractor, real.resize),
            samples=len(generated),
            reference_samples=len(real),
            extractor=real.extractor,
            resize=real.resize,
            source=real.source or None,
        ),
        collisions=collisions,
        real_estimate=_support(len(real), count_close_pairs(real.values, squared)),
        duplicate_distance=squared**0.5,
    )


def _support(count: int, collisions: int) -> float:
    return count * (count - 1) / (2 * max(collisions, 1))
