"""Choices that were measured once on this machine, stored in a file of the cache."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from keras_gan_zoo.storage.cache import announce, cache_folder, write_atomically

_MOST = 500
"""Choices in the file; the oldest give way."""

T = TypeVar("T")


class StoredChoices(Generic[T]):
    """Choices by key, in a JSON file of the cache folder.

    Args:
        file: Name of the file.
        kind: The dataclass of a choice, whose fields are plain values.
        is_whole: Whether a choice that was read is one that this version has written.

    Example:
        >>> StoredChoices("xla.json", Choice, lambda choice: True).read("no such key") is None
        True
    """

    def __init__(self, file: str, kind: type[T], is_whole: Callable[[T], bool]):
        self.file = file
        self.kind = kind
        self.is_whole = is_whole

    def read(self, key: str | None) -> T | None:
        """Returns the stored choice of a key, or `None`."""
        kept = self._all().get(key)
        if not isinstance(kept, dict):
            return None
        try:
            choice = self.kind(**kept)
        except TypeError:  # none, or not one that this version has written
            return None
        return choice if self.is_whole(choice) else None

    def store(self, key: str | None, choice: T) -> Path | None:
        """Stores a choice by its key, if there is one.

        Returns:
            The file, or `None` if nothing was kept; what cannot be written is said, not raised.
        """
        if key is None:
            return None
        kept = self._all()
        kept.pop(key, None)
        kept = dict([*kept.items(), (key, vars(choice))][-_MOST:])
        text = json.dumps(kept, indent=1).encode()
        try:
            write_atomically(self._path(), lambda file: file.write(text))
        except OSError as error:
            announce(str(error))
            return None
        return self._path()

    def _path(self) -> Path:
        return cache_folder() / self.file

    def _all(self) -> dict:
        try:
            kept = json.loads(self._path().read_bytes())
        except (OSError, ValueError):  # none yet, or damaged: then it is measured once more
            return {}
        return kept if isinstance(kept, dict) else {}
