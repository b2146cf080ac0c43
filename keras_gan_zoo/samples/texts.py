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
    file_suffix = ".txt"
    file_suffixes = (".txt", ".npy")
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

    # Files

    def read_file(self, path: Path) -> Any:
        """Returns the texts of a file, one a line, as a list; of an `.npy` file one sequence.

        Raises:
            ValueError: If the file cannot be read, or a line holds no text.
        """
        if path.suffix.lower() == ".npy":
            return super().read_file(path).astype("int32")
        if self.tokenizer is None:
            raise ValueError(
                f"{str(path)!r} is text, but this model has no tokenizer to read it by: give the "
                f"tokens of a text as an .npy file of {self.length} whole numbers."
            )
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (UnicodeDecodeError, OSError) as error:
            raise ValueError(f"{str(path)!r} cannot be read as UTF-8 text: {error}.") from None
        empty = next((number for number, line in enumerate(lines, 1) if not line.strip()), None)
        if empty or not lines:
            where = f"line {empty} is empty" if lines else "it is empty"
            raise ValueError(f"{str(path)!r} must hold a text on each line, but {where}.")
        return lines

    def write_file(self, path: Path, sample: Any) -> None:
        """Writes texts to a `.txt` file, one a line, or one sequence to an `.npy` file."""
        if path.suffix.lower() == ".npy":
            return super().write_file(path, sample)
        one = isinstance(sample, str) or (np.ndim(sample) == 1 and not isinstance(sample, list))
        write_lines(path, [self.lines([sample] if one else sample)])

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
