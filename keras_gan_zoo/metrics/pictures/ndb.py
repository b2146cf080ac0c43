"""NDB: in how many regions of the data the generator draws too much or too little."""

import dataclasses
import statistics
import time
from typing import Any

import numpy as np

from keras_gan_zoo.metrics.features.features import Features
from keras_gan_zoo.metrics.features.inputs import feature_pair, protocol_name
from keras_gan_zoo.metrics.neighbours import squared_distance_blocks
from keras_gan_zoo.metrics.proportions import jensen_shannon, two_proportion_z
from keras_gan_zoo.metrics.score import Score
from keras_gan_zoo.types import Images


@dataclasses.dataclass(frozen=True)
class BinCoverage:
    """How generated samples spread over bins of the real ones.

    Attributes:
        different: Share of bins whose proportions differ significantly (NDB / K); a perfect
            generator scores the significance level, 0.05, not 0.
        divergence: Jensen-Shannon divergence between the bins' shares, in bits.
        shares: Generated share of each bin `(bins,)`.
        real_shares: Real share of each bin `(bins,)`.

    Example:
        >>> real = np.random.default_rng(0).normal(size=(4000, 8))
        >>> print(statistically_different_bins(real[:2000], real[2000:], bins=20).different)
        ndb20_2k_given = 0 (2,000 samples against 2,000)
    """

    different: Score
    divergence: Score
    shares: np.ndarray
    real_shares: np.ndarray


def statistically_different_bins(
    generated: Images | Features,
    real: Images | Features,
    bins: int = 100,
    significance: float = 0.05,
    resize: str = "legacy",
    count: int | None = None,
    seed: int = 0,
    **options: Any,
) -> BinCoverage:
    """Clusters real samples and tests each cluster's share among the generated ones.

    Bins are k-means clusters of the real features; a generated sample belongs to the nearest
    centre. A bin is different if a two-proportion test says so. It sees modes that are dropped or
    drawn too often, and wants 50 samples or more a bin.

    Args:
        generated: Images, as `keras_gan_zoo.metrics.features.features.image_batches` takes them;
            `Features`; or an array `(count, dimensions)`, for example of pixels.
        real: The same, of real samples.
        bins: Number of clusters K.
        significance: Level of each bin's two-sided test.
        resize: For the standard extractor, `"legacy"`, `"clean"` or `"pytorch"`.
        count: How many of each to use, all by default.
        seed: Of the clustering.
        **options: `extractor`, `source`, `batch_size`, `value_range`, `progress`, as
            `keras_gan_zoo.metrics.features.feature_pair` takes them.

    Returns:
        A `BinCoverage` with scores named like `ndb100_10k_legacy`.

    Raises:
        ValueError: If there are fewer real samples than bins, the protocols differ, or images are
            plainly of another value range.

    Example:
        >>> samples = np.random.default_rng(0).normal(size=(4000, 8))
        >>> coverage = statistically_different_bins(samples[:2000], samples[2000:], bins=20)

    Reference:
        Richardson and Weiss, "On GANs and GMMs", arXiv 1805.12462, section 4.
    """
    started = time.monotonic()
    if not 0 < significance < 1:
        raise ValueError(f"significance must be between 0 and 1, got {significance}.")
    generated, real = feature_pair(generated, real, resize, count, **options)
    centres = k_means(real.values, bins, seed)
    counts, real_counts = (
        np.bincount(_nearest(features.values, centres), minlength=bins)
        for features in (generated, real)
    )
    critical = statistics.NormalDist().inv_cdf(1 - significance / 2)
    different = np.mean(np.abs(two_proportion_z(counts, real_counts)) > critical)
    seconds = time.monotonic() - started

    def score(value, metric):
        return Score(
            value=float(value),
            name=protocol_name(f"{metric}{bins}_", len(generated), real.extractor, real.resize),
            samples=len(generated),
            reference_samples=len(real),
            extractor=real.extractor,
            resize=real.resize,
            source=real.source or None,
            seed=seed,
            seconds=seconds,
        )

    return BinCoverage(
        different=score(different, "ndb"),
        divergence=score(jensen_shannon(counts, real_counts), "bin_jsd"),
        shares=counts / len(generated),
        real_shares=real_counts / len(real),
    )


def k_means(samples: np.ndarray, clusters: int, seed: int = 0, iterations: int = 20) -> np.ndarray:
    """Returns the centres of k-means clusters: Lloyd's algorithm from k-means++ seeds.

    Args:
        samples: Array `(count, dimensions)`.
        clusters: How many centres, at most `count`.
        seed: Of the initial centres.
        iterations: Most rounds of assignment and averaging; it stops when nothing moves.

    Returns:
        Float64 array `(clusters, dimensions)`.

    Raises:
        ValueError: If `clusters` is out of range.

    Example:
        >>> sorted(k_means(np.array([[0.0], [0.2], [9.0]]), 2).round(1).ravel().tolist())
        [0.1, 9.0]

    Reference:
        Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", 2007.
    """
    samples = np.asarray(samples, np.float64)
    if not 1 <= clusters <= len(samples):
        raise ValueError(
            f"the number of bins must be between 1 and the {len(samples)} real samples, "
            f"got {clusters}."
        )
    generator = np.random.default_rng(seed)
    chosen = [int(generator.integers(len(samples)))]
    nearest = np.full(len(samples), np.inf)
    while len(chosen) < clusters:
        nearest = np.minimum(nearest, np.square(samples - samples[chosen[-1]]).sum(axis=1))
        total = nearest.sum()
        weights = nearest / total if total > 0 else None
        chosen.append(int(generator.choice(len(samples), p=weights)))
    centres = samples[chosen]
    assignment = None
    for _ in range(iterations):
        previous, assignment = assignment, _nearest(samples, centres)
        if previous is not None and np.array_equal(previous, assignment):
            break
        sizes = np.bincount(assignment, minlength=clusters)
        sums = np.zeros_like(centres)
        np.add.at(sums, assignment, samples)
        # An emptied cluster keeps its centre.
        centres = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centres)
    return centres


def _nearest(samples: np.ndarray, centres: np.ndarray) -> np.ndarray:
    blocks = squared_distance_blocks(samples, centres)
    return np.concatenate([distances.argmin(axis=1) for _, distances in blocks])
