"""BLEU of samples against a whole set, against each other, and of each against its own text."""

import time

import numpy as np

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.metrics.score import Score, count_name
from keras_gan_zoo.metrics.text.ngrams import check_corpus, check_one_each, counted, ngrams
from keras_gan_zoo.types import TokenSequences

SMOOTHING = 0.1
"""Stands for a count of 0 matching n-grams, as in method 1 of Chen and Cherry, 2014."""


def bleu(
    generated: TokenSequences, reference: TokenSequences, largest: int = 5
) -> dict[int, Score]:
    """BLEU-2 to BLEU-n of each sample against all references at once, averaged over samples.

    The share of a sample's n-grams that some reference has, counts clipped at the largest count
    in one reference, geometric mean over n with equal weights, times the brevity penalty for the
    reference nearest in length. Quality only: one good sentence repeated scores best.

    Args:
        generated: Token sequences, whole numbers or words, of any lengths.
        reference: Token sequences, such as the whole test set.
        largest: The largest n, at least 2.

    Returns:
        From n to a score named such as `bleu4_10k`; higher is better, at most 1.

    Raises:
        ValueError: If a set is empty or is text that is not cut into tokens.

    Example:
        >>> float(bleu([["a", "dog", "runs"]], [["a", "dog", "runs"], ["a", "cat"]])[2])
        1.0

    Reference:
        Papineni et al., 2002; for text GANs 1802.01886 (Texygen), section 3.2.
    """
    began = time.perf_counter()
    generated = check_corpus(generated, "generated")
    reference = check_corpus(reference, "reference")
    check_whole(largest, "largest", least=2)
    precisions = []
    for ours, theirs in ngrams([generated, reference], largest):
        size = 1 + max(grams.ids.max(initial=0) for grams in (ours, theirs))
        _, numbers, counts = counted(theirs)
        most = np.zeros(size, "int64")
        np.maximum.at(most, numbers, counts)
        precisions.append(_precision(ours, len(generated), lambda _, n, most=most: most[n]))
    lengths = [
        np.array([len(sequence) for sequence in corpus]) for corpus in (generated, reference)
    ]
    nearest = _nearest(lengths[0], np.sort(lengths[1]))
    return _scores("bleu", precisions, lengths[0], nearest, len(reference), began)


def self_bleu(generated: TokenSequences, largest: int = 5) -> dict[int, Score]:
    """BLEU of each sample against all the others: how much samples repeat each other.

    Args:
        generated: Token sequences, at least two.
        largest: The largest n, at least 2.

    Returns:
        From n to a score named such as `self_bleu4_10k`; lower is more diverse.

    Raises:
        ValueError: If there are fewer than two sequences, or they are text.

    Example:
        >>> float(self_bleu([["a", "dog", "runs"], ["a", "dog", "runs"]])[2])
        1.0

    Reference:
        1802.01886 (Texygen), section 3.2.
    """
    began = time.perf_counter()
    generated = check_corpus(generated, "generated")
    if len(generated) < 2:
        raise ValueError("`generated` must hold at least two sequences to compare, got 1.")
    check_whole(largest, "largest", least=2)
    precisions = []
    for (ours,) in ngrams([generated], largest):
        most_of_others = _most_of_others(ours)
        precisions.append(_precision(ours, len(generated), most_of_others))
    lengths = np.array([len(sequence) for sequence in generated])
    nearest = _nearest_other(lengths)
    return _scores("self_bleu", precisions, lengths, nearest, len(generated) - 1, began)


def paired_bleu(
    generated: TokenSequences, references: TokenSequences, largest: int = 4
) -> dict[int, Score]:
    """BLEU-2 to BLEU-n of each sample against its own reference, averaged over samples.

    Of texts whose style was turned and the texts they were made of, it tells how much was kept:
    a copy of n words or more has 1.

    Args:
        generated: Token sequences, whole numbers or words, of any lengths.
        references: As many, one for each.
        largest: The largest n, at least 2.

    Returns:
        From n to a score named such as `paired_bleu4_1k`; at most 1.

    Raises:
        ValueError: If there are not as many references, or a set is empty or is text that is not
            cut into tokens.

    Example:
        >>> pairs = [["a", "dull", "film"]], [["a", "good", "film"]]
        >>> round(float(paired_bleu(*pairs)[2]), 3)  # 2 of 3 words, and 0.1 of 2 pairs for none
        0.183

    Reference:
        Papineni et al., 2002; of each sentence alone, as in 1905.05621's BLEU to the input.
    """
    began = time.perf_counter()
    generated = check_corpus(generated, "generated")
    references = check_corpus(references, "references")
    check_one_each(generated, references)
    check_whole(largest, "largest", least=2)
    precisions = []
    for ours, theirs in ngrams([generated, references], largest):
        size = 1 + max(int(grams.ids.max(initial=0)) for grams in (ours, theirs))
        of, numbers, counts = counted(theirs)
        keys = of * size + numbers  # ascending, as `counted` sorts by them

        def in_its_own(of, numbers, size=size, keys=keys, counts=counts):
            wanted = of * size + numbers
            places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            return np.where(keys[places] == wanted, counts[places], 0)

        nothing = not len(keys)
        precisions.append(_precision(ours, len(generated), _none if nothing else in_its_own))
    lengths, wanted = (
        np.array([len(sequence) for sequence in corpus]) for corpus in (generated, references)
    )
    return _scores("paired_bleu", precisions, lengths, wanted, len(references), began)


def _none(of, numbers):
    return np.zeros(len(of), "int64")


def _precision(grams, sentences, most):
    """Returns, for each sequence, its clipped matches and its n-grams."""
    of, numbers, counts = counted(grams)
    matches = np.minimum(counts, most(of, numbers))
    return (
        np.bincount(of, weights=matches, minlength=sentences),
        np.bincount(of, weights=counts, minlength=sentences),
    )


def _most_of_others(grams):
    """Returns a function that gives the largest count of an n-gram in the other sequences."""
    of, numbers, counts = counted(grams)
    if not len(numbers):
        # All sequences are shorter than n tokens: there is no n-gram to ask for.
        return lambda of, numbers: np.zeros(0, "int64")
    size = int(numbers.max()) + 1
    order = np.lexsort((-counts, numbers))
    first = np.searchsorted(numbers[order], np.arange(size))
    # The two sequences that have each n-gram most often: the second counts for the first.
    following = np.minimum(first + 1, len(order) - 1)
    owner, most = of[order[first]], counts[order[first]]
    second = np.where(numbers[order[following]] == np.arange(size), counts[order[following]], 0)
    second = np.where(following == first, 0, second)
    return lambda of, numbers: np.where(owner[numbers] == of, second[numbers], most[numbers])


def _scores(name, precisions, lengths, nearest, references, began):
    with np.errstate(divide="ignore"):
        brevity = np.where(
            lengths >= nearest, 1.0, np.exp(1.0 - nearest / np.maximum(lengths, 1e-9))
        )
    logs, scores = np.zeros(len(lengths)), {}
    for n, (matches, total) in enumerate(precisions, start=1):
        # A sequence of fewer than n tokens has no n-gram, and none that matches.
        logs = logs + np.log(np.maximum(matches, SMOOTHING) / np.maximum(total, 1))
        if n == 1:
            unmatched = matches == 0
            continue
        values = np.where(unmatched, 0.0, brevity * np.exp(logs / n))
        scores[n] = Score(
            float(values.mean()),
            f"{name}{n}_{count_name(len(lengths))}",
            samples=len(lengths),
            reference_samples=references,
            error=float(values.std() / np.sqrt(len(values))),
            seconds=time.perf_counter() - began,
        )
    return scores


def _nearest(lengths, ordered):
    """Returns the reference length nearest to each length, the shorter of two equally near."""
    above = np.clip(np.searchsorted(ordered, lengths), 0, len(ordered) - 1)
    below = np.maximum(above - 1, 0)
    nearer_below = np.abs(ordered[below] - lengths) <= np.abs(ordered[above] - lengths)
    return np.where(nearer_below, ordered[below], ordered[above])


def _nearest_other(lengths):
    counts = np.bincount(lengths)
    # Where another sequence is as long, that is the nearest; else all others are looked at.
    alone = counts[lengths] == 1
    nearest = lengths.copy()
    for index in np.flatnonzero(alone):
        others = np.sort(np.delete(lengths, index))
        nearest[index] = _nearest(lengths[index : index + 1], others)[0]
    return nearest
