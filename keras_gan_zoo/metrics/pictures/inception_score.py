"""The Inception Score of a classifier's predictions, and which classifier that was."""

import numpy as np

from keras_gan_zoo.metrics.score import Score, count_name
from keras_gan_zoo.types import ArrayLike


def inception_score(probabilities: ArrayLike, classifier: str, splits: int = 10) -> Score:
    """`exp(E_x KL(p(y|x) || p(y)))`: predictions sure for each image and varied over all.

    1 is the worst, the number of classes the best. It looks at generated images only and cannot
    see a missing mode inside a class, nor memorisation. A published Inception Score means the
    1,008 logits of the 2015 network on 50,000 images in 10 splits; under any other classifier the
    number compares with itself alone, so the classifier's name is part of the score's name.

    Args:
        probabilities: Array `(count, classes)`: the classifier's softmax on generated images,
            in the order they were drawn (not sorted by class: splits are consecutive).
        classifier: The classifier's name.
        splits: Parts to compute it on separately.

    Returns:
        A `Score` named `classifier_score{count}_{classifier}`: the mean over splits, its `error`
        the standard deviation over them, None of one split, which tells nothing of it.

    Raises:
        ValueError: If rows are not probabilities, or there are fewer images than splits.

    Example:
        >>> sure_and_varied = np.eye(4)[np.arange(400) % 4]
        >>> round(float(inception_score(sure_and_varied, "lenet")), 6)
        4.0

    Reference:
        Salimans et al., "Improved techniques for training GANs", arXiv 1606.03498, section 4.
    """
    probabilities = np.asarray(probabilities, np.float64)
    if probabilities.ndim != 2 or not (
        np.all(probabilities >= 0) and np.allclose(probabilities.sum(axis=1), 1, atol=1e-3)
    ):
        raise ValueError(
            "probabilities must have shape (count, classes) with rows that are non-negative and "
            f"sum to 1, got shape {probabilities.shape}; apply a softmax to logits first."
        )
    if not 1 <= splits <= len(probabilities):
        raise ValueError(
            f"splits must be between 1 and the {len(probabilities)} images, got {splits}."
        )
    scores = []
    for part in np.array_split(probabilities, splits):
        # 0 log 0 is 0; where the marginal is 0 so is every probability.
        marginal = part.mean(axis=0)
        safe = np.where(part > 0, part, 1.0)
        terms = part * (np.log(safe) - np.log(np.where(marginal > 0, marginal, 1.0)))
        scores.append(np.exp(terms.sum(axis=1).mean()))
    return Score(
        value=float(np.mean(scores)),
        name=f"classifier_score{count_name(len(probabilities))}_{classifier}",
        samples=len(probabilities),
        error=float(np.std(scores)) if splits > 1 else None,
        extractor=classifier,
    )
