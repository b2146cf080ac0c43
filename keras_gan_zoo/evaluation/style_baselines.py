"""What a text style transfer must beat: methods that rewrite nothing, or word by word."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.metrics.text.cooccurrence_vectors import cooccurrence_vectors
from keras_gan_zoo.metrics.text.texts import check_texts, words_of

_DIMENSIONS = 50


def copied(texts: Sequence[str]) -> list[str]:
    """Returns the texts as they are: all of their content is kept, and all of their style.

    Args:
        texts: A list of text.

    Example:
        >>> copied(["a dull film ."])
        ['a dull film .']
    """
    return list(texts)


def word_swap(
    texts: Sequence[str],
    own: Sequence[str],
    other: Sequence[str],
    *,
    salience: float = 2.0,
    smoothing: float = 1.0,
    least: int = 5,
    window: int = 2,
) -> list[str]:
    """Returns texts in which each word that marks their style is swapped for one of the other.

    A word marks a style if it is `salience` times as frequent there. In its place comes the mark
    of the other style that has the most similar neighbours, so that an adjective mostly becomes
    an adjective. Nothing else is changed.

    Args:
        texts: What is rewritten.
        own: Training texts of their style.
        other: Training texts of the style that they are to have.
        salience: How many times as frequent; above 1.
        smoothing: Added to both counts.
        least: How often a mark must stand in its style at least.
        window: How far from a word its neighbours may stand.

    Returns:
        Texts in lower case, their words and marks with spaces between.

    Raises:
        ValueError: If a number is out of its range, or a style has no texts.

    Example:
        >>> negative = ["a dull film", "a dull plot", "the dull end"]
        >>> positive = ["a fine film", "a fine plot", "the fine end"]
        >>> word_swap(["One dull film"], negative, positive, least=2)
        ['one fine film']

    Reference:
        1804.06437, equation 1, for the salience; which word comes instead is this package's own.
    """
    salience = check_number(salience, "salience", above=1)
    smoothing = check_number(smoothing, "smoothing", above=0)
    least = check_whole(least, "least", least=1)
    window = check_whole(window, "window", least=1)
    check_texts(own, "own")
    check_texts(other, "other")
    corpora = [[words_of(text) for text in part] for part in (own, other)]
    counts = [Counter(word for words in corpus for word in words) for corpus in corpora]
    marks = [
        sorted(
            word
            for word, count in mine.items()
            if count >= least and (count + smoothing) / (its[word] + smoothing) >= salience
        )
        for mine, its in (counts, counts[::-1])
    ]
    if not all(marks):
        return [" ".join(words_of(text)) for text in texts]
    numbers = {word: number for number, word in enumerate(sorted(counts[0] | counts[1]))}
    sequences = [[numbers[word] for word in words] for corpus in corpora for words in corpus]
    vectors = cooccurrence_vectors(
        sequences, len(numbers), min(_DIMENSIONS, len(numbers) - 1), window
    )
    mine, theirs = (_unit(vectors[[numbers[word] for word in each]]) for each in marks)
    nearest = (mine @ theirs.T).argmax(axis=1)
    instead = {word: marks[1][place] for word, place in zip(marks[0], nearest, strict=True)}
    return [" ".join(instead.get(word, word) for word in words_of(text)) for text in texts]


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
