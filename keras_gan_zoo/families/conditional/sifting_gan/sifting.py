"""Which of labelled pictures are kept, by the probability that each could be real."""

import numpy as np

from keras_gan_zoo.checks import check_number


def chosen(
    probabilities: np.ndarray,
    labels: np.ndarray,
    threshold: float | None = None,
    share: float | None = None,
) -> np.ndarray:
    """Returns the places of the pictures that are kept, in their order.

    Args:
        probabilities: (n,), in [0, 1].
        labels: Class numbers (n,).
        threshold: Those above it are kept; 0.5 if neither is given.
        share: Of each class, which share is kept, the most probable, in (0, 1].

    Returns:
        int64 (kept,), rising.

    Raises:
        ValueError: If both are given, or one is out of its range.

    Example:
        >>> chosen(np.array([0.9, 0.2, 0.6]), np.array([0, 0, 1]), threshold=0.5).tolist()
        [0, 2]
    """
    if share is None:
        least = check_number(0.5 if threshold is None else threshold, "threshold", least=0)
        if least > 1:
            raise ValueError(f"`threshold` must be a probability in [0, 1], got {least}.")
        return np.flatnonzero(probabilities > least)
    if threshold is not None:
        raise ValueError("`threshold` and `share` are both given: leave one of them out.")
    part = check_number(share, "share", least=0)
    if not 0 < part <= 1:
        raise ValueError(f"`share` must be in (0, 1], got {part}.")
    kept = []
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        best = places[np.argsort(-probabilities[places], kind="stable")]
        kept.append(best[: max(1, round(part * len(best)))])
    return np.sort(np.concatenate(kept)) if kept else np.zeros(0, "int64")
