"""Whether a generator draws every class, and as often as the data do."""

import dataclasses

import numpy as np

from keras_gan_zoo.metrics.proportions import (
    jensen_shannon,
    kullback_leibler,
    two_proportion_z,
)
from keras_gan_zoo.metrics.score import Score, count_name
from keras_gan_zoo.types import ArrayLike


@dataclasses.dataclass(frozen=True)
class ClassCoverage:
    """How generated samples spread over classes.

    Attributes:
        divergence: Jensen-Shannon divergence of the class histograms in bits; 0 is best.
        kl: Kullback-Leibler divergence of the generated histogram from the real one, in nats, as
            papers on stacked MNIST give it; infinite if a class is drawn that the real data lack.
        modes: Number of the real data's classes drawn at least once.
        shares: Generated share of each class.
        real_shares: Real share of each class.
        under_represented: Classes drawn significantly less often than they occur, dropped ones
            among them.

    Example:
        >>> coverage = class_coverage([0, 0, 0], [0, 1, 1], classes=2, classifier="lenet")
        >>> coverage.modes.value
        1.0
    """

    divergence: Score
    kl: Score
    modes: Score
    shares: np.ndarray
    real_shares: np.ndarray
    under_represented: list[int]


def class_coverage(
    generated_classes: ArrayLike,
    real_classes: ArrayLike,
    classes: int,
    classifier: str,
    source: str = "",
    standard_errors: float = 4.0,
) -> ClassCoverage:
    """Compares how often each class is generated and how often it occurs.

    The classes may be a classifier's on both sets, or the values of any attribute: digits, skin
    tones, hair colours. Use the same classifier on both, else its errors look like the
    generator's.

    Args:
        generated_classes: Integer array `(count,)` of the generated samples' classes.
        real_classes: Integer array of the real samples' classes.
        classes: How many classes there are.
        classifier: What told the classes; part of the scores' names.
        source: Which real data.
        standard_errors: How far below the real share counts as under-represented, in standard
            errors of the two-proportion test; at 4, a healthy generator of 1,000 classes is
            accused of one about every thirty times.

    Returns:
        A `ClassCoverage`.

    Raises:
        ValueError: If there are no samples, or a class is not in `[0, classes)`.

    Example:
        >>> balanced = np.arange(1000) % 10
        >>> dropped = np.where(balanced == 3, 4, balanced)
        >>> class_coverage(dropped, balanced, 10, "lenet").under_represented
        [3]

    Reference:
        Srivastava et al., "VEEGAN: reducing mode collapse in GANs using implicit variational
        learning", arXiv 1705.07761, for the number of modes.
    """
    counts = _histogram(generated_classes, classes, "generated_classes")
    real_counts = _histogram(real_classes, classes, "real_classes")
    z = two_proportion_z(counts, real_counts)
    samples, references = int(counts.sum()), int(real_counts.sum())

    def score(value, metric):
        return Score(
            value=float(value),
            name=f"{metric}{count_name(samples)}_{classifier}",
            samples=samples,
            reference_samples=references,
            extractor=classifier,
            source=source or None,
        )

    return ClassCoverage(
        divergence=score(jensen_shannon(counts, real_counts), "class_jsd"),
        kl=score(kullback_leibler(counts, real_counts), "class_kl"),
        modes=score(np.sum((counts > 0) & (real_counts > 0)), "modes"),
        shares=counts / samples,
        real_shares=real_counts / references,
        under_represented=np.flatnonzero(z < -standard_errors).tolist(),
    )


def _histogram(labels: ArrayLike, classes: int, name: str) -> np.ndarray:
    labels = np.asarray(labels)
    if labels.ndim != 1 or not labels.size or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(
            f"{name} must be a non-empty integer array (count,), got {labels.dtype} of shape "
            f"{labels.shape}."
        )
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError(
            f"{name} must lie in [0, classes={classes}), got values from {labels.min()} to "
            f"{labels.max()}."
        )
    return np.bincount(labels, minlength=classes)
