"""Texts as a kind of sample: sequences of tokens, written by a tokenizer if there is one."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from keras_gan_zoo.samples.kind import Kind, write_lines
from keras_gan_zoo.samples.token_checks import check_tokens

_SPECIAL = 2  # the end and the unknown token, which no example has


class Texts(Kind):
    """Sequences of a fixed number of tokens.

    Args:
        length: Tokens of a sequence.
        vocabulary_size: How many tokens there are.
        tokenizer: A `keras_gan_zoo.layers.Tokenizer`, or `None` where sequences are tokens and
            nothing else.

    Example:
        >>> Texts(20, 5000).values()
        'int32 in [0, vocabulary_size)'
    """

    name = "texts"
    unit = "text"
    sheet_suffix = ".txt"
    watched = 20

    def __init__(self, length: int, vocabulary_size: int, tokenizer: Any = None):
        super().__init__((length,))
        self.length = length
        self.vocabulary_size = vocabulary_size
        self.tokenizer = tokenizer
        self.value_range = (0, vocabulary_size - 1)
        self.served_as = "networks" if tokenizer is None else "texts"

    def values(self) -> str:
        """Returns dtype and range in words."""
        return "int32 in [0, vocabulary_size)"

    def check(self, x: Any, name: str = "x") -> None:
        """Raises if token sequences (n, length) do not fit."""
        check_tokens(x, self.vocabulary_size, self.length, name)

    def examples(self, count: int, seed: int = 0) -> np.ndarray:
        """Returns sequences drawn at random, int32 (count, length)."""
        random = np.random.default_rng(seed)
        shape = (count, self.length)
        return random.integers(_SPECIAL, self.vocabulary_size, shape).astype("int32")

    def lines(self, samples: Any) -> list[str]:
        """Returns the texts themselves; of sequences that no tokenizer reads, their tokens."""
        if all(isinstance(text, str) for text in samples):
            return list(samples)
        return [" ".join(map(str, tokens)) for tokens in samples]

    def write(self, output: Path, count: int, batches: Iterable) -> list[Path]:
        """Writes a `.txt` file, a text or its tokens on each line."""
        self.check_text_output(output)
        return [write_lines(output, (self.lines(batch) for batch in batches))]

    def check_text_output(self, output: Path) -> None:
        """Raises ValueError if an output is no `.txt` file."""
        if output.suffix.lower() != ".txt":
            raise ValueError(
                f"The output of a text family must be a .txt file, got {str(output)!r}."
            )
