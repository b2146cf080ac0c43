"""Names of phonemes, and the numbers that stand for them."""

from collections.abc import Sequence

import numpy as np

from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.types import ArrayLike


def tokens_of_names(
    texts: Sequence[str], phonemes: Sequence[str] | None, length: int, called: str
) -> np.ndarray:
    """Returns texts as tokens int32 (n, length), filled up with 0.

    Args:
        texts: Names of phonemes, with spaces between.
        phonemes: The names of tokens 1, 2, ...; `None` for none.
        length: Phonemes of the longest text.
        called: What the sentence calls the texts.

    Raises:
        keras_gan_zoo.data.DataMismatch: If there are no names, one is unknown, or a text does not
            fit.

    Example:
        >>> tokens_of_names(["b a"], ["a", "b"], 3, "texts").tolist()
        [[2, 1, 0]]
    """
    if phonemes is None:
        raise DataMismatch(
            f"{called} holds names of phonemes, of which this model knows none: build it "
            "with phonemes=[...], or pass tokens."
        )
    numbers = {one: number for number, one in enumerate(phonemes, 1)}
    rows = np.zeros((len(texts), length), "int32")
    for row, text in zip(rows, texts, strict=True):
        names = text.split()
        unknown = [one for one in names if one not in numbers]
        if unknown or not 0 < len(names) <= length:
            wrong = f"a text of {len(names)} phonemes where 1 to {length} are expected"
            if unknown:
                wrong = f"the phoneme {unknown[0]!r}, which is none of the model's"
            raise DataMismatch(f"{called} has {wrong}: leave such texts out.")
        row[: len(names)] = [numbers[one] for one in names]
    return rows


def names_of_tokens(
    rows: Sequence[ArrayLike], phonemes: Sequence[str] | None
) -> list[str] | list[list[int]]:
    """Returns tokens as names with spaces between; as lists of whole numbers without names.

    Args:
        rows: Of tokens, from 1 on, each of any number; 0 is left out.
        phonemes: The names of tokens 1, 2, ...; `None` for none.

    Example:
        >>> names_of_tokens([[2, 1], [2]], ["a", "b"])
        ['b a', 'b']
    """
    kept = [[int(token) for token in np.asarray(row).tolist() if token] for row in rows]
    if phonemes is None:
        return kept
    return [" ".join(phonemes[token - 1] for token in row) for row in kept]
