"""Distinct-n: how many different n-grams samples have."""

import time

import numpy as np

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.metrics.score import Score, count_name
from keras_gan_zoo.metrics.text.ngrams import check_corpus, ngrams
from keras_gan_zoo.types import TokenSequences


def distinct(generated: TokenSequences, largest: int = 4) -> dict[int, Score]:
    """Different n-grams as a share of all n-grams, for n = 1, 2, ...

    It falls with the number of samples, which is why that is part of the name: compare at the
    same number, and with real text.

    Args:
        generated: Token sequences, whole numbers or words.
        largest: The largest n.

    Returns:
        From n to a score named such as `distinct2_10k`, in [0, 1]; higher is more diverse.

    Raises:
        ValueError: If there are no sequences, or they are text.

    Example:
        >>> float(distinct([["a", "dog", "a", "dog"]])[2])
        0.6666666666666666

    Reference:
        1510.03055, section 5.
    """
    began = time.perf_counter()
    generated = check_corpus(generated, "generated")
    scores = {}
    for n, (grams,) in enumerate(
        ngrams([generated], check_whole(largest, "largest", least=1)), start=1
    ):
        scores[n] = Score(
            len(np.unique(grams.ids)) / max(len(grams.ids), 1),
            f"distinct{n}_{count_name(len(generated))}",
            samples=len(generated),
            seconds=time.perf_counter() - began,
        )
    return scores
