"""Pieces of files that stay open: where each member of a container lies is known."""

import os
import weakref
from collections.abc import Sequence
from pathlib import Path


class Pieces:
    """Files that are read from any place, by several threads at once, until this is forgotten.

    Args:
        files: The files.

    Raises:
        OSError: If one cannot be opened.

    Example:
        >>> Pieces([Path("pictures.tar")]).read(0, 512, 1024)
        b'...'
    """

    def __init__(self, files: Sequence[Path]):
        self._opened = [os.open(file, os.O_RDONLY) for file in files]
        for descriptor in self._opened:
            weakref.finalize(self, os.close, descriptor)

    def read(self, number: int, place: int, size: int) -> bytes:
        """Returns a piece of one of the files.

        Args:
            number: Which file, from 0.
            place: Where the piece begins, in bytes.
            size: Its bytes.

        Raises:
            ValueError: If the file ends within it.
        """
        content = os.pread(self._opened[number], size, place)
        if len(content) < size:
            raise ValueError("the file ends within it")
        return content
