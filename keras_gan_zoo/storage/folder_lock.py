"""Keeps two processes, or two trainings of one, from writing into the same folder."""

import contextlib
import os
from pathlib import Path
from typing import TextIO

try:
    import fcntl
except ImportError:  # not on Windows, where nothing keeps two processes apart
    fcntl = None  # type: ignore[assignment]

_NAME = ".lock"


class FolderLock:
    """Holds a folder, from `acquire` to `release` or to the end of the process.

    The file that stands for it is there as long as it is held.

    Args:
        directory: The folder.
    """

    def __init__(self, directory: str | os.PathLike):
        self.path = Path(directory) / _NAME
        self._file: TextIO | None = None

    def acquire(self) -> bool:
        """Returns whether the folder is held now; it is not where somebody else holds it."""
        if fcntl is None or self._file is not None:
            return True
        while True:
            file = self.path.open("w")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                return False
            except OSError:  # a file system that knows no locks
                file.close()
                return True
            # Whoever held it may have removed the file since: then another one counts.
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(file.fileno()), self.path.stat()):
                    self._file = file
                    return True
            file.close()

    def release(self) -> None:
        """Lets the folder go, if it is held."""
        if self._file is not None:
            self.path.unlink(missing_ok=True)
            self._file.close()
            self._file = None
