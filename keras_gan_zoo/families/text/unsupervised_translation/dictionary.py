"""What translation without pairs begins with: vectors of one space, a dictionary of words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from keras_gan_zoo.layers.tokenizer import UNKNOWN, Tokenizer
from keras_gan_zoo.metrics.text.csls import csls_nearest, unit_vectors
from keras_gan_zoo.types import ArrayLike

Vectors = tuple[Sequence[str], ArrayLike]
"""Words, and the vector of each, (words, dimensions)."""


def same_words(reads: Tokenizer | int, writes: Tokenizer | int) -> np.ndarray:
    """Returns the dictionary of those who have none: words stay as they are spelt, if they can.

    Args:
        reads: The tokenizer of what is read, or the number of its tokens, which stay what they are.
        writes: That of what is written.

    Returns:
        For each token of the one the token of the other, int32, `UNKNOWN` where there is none.

    Example:
        >>> same_words(Tokenizer(["no", "sí"], 4), Tokenizer(["yes", "no"], 4))
        array([0, 1, 3, 1], dtype=int32)
    """
    if isinstance(reads, int) or isinstance(writes, int):
        sizes = [one if isinstance(one, int) else one.vocabulary_size for one in (reads, writes)]
        tokens = np.arange(sizes[0])
        return np.where(tokens < sizes[1], tokens, UNKNOWN).astype("int32")
    known = _tokens_by_word(writes)
    words = [known.get(word, UNKNOWN) for word in reads.vocabulary]
    return np.array([0, UNKNOWN, *words], "int32")


def check_vectors(given: Any, name: str, dim: int) -> tuple[list[str], np.ndarray]:
    """Returns words and their vectors, each of length 1.

    Raises:
        ValueError: If they are no such pair, or of other dimensions than the model's.
    """
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        raise ValueError(
            f"`{name}` must be a pair (words, vectors), got {type(given).__name__}; e.g. "
            f"{name}=(words, vectors), a row of the array for each word."
        )
    words, vectors = list(given[0]), unit_vectors(given[1], name)
    if len(words) != len(vectors):
        raise ValueError(
            f"`{name}` must hold a vector for each word, got {len(words)} words and "
            f"{len(vectors)} vectors."
        )
    if vectors.shape[1] != dim:
        raise ValueError(
            f"`{name}` has vectors of {vectors.shape[1]} dimensions, but the model's have {dim}: "
            f"build it with embedding_dim={vectors.shape[1]}."
        )
    return words, vectors


def rows_of(words: Sequence[str], tokenizer: Tokenizer) -> tuple[np.ndarray, np.ndarray]:
    """Returns the tokens of those words that a tokenizer knows, and where they stand among them."""
    tokens = _tokens_by_word(tokenizer)
    found = [(tokens[word], row) for row, word in enumerate(words) if word in tokens]
    pairs = np.array(found, "int64").reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def nearest_words(
    reads: Tokenizer, read: tuple[np.ndarray, np.ndarray], writes: Tokenizer, written: tuple
) -> np.ndarray:
    """Returns for each token the nearest of the other language, by CSLS.

    What has no letter, such as "." or "7", stays as it is where the other language has it, and so
    does what has no vector.

    Args:
        reads: The tokenizer of what is read.
        read: Its tokens that have a vector, and the vectors.
        writes: The tokenizer of what is written.
        written: As `read`.

    Returns:
        (vocabulary_size of `reads`,) int32.
    """
    found = same_words(reads, writes)
    nearest, _ = csls_nearest(read[1], written[1])
    for token, row in zip(read[0], nearest[:, 0], strict=True):
        if found[token] == UNKNOWN or any(map(str.isalpha, reads.vocabulary[token - 2])):
            found[token] = written[0][row]
    return found


def pairs_of(
    dictionary: Mapping[str, str | Iterable[str]], x: Tokenizer, y: Tokenizer
) -> list[tuple[int, int]]:
    """Returns the tokens of those entries of a dictionary whose two words are known.

    Raises:
        TypeError: If it is no mapping from words to words.
        ValueError: If there are none.
    """
    if not isinstance(dictionary, Mapping):
        raise TypeError(
            "`dictionary` must be a mapping from words to their translations, got "
            f'{type(dictionary).__name__}; e.g. {{"dog": "perro", "the": ["el", "la"]}}, or '
            "dict(pairs) of pairs."
        )
    for word, others in dictionary.items():
        if isinstance(others, bytes) or not isinstance(others, Iterable):
            raise TypeError(
                f"`dictionary` must have a word or a list of words for each word, got {others!r} "
                f"for {word!r}."
            )
    known = [_tokens_by_word(one) for one in (x, y)]
    found = [
        (known[0][word], known[1][other])
        for word, others in dictionary.items()
        for other in ([others] if isinstance(others, str) else others)
        if word in known[0] and other in known[1]
    ]
    if not found:
        raise ValueError(
            f"`dictionary` has {len(dictionary):,} entries, of which none has both of its words in "
            f"the vocabularies: it must go from words such as {x.vocabulary[:3]} to words such as "
            f"{y.vocabulary[:3]}."
        )
    return found


def _tokens_by_word(tokenizer: Tokenizer) -> dict[str, int]:
    return {word: token for token, word in enumerate(tokenizer.vocabulary, start=2)}
