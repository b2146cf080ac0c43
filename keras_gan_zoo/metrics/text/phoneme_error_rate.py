"""Phoneme error rate: how many edits take what was written to what was said."""

import time
from collections.abc import Sequence

import numpy as np

from keras_gan_zoo.metrics.score import Score, count_name
from keras_gan_zoo.metrics.text.ngrams import check_one_each
from keras_gan_zoo.types import TokenSequences


def phoneme_error_rate(
    generated: Sequence[str] | TokenSequences,
    references: Sequence[str] | TokenSequences,
    ignored: Sequence[str | int] = (),
) -> Score:
    r"""Insertions, deletions and substitutions, in all, for each phoneme that was said.

    \( \sum_i d(g_i, r_i) / \sum_i |r_i| \) with the edit distance d, over all utterances together,
    as is usual: a long utterance counts for more. Of words in the place of phonemes it is the word
    error rate. It is more than 1 where more is written than was said.

    Args:
        generated: Transcripts: names of phonemes with spaces between, or sequences of tokens.
        references: What was said, as many.
        ignored: Names or tokens that count on neither side, such as of silence.

    Returns:
        A score named such as `phoneme_error_rate_200`, at least 0, lower is better; its `error` is
        the standard error of this ratio over utterances.

    Raises:
        ValueError: If there are no utterances, not as many of both, or nothing was said.

    Example:
        >>> float(phoneme_error_rate(["dh ax k ae t"], ["dh ax k ah t s"]))
        0.3333333333333333
    """
    began = time.perf_counter()
    if isinstance(generated, str) or isinstance(references, str) or not len(generated):
        raise ValueError(
            "`generated` must be a list of at least one transcript, and `references` so."
        )
    check_one_each(generated, references)
    left_out = set(ignored)
    pairs = [
        (_parts(ours, left_out), _parts(theirs, left_out))
        for ours, theirs in zip(generated, references, strict=True)
    ]
    edits = np.array([edit_distance(ours, theirs) for ours, theirs in pairs], "float64")
    said = np.array([len(theirs) for _, theirs in pairs], "float64")
    if not said.sum():
        raise ValueError("`references` hold no phonemes, so that there is no rate of errors.")
    rate, count = edits.sum() / said.sum(), len(pairs)
    spread = np.sqrt(np.mean((edits - rate * said) ** 2)) / said.mean()
    return Score(
        float(rate),
        f"phoneme_error_rate_{count_name(count)}",
        samples=count,
        reference_samples=count,
        error=float(spread / np.sqrt(count)),
        seconds=time.perf_counter() - began,
    )


def edit_distance(ours: Sequence, theirs: Sequence) -> int:
    """Returns the least number of insertions, deletions and substitutions between two sequences.

    Args:
        ours: A sequence.
        theirs: Another.

    Example:
        >>> edit_distance("kitten", "sitting")
        3
    """
    row = list(range(len(theirs) + 1))
    for place, one in enumerate(ours, 1):
        diagonal, row[0] = row[0], place
        for column, other in enumerate(theirs, 1):
            best = min(row[column] + 1, row[column - 1] + 1, diagonal + (one != other))
            diagonal, row[column] = row[column], best
    return row[-1]


def _parts(sequence, left_out):
    parts = sequence.split() if isinstance(sequence, str) else [int(one) for one in sequence]
    return [one for one in parts if one not in left_out]
