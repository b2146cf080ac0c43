"""Keeps two processes, or two trainings of one, from writing into the same folder."""

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows, where nothing keeps two processes apart
    fcntl = None  # type: ignore[assignment]


class FolderLock:
    """Holds a folder, from `acquire` to `release` or to the end of the process.

    It is the folder itself that is locked, so that no file is left in it.

    Args:
        directory: The folder.
    """

    def __init__(self, directory: str | os.PathLike):
        self.directory = Path(directory)
        self._held: int | None = None

    def acquire(self) -> bool:
        """Returns whether the folder is held now; it is not where somebody else holds it."""
        if fcntl is None or self._held is not None:
            return True
        folder = os.open(self.directory, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(folder)
            # Of a file system that knows no locks nothing can be said.
            return not isinstance(error, BlockingIOError)
        self._held = folder
        return True

    def release(self) -> None:
        """Lets the folder go, if it is held."""
        if self._held is not None:
            os.close(self._held)
            self._held = None
