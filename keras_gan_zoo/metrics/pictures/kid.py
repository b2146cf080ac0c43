"""The Kernel Inception Distance: an unbiased FID for few images."""

import time

import numpy as np

from keras_gan_zoo.metrics.features.inputs import feature_pair, protocol_name
from keras_gan_zoo.metrics.score import Score


def kid(
    generated,
    real,
    resize: str = "legacy",
    count: int | None = None,
    subsets: int = 100,
    subset_size: int = 1000,
    seed: int = 0,
    **options,
) -> Score:
    """Squared maximum mean discrepancy of features under the kernel `(x.y / d + 1)^3`.

    The unbiased estimate, averaged over random subsets. Unlike FID its expectation does not
    depend on the number of images, so it can be trusted from a few hundred; around 0 it may be
    slightly negative.

    Args:
        generated: Images, as `keras_gan_zoo.metrics.features.features.image_batches` takes them;
            `Features`; or an array `(count, dimensions)` of features.
        real: The same, of real images.
        resize: For the standard extractor, `"legacy"` or `"clean"`.
        count: How many images of each to use, all by default.
        subsets: How many subsets to average over.
        subset_size: Images of each set in a subset, drawn without replacement; no more than
            there are.
        seed: Of the draws.
        **options: `extractor`, `source`, `batch_size`, `value_range`, `progress`, as
            `keras_gan_zoo.metrics.features.inputs.feature_pair` takes them.

    Returns:
        A `Score` named `kid{count}_{resize}`, in plain units (published tables often multiply by
        1000); its `error` is the standard deviation over the subsets.

    Raises:
        ValueError: If a set has fewer than two images, or the protocols differ.

    Example:
        >>> features = np.random.default_rng(0).normal(size=(500, 8))
        >>> print(kid(features[:250], features[250:], subsets=20, subset_size=100))

    Reference:
        Binkowski, Sutherland, Arbel, Gretton, "Demystifying MMD GANs", arXiv 1801.01401.
    """
    started = time.monotonic()
    generated, real = feature_pair(generated, real, resize, count, **options)
    size = min(subset_size, len(generated), len(real))
    if size < 2 or subsets < 1:
        raise ValueError(
            f"KID needs subsets >= 1 and subset_size >= 2 of as many images, got {subsets} subsets "
            f"of {size}."
        )
    generator = np.random.default_rng(seed)
    estimates = [
        squared_mmd(
            generated.values[generator.choice(len(generated), size, replace=False)],
            real.values[generator.choice(len(real), size, replace=False)],
        )
        for _ in range(subsets)
    ]
    return Score(
        value=float(np.mean(estimates)),
        name=protocol_name("kid", len(generated), real.extractor, real.resize),
        samples=len(generated),
        reference_samples=len(real),
        error=float(np.std(estimates)),
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
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)

    def kernel(x, y):
        return (x @ y.T / x.shape[1] + 1.0) ** 3

    def mean_of_distinct_pairs(x):
        values = kernel(x, x)
        return (values.sum() - np.trace(values)) / (len(x) * (len(x) - 1))

    return float(mean_of_distinct_pairs(a) + mean_of_distinct_pairs(b) - 2 * kernel(a, b).mean())
