"""Texts as metrics take them: a list of some, and their words."""

import re
from collections.abc import Sequence

_WORD = re.compile(r"[\w']+|[^\w\s]")


def check_texts(texts: Sequence[str], name: str) -> None:
    """Checks that there is a list of texts.

    Raises:
        ValueError: If it is one text, or there are none.
    """
    if isinstance(texts, str) or not len(texts):
        raise ValueError(f"`{name}` must be a list of at least one text.")


def words_of(text: str) -> list[str]:
    """Returns the words and the marks of a text, in lower case.

    Example:
        >>> words_of("It isn't bad.")
        ['it', "isn't", 'bad', '.']
    """
    return _WORD.findall(text.lower())
