"""The Kernel Inception Distance: an unbiased FID for few images."""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_gan_zoo.metrics.features.features import Features
from keras_gan_zoo.metrics.features.inputs import feature_pair, protocol_name
from keras_gan_zoo.metrics.metric import register_metric
from keras_gan_zoo.metrics.score import Score
from keras_gan_zoo.types import Images


def kid(
    generated: Images | Features,
    real: Images | Features,
    resize: str = "legacy",
    count: int | None = None,
    subsets: int = 100,
    subset_size: int = 1000,
    seed: int = 0,
    **options: Any,
) -> Score:
    """Squared maximum mean discrepancy of features under the kernel `(x.y / d + 1)^3`.

    The unbiased estimate, averaged over random subsets; where a subset would be all there is, it
    is computed once. Unlike FID its expectation does not depend on the number of images, so it can
    be trusted from a few hundred; around 0 it may be slightly negative.

    The `error` is the standard error of the value: how much it would vary between draws of as many
    images. It comes from leaving out each image in turn, of either set (the jackknife), corrected
    by what pairs of images contribute, which the jackknife counts twice and which is all there is
    where both sets are of one distribution. Of subsets it is scaled to the whole sets, and what
    their choice adds is added, the more the fewer they are. Published tables print the standard
    deviation over subsets instead: it tells how a value of `subset_size` images varies, and is 0
    where a subset is the whole set.

    Args:
        generated: Images, as `keras_gan_zoo.metrics.features.features.image_batches` takes them;
            `Features`; or an array `(count, dimensions)` of features.
        real: The same, of real images.
        resize: For the standard extractor, `"legacy"`, `"clean"` or `"pytorch"`.
        count: How many images of each to use, all by default.
        subsets: How many subsets to average over.
        subset_size: Images of each set in a subset, drawn without replacement; no more than
            there are.
        seed: Of the draws.
        **options: `extractor`, `source`, `batch_size`, `value_range`, `progress`, as
            `keras_gan_zoo.metrics.features.feature_pair` takes them.

    Returns:
        A `Score` named `kid{count}_{resize}`, in plain units (published tables often multiply by
        1000); its `error` is as said above, None for sets of two.

    Raises:
        ValueError: If a set has fewer than two images, the protocols differ, or images are plainly
            of another value range.

    Example:
        >>> features = np.random.default_rng(0).normal(size=(500, 8))
        >>> print(kid(features[:250], features[250:] + 0.5))
        kid250_given = 1.21585 +- 0.1557 (250 samples against 250)

    Reference:
        Binkowski, Sutherland, Arbel, Gretton, "Demystifying MMD GANs", arXiv 1801.01401, section 4;
        Efron and Stein, "The jackknife estimate of variance", Annals of Statistics 9(3), 1981.
    """
    started = time.monotonic()
    generated, real = feature_pair(generated, real, resize, count, **options)
    size = min(subset_size, len(generated), len(real))
    if size < 2 or subsets < 1:
        raise ValueError(
            f"KID needs subsets >= 1 and subset_size >= 2 of as many images, got {subsets} subsets "
            f"of {size}."
        )
    if size == len(generated) == len(real):
        subsets = 1  # all others would be the same images in another order
    generator = np.random.default_rng(seed)
    estimates, variances = [], []
    for _ in range(subsets):
        estimate, parts = _estimate_and_variances(
            generated.values[generator.choice(len(generated), size, replace=False)],
            real.values[generator.choice(len(real), size, replace=False)],
        )
        estimates.append(estimate)
        variances.append(parts)
    shares = size / np.array([len(generated), len(real)])
    return Score(
        value=float(np.mean(estimates)),
        name=protocol_name("kid", len(generated), real.extractor, real.resize),
        samples=len(generated),
        reference_samples=len(real),
        error=_standard_error(variances, *shares),
        extractor=real.extractor,
        resize=real.resize,
        source=real.source or None,
        seed=seed,
        seconds=time.monotonic() - started,
    )


def squared_mmd(a: np.ndarray, b: np.ndarray) -> float:
    """Unbiased squared maximum mean discrepancy under the cubic polynomial kernel.

    Args:
        a: Features `(n, dimensions)`.
        b: Features `(m, dimensions)`.

    Returns:
        The estimate, which may be negative.

    Example:
        >>> squared_mmd(np.array([[0.0], [0.0]]), np.array([[1.0], [1.0]]))
        7.0

    Reference:
        Gretton et al., "A kernel two-sample test", JMLR 2012, equation 3.
    """
    return _estimate_and_variances(a, b)[0]


def _estimate_and_variances(a: np.ndarray, b: np.ndarray) -> tuple[float, np.ndarray]:
    """Returns the squared discrepancy, and what its variance is made of.

    The parts are those of Hoeffding's decomposition: the samples of `a` one by one, those of `b`,
    the pairs within `a`, within `b`, and across. They are NaN for sets of two, from which none can
    be left out.
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)

    def kernel(x, y):
        return (x @ y.T / x.shape[1] + 1.0) ** 3

    across = kernel(a, b)
    of_pairs_across = 4 * _interaction(across).mean() / across.size
    means, singles, pairs = [], [], []
    for x, to_others in ((a, across.sum(axis=1)), (b, across.sum(axis=0))):
        count, others = len(x), across.size // len(x)
        within = kernel(x, x)
        np.fill_diagonal(within, 0.0)
        rows = within.sum(axis=1)
        means.append(rows.sum() / (count * (count - 1)))
        if count < 3:
            singles.append(np.nan)
            pairs.append(np.nan)
            continue
        # That part of the estimate which changes where one sample of this set is left out.
        without = (rows.sum() - 2 * rows) / ((count - 1) * (count - 2))
        without -= 2 * (across.sum() - to_others) / ((count - 1) * others)
        jackknife = (count - 1) * without.var()
        np.fill_diagonal(within, rows / (count - 1))
        interaction = _interaction(within)
        np.fill_diagonal(interaction, 0.0)
        pairs.append(2 * interaction.sum() / (count * (count - 1)) ** 2)
        singles.append(jackknife - 2 * pairs[-1] - of_pairs_across)
    estimate = float(sum(means) - 2 * across.mean())
    return estimate, np.array([*singles, *pairs, of_pairs_across])


def _interaction(values: np.ndarray) -> np.ndarray:
    """Returns the squares of what is left of a matrix without its rows' and columns' means."""
    left = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + values.mean()
    return np.square(left, out=left)


def _standard_error(variances: Sequence, share_a: float, share_b: float) -> float | None:
    """Returns the standard error of the mean of estimates on subsets.

    Args:
        variances: Of each subset, as `_estimate_and_variances` returns them.
        share_a: How large a subset is, as a share of its whole set.
        share_b: The same of the other set.
    """
    parts = np.mean(variances, axis=0)
    if np.isnan(parts).any():
        return None
    # Estimated as a difference, the first may come out below the 0 that it then is.
    parts[:2] = np.maximum(parts[:2], 0.0)
    # One by one the samples count as one over their number, in pairs as its square.
    of_whole_sets = parts @ [share_a, share_b, share_a**2, share_b**2, share_a * share_b]
    # What one subset varies beyond that is left to chance, and falls with their number.
    return float(np.sqrt(of_whole_sets + (parts.sum() - of_whole_sets) / len(variances)))


@register_metric("kid", table="Distance to the data", better="lower", paper="1801.01401")
def _of_features(generated_features: Features, real_features: Features) -> Score:
    """How far apart the two sets' Inception features are, whatever the number of pictures."""
    return kid(generated_features, real_features)
