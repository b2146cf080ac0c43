"""P@k of a dictionary: how often a right translation is among the first k."""

import time
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from keras_gan_zoo.metrics.score import Score, count_name


def dictionary_precision(
    translations: Mapping[str, Sequence[str]], dictionary: Mapping[str, Collection[str]], k: int = 1
) -> Score:
    """Share of a dictionary's words that have a right translation among the first k.

    Args:
        translations: For each word what it was translated by, the most likely first.
        dictionary: For each word all that is right. What is not translated counts as wrong.
        k: How many translations count.

    Returns:
        A score named such as `p@1_1k`, in [0, 1]; its `error` is the standard error over words.

    Raises:
        ValueError: If the dictionary is empty, or fewer than k translations of a word were given.

    Example:
        >>> float(dictionary_precision({"perro": ["dog", "cat"]}, {"perro": {"dog"}}))
        1.0

    Reference:
        1710.04087, section 3.2.
    """
    began = time.perf_counter()
    if not dictionary:
        raise ValueError("`dictionary` is empty: it holds no word to be translated.")
    short = next((word for word, given in translations.items() if len(given) < k), None)
    if short is not None:
        raise ValueError(
            f"`translations` has {len(translations[short])} for {short!r}, where P@{k} needs {k}."
        )
    right = np.array(
        [
            any(given in allowed for given in translations.get(word, ())[:k])
            for word, allowed in dictionary.items()
        ]
    )
    return Score(
        float(right.mean()),
        f"p@{k}_{count_name(len(right))}",
        samples=len(right),
        error=float(right.std() / np.sqrt(len(right))),
        seconds=time.perf_counter() - began,
    )
