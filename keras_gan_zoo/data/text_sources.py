"""Named sources of text: what one is, and how it is registered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class TextSource:
    """A named source of text.

    Attributes:
        name: What `load_text` is given.
        splits: Names of its parts.
        licence: Licence of the text, as declared by its publisher.
        description: One or two sentences.
        prepare: Called with a split and the cache folder; returns a list of text.
    """

    name: str
    splits: tuple[str, ...]
    licence: str
    description: str
    prepare: Callable


TEXT_SOURCES: dict[str, TextSource] = {}
"""What has been registered so far, by name; `keras_gan_zoo.data.catalogue` adds the zoo's own."""


def register_text(
    name: str, *, splits: Sequence[str] = ("train", "test"), licence="not stated", description=""
) -> Callable:
    """Makes `load_text(name)` call the decorated function with a split and the cache folder.

    Args:
        name: The name.
        splits: Names of the parts that the function can give.
        licence: Licence of the text.
        description: One or two sentences.

    Returns:
        A decorator that returns the function unchanged.

    Example:
        >>> @register_text("greetings", splits=("train",))
        ... def greetings(split, cache_dir):
        ...     return ["good morning", "good evening"]
    """

    def register(prepare):
        TEXT_SOURCES[name] = TextSource(name, tuple(splits), licence, description, prepare)
        return prepare

    return register
