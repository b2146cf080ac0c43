"""Atomic and durable writing: a file or folder is there in full or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def replacing(path: str | os.PathLike) -> Iterator[Path]:
    """Replaces a file atomically: yields a temporary path, which is renamed in the end.

    What was written is on the disk before it gets its name, and the name is before this returns.
    A process that is killed on the way leaves the old file, or none; an error removes what was
    begun.

    Args:
        path: The file; its folder exists.

    Example:
        >>> with replacing("scores.json") as partial:
        ...     partial.write_text("{}")
    """
    path = Path(path)
    # The suffix stays: writers such as `model.save` depend on it.
    partial = path.with_name(f".{path.stem}.partial{path.suffix}")
    try:
        yield partial
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_text(path: str | os.PathLike, text: str) -> None:
    """Writes a UTF-8 text file atomically."""
    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def new_folder(directory: str | os.PathLike) -> Iterator[Path]:
    """Makes a folder atomically: yields a temporary path, which is renamed in the end.

    It is made beside its place: what is interrupted, or raises, leaves no half of a folder.

    Args:
        directory: The folder. Must not exist, or be empty.

    Raises:
        FileExistsError: If the directory holds anything, or is a file.

    Example:
        >>> with new_folder("out/published") as written:
        ...     written.mkdir()
    """
    directory = Path(directory)
    if directory.is_file() or (directory.is_dir() and any(directory.iterdir())):
        raise FileExistsError(
            f"`directory` {str(directory)!r} is not empty and nothing is overwritten; choose "
            "another or remove it first."
        )
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory.parent, prefix=".partial-") as scratch:
        written = Path(scratch) / directory.name
        yield written
        if directory.is_dir():
            directory.rmdir()
        written.rename(directory)


def sync_folder(folder: Path) -> None:
    """Flushes a folder's entries to the disk."""
    if os.name == "nt":  # which cannot open a folder, and needs not
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
