"""ROUGE: how many words, pairs of words and words in order a summary shares with a human one."""

import re
import time
from collections.abc import Sequence

import numpy as np

from keras_gan_zoo.metrics.score import Score, count_name
from keras_gan_zoo.metrics.text.ngrams import check_one_each, ngram_counts
from keras_gan_zoo.types import TokenSequences

_WORD = re.compile(r"[^\W_]+")


def rouge(
    generated: Sequence[str] | TokenSequences, references: Sequence[str] | TokenSequences
) -> dict[str, Score]:
    """ROUGE-1, ROUGE-2 and ROUGE-L of each summary against its own reference, mean F1.

    F1 is the harmonic mean of two shares: of the summary's n-grams that the reference has, counts
    clipped, and of the reference's that the summary has. For ROUGE-L the longest common
    subsequence takes the n-grams' place. Where there is no n-gram on one side, F1 is 0.

    Args:
        generated: A text each, of which words are runs of letters and digits, in lower case and
            not stemmed; or token sequences, as they are, such as of Chinese characters.
        references: As many, one for each.

    Returns:
        `"rouge1"`, `"rouge2"` and `"rougeL"`, each to a score named such as `rouge1_2k`, in [0, 1];
        tables show 100 times as much. Its `error` is the standard error over summaries.

    Raises:
        ValueError: If there are no summaries, or not as many references.

    Example:
        >>> scores = rouge(["a tool for disks"], ["tool for reading disks"])
        >>> float(scores["rouge1"]), round(float(scores["rouge2"]), 3), float(scores["rougeL"])
        (0.75, 0.333, 0.75)

    Reference:
        Lin, 2004; the numbers are those of the package rouge-score without its stemmer, which
        leaves out all letters that are not English.
    """
    began = time.perf_counter()
    if isinstance(generated, str) or isinstance(references, str) or not len(generated):
        raise ValueError("`generated` must be a list of at least one summary, and `references` so.")
    check_one_each(generated, references)
    pairs = [
        (_words(ours), _words(theirs)) for ours, theirs in zip(generated, references, strict=True)
    ]
    values = {
        "rouge1": [_overlap(ours, theirs, 1) for ours, theirs in pairs],
        "rouge2": [_overlap(ours, theirs, 2) for ours, theirs in pairs],
        "rougeL": [
            _f1(_common_subsequence(ours, theirs), len(ours), len(theirs)) for ours, theirs in pairs
        ],
    }
    count = len(pairs)
    return {
        name: Score(
            float(np.mean(found)),
            f"{name}_{count_name(count)}",
            samples=count,
            reference_samples=count,
            error=float(np.std(found) / np.sqrt(count)),
            seconds=time.perf_counter() - began,
        )
        for name, found in values.items()
    }


def _words(text):
    return _WORD.findall(text.lower()) if isinstance(text, str) else list(text)


def _overlap(ours, theirs, n):
    counts = [ngram_counts(words, n) for words in (ours, theirs)]
    return _f1((counts[0] & counts[1]).total(), *(each.total() for each in counts))


def _common_subsequence(ours, theirs):
    """Returns the length of the longest common subsequence of two sequences."""
    lengths = [0] * (len(theirs) + 1)
    for word in ours:
        before = 0  # of all words so far, against those of the other in front of this one
        for place, other in enumerate(theirs, 1):
            above = lengths[place]
            lengths[place] = before + 1 if word == other else max(above, lengths[place - 1])
            before = above
    return lengths[-1]


def _f1(shared, ours, theirs):
    return 2.0 * shared / (ours + theirs) if shared else 0.0
