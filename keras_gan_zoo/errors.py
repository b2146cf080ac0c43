"""How the zoo words a user's mistake."""

import difflib
from collections.abc import Iterable


def nearest(name: object, choices: Iterable[str]) -> str:
    """Returns a suggestion to append to an error sentence, or nothing.

    Args:
        name: What the user wrote.
        choices: The values that would have been accepted.

    Returns:
        `" Did you mean 'x'?"` for the closest choice, or `""` if none is close.

    Example:
        >>> nearest("cycelgan", ["cyclegan", "dcgan"])
        " Did you mean 'cyclegan'?"
    """
    matches = difflib.get_close_matches(str(name).lower(), list(choices), n=1, cutoff=0.5)
    return f" Did you mean {matches[0]!r}?" if matches else ""


def listed(choices: Iterable[str]) -> str:
    """Returns the accepted values as they appear in an error sentence.

    Example:
        >>> listed(["b", "a"])
        "'a', 'b'"
    """
    return ", ".join(repr(choice) for choice in sorted(choices))


# Not in `data.check`, which imports Keras: Keras's import brings the zoo's layers, and one of them
# raises this.
class DataMismatch(ValueError):
    """Examples whose shape, dtype or values are not what they are passed for."""


class VocabularyMismatch(ValueError):
    """Weights, or a tokenizer, of another vocabulary than the model's."""
