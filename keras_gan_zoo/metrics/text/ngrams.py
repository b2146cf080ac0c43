"""Exact numbers for n-grams, so that counting and finding them is done by arrays.

A corpus is a list of token sequences of any lengths. Every n-gram gets a whole number, the same
for the same n-gram wherever it stands, made of the number of its first n - 1 tokens and of its
last: no hashing, no collisions.
"""

from collections import Counter
from collections.abc import Iterator, Sequence, Sized
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from keras_gan_zoo.types import ArrayLike, TokenSequences


@dataclass(frozen=True)
class NGrams:
    """All n-grams of a corpus, in order.

    Attributes:
        ids: A number for each, int64.
        sentences: The index of the sequence in which each stands.
        starts: The position at which each starts, counted over the whole corpus.
    """

    ids: np.ndarray
    sentences: np.ndarray
    starts: np.ndarray


def ngrams(corpora: Sequence[Sequence], largest: int) -> Iterator[list[NGrams]]:
    """Yields the n-grams of several corpora for n = 1, 2, ... with numbers that they share.

    Args:
        corpora: Each a list of token sequences, whole numbers or words.
        largest: Where to stop.

    Yields:
        For each n a list with the `NGrams` of each corpus.

    Example:
        >>> (first, second), = ngrams([[[3, 4]], [[4, 4]]], largest=1)
        >>> first.ids, second.ids
        (array([0, 1]), array([1, 1]))
    """
    corpora = [[list(sequence) for sequence in corpus] for corpus in corpora]
    bounds = np.cumsum([0] + [len(corpus) for corpus in corpora])
    sequences = [sequence for corpus in corpora for sequence in corpus]
    lengths = np.array([len(sequence) for sequence in sequences], "int64")
    flat = [token for sequence in sequences for token in sequence]
    tokens = np.unique(np.array(flat), return_inverse=True)[1].reshape(-1).astype("int64")
    size = int(tokens.max()) + 1 if len(tokens) else 1
    sentences = np.repeat(np.arange(len(sequences)), lengths)
    ends = np.repeat(np.cumsum(lengths), lengths)
    starts, ids = np.arange(len(tokens)), tokens
    for n in range(1, largest + 1):
        if n > 1:
            # An n-gram is an (n-1)-gram and the token after it, if that is of the same sequence.
            going_on = starts + n - 1 < ends[starts]
            starts, ids = starts[going_on], ids[going_on]
            ids = np.unique(ids * size + tokens[starts + n - 1], return_inverse=True)[1]
            ids = ids.reshape(-1).astype("int64")
        of = sentences[starts]
        cuts = np.searchsorted(of, bounds)
        yield [
            NGrams(ids[low:high], of[low:high] - bounds[index], starts[low:high])
            for index, (low, high) in enumerate(pairwise(cuts))
        ]


def counted(grams: NGrams) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns how often each n-gram stands in each sequence: sequences, numbers and counts.

    Example:
        >>> (grams,), = ngrams([[[5, 5], [5]]], largest=1)
        >>> counted(grams)
        (array([0, 1]), array([0, 0]), array([2, 1]))
    """
    size = int(grams.ids.max()) + 1 if len(grams.ids) else 1
    keys, counts = np.unique(grams.sentences * size + grams.ids, return_counts=True)
    return keys // size, keys % size, counts


def trimmed(tokens: ArrayLike, end_token: int | None) -> list[list[int]]:
    """Returns sequences without their end tokens and what follows.

    Args:
        tokens: Array (n, length).
        end_token: The token that ends a sequence, or `None`.

    Example:
        >>> trimmed(np.array([[3, 4, 0], [5, 5, 5]]), end_token=0)
        [[3, 4], [5, 5, 5]]
    """
    rows = [list(map(int, row)) for row in np.asarray(tokens)]
    if end_token is None:
        return rows
    return [row[: row.index(end_token)] if end_token in row else row for row in rows]


def check_corpus(corpus: TokenSequences, name: str) -> list:
    """Returns a corpus as a list of token sequences.

    Raises:
        ValueError: If it is text that is not cut into tokens, or empty.

    Example:
        >>> check_corpus([[3, 4]], "generated")
        [[3, 4]]
    """
    corpus = list(corpus)
    if not corpus:
        raise ValueError(f"`{name}` is empty: it holds no token sequences.")
    if isinstance(corpus[0], str):
        raise ValueError(
            f"`{name}` is text where token sequences are expected: split it first, such as by "
            "[text.split() for text in texts]."
        )
    return corpus


def check_one_each(generated: Sized, references: Sized) -> None:
    """Raises if there are not as many references as what was generated.

    Raises:
        ValueError: If one of the two has more than the other.

    Example:
        >>> check_one_each([["a", "dog"]], [["the", "dog"]])
    """
    if len(generated) != len(references):
        raise ValueError(
            f"`references` must hold one for each of the {len(generated)} of `generated`, got "
            f"{len(references)}."
        )


def ngram_counts(tokens: Sequence, n: int) -> Counter:
    """Returns how often each n-gram stands in one sequence, by the tuple of its tokens.

    Example:
        >>> ngram_counts(["a", "dog", "a", "dog"], 2)[("a", "dog")]
        2
    """
    return Counter(tuple(tokens[start : start + n]) for start in range(len(tokens) - n + 1))
