"""Diversity for one question: how many different answers it gets."""

import time
from collections.abc import Sequence

import numpy as np

from keras_gan_zoo.metrics.score import Score, count_name


def answer_diversity(answers: Sequence[Sequence[str]]) -> Score:
    """Returns the share of different answers among those to one question, on average.

    It falls with the number of answers, which is part of the name: compare at the same.

    Args:
        answers: For each question its answers, at least two, as many for each.

    Returns:
        A score named such as `answer_diversity10_1k` for ten answers to a thousand questions, in
        (0, 1]; its `error` is the standard error over questions.

    Raises:
        ValueError: If there are no questions, or not as many answers to each.

    Example:
        >>> float(answer_diversity([["yes", "no"], ["me", "me"]]))
        0.75
    """
    began = time.perf_counter()
    counts = {len(each) for each in answers}
    if len(counts) != 1 or min(counts) < 2:
        raise ValueError(
            "`answers` must hold as many answers to each question, at least two, got "
            f"{sorted(counts) or 'none'}."
        )
    (count,) = counts
    shares = np.array([len(set(each)) / count for each in answers])
    return Score(
        float(shares.mean()),
        f"answer_diversity{count}_{count_name(len(shares))}",
        samples=len(shares),
        error=float(shares.std() / np.sqrt(len(shares))),
        seconds=time.perf_counter() - began,
    )
