"""Whether two pictures are told to be of one person: verification by the likeness of vectors."""

import numpy as np

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.types import ArrayLike


def pair_similarities(vectors: ArrayLike, persons: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Returns the cosine of each two vectors, and whether the two are of one person.

    Args:
        vectors: What a network sees in faces, (n, length).
        persons: The numbers of their persons, (n,).

    Returns:
        Float64 (n (n - 1) / 2,), and bool as many.

    Raises:
        ValueError: If there are not as many numbers as vectors.

    Example:
        >>> pair_similarities([[1, 0], [0, 2], [3, 0]], [7, 7, 8])
        (array([0., 1., 0.]), array([ True, False, False]))
    """
    vectors, persons = np.asarray(vectors, "float64"), np.asarray(persons)
    if vectors.ndim != 2 or persons.shape != (len(vectors),):
        raise ValueError(
            "`vectors` must be (n, length) and `persons` (n,), got "
            f"{vectors.shape} and {persons.shape}."
        )
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    one, other = np.triu_indices(len(unit), k=1)
    return (unit @ unit.T)[one, other], persons[one] == persons[other]


def verification_rate(
    similarities: ArrayLike, same: ArrayLike, false_accepts: float = 0.01
) -> float:
    """Returns the share of pairs of one person that are accepted, at a share of false accepts.

    Accepted are pairs above a threshold: the lowest by which no larger share than that of the pairs
    of two persons is accepted.

    Args:
        similarities: How alike the two of a pair are, (pairs,).
        same: Whether they are of one person, (pairs,).
        false_accepts: The share of pairs of two persons that may be accepted, in [0, 1).

    Returns:
        A number in [0, 1].

    Raises:
        ValueError: If there are no pairs of one kind, or an argument is not as said.

    Example:
        >>> verification_rate([0.9, 0.6, 0.7, 0.1], [1, 1, 0, 0])
        0.5
    """
    of_one, of_two = _by_kind(similarities, same)
    share = check_number(false_accepts, "false_accepts", least=0)
    if share >= 1:
        raise ValueError(f"`false_accepts` must be in [0, 1), got {share}.")
    # A whole number of pairs that a product of floats has made a little less counts as that.
    accepted = int(share * len(of_two) + 1e-9)
    threshold = np.sort(of_two)[::-1][accepted]
    return float(np.mean(of_one > threshold))


def verification_auc(similarities: ArrayLike, same: ArrayLike) -> float:
    """Returns how likely a pair of one person is more alike than a pair of two.

    That is the area under the curve of true accepts over false ones; ties count half.

    Args:
        similarities: As for `verification_rate`.
        same: Likewise.

    Returns:
        A number in [0, 1], 0.5 where nothing is told.

    Raises:
        ValueError: If there are no pairs of one kind.

    Example:
        >>> verification_auc([0.9, 0.6, 0.7, 0.1], [1, 1, 0, 0])
        0.75
    """
    from scipy.stats import rankdata

    of_one, of_two = _by_kind(similarities, same)
    ranks = rankdata(np.concatenate([of_one, of_two]))[: len(of_one)]
    above = ranks.sum() - len(of_one) * (len(of_one) + 1) / 2
    return float(above / (len(of_one) * len(of_two)))


def _by_kind(similarities, same):
    similarities, same = np.asarray(similarities, "float64"), np.asarray(same).astype(bool)
    if similarities.ndim != 1 or similarities.shape != same.shape:
        raise ValueError(
            "`similarities` and `same` must be as many, (pairs,), got "
            f"{similarities.shape} and {same.shape}."
        )
    if same.all() or not same.any():
        kind = "two persons" if same.all() else "one person"
        raise ValueError(f"`same` has no pair of {kind}, without which nothing is verified.")
    return similarities[same], similarities[~same]
