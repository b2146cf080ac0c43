"""How much of what is written is copied: the longest span that stands in the training text."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from keras_gan_zoo.metrics.score import Score, count_name
from keras_gan_zoo.metrics.text.ngrams import check_corpus, ngrams
from keras_gan_zoo.types import TokenSequences


@dataclass(frozen=True)
class CopiedSpans:
    """What of samples is copied.

    Attributes:
        share: Mean share of a sample that its longest copied span takes, in [0, 1].
        whole: Share of samples that stand in the training text as they are.
        longest: Tokens of the longest copied span of each sample, (n,).
    """

    share: Score
    whole: Score
    longest: np.ndarray


def copied_spans(generated: TokenSequences, training: TokenSequences) -> CopiedSpans:
    """Finds the longest span of each sample that stands in the training text, token by token.

    Judge it beside the same number of held-out texts: real text repeats training text too.

    Args:
        generated: Token sequences, whole numbers or words.
        training: The training set, likewise.

    Returns:
        The shares, as scores named such as `copied_share10k`, and the spans' lengths.

    Raises:
        ValueError: If a set is empty or text.

    Example:
        >>> copied_spans([["a", "dog", "sat"]], [["the", "dog", "sat", "down"]]).longest
        array([2])
    """
    began = time.perf_counter()
    generated = check_corpus(generated, "generated")
    training = check_corpus(training, "training")
    lengths = np.array([len(sequence) for sequence in generated])
    longest = np.zeros(len(generated), "int64")
    for n, (ours, theirs) in enumerate(
        ngrams([generated, training], int(lengths.max(initial=0))), start=1
    ):
        copied = np.isin(ours.ids, theirs.ids)
        if not copied.any():
            break
        longest[ours.sentences[copied]] = n
    shares = longest / np.maximum(lengths, 1)
    count = count_name(len(generated))
    common: dict[str, Any] = {
        "samples": len(generated),
        "reference_samples": len(training),
        "seconds": time.perf_counter() - began,
    }
    error = float(shares.std() / np.sqrt(len(shares)))
    return CopiedSpans(
        Score(float(shares.mean()), f"copied_share{count}", error=error, **common),
        Score(float((shares == 1).mean()), f"copied_whole{count}", **common),
        longest,
    )
