"""The files and folders in a folder, in an order that people expect."""

import re
from pathlib import Path

_SYSTEM_FILES = frozenset({"Thumbs.db", "desktop.ini", "__MACOSX"})


def natural_order(path: Path) -> tuple:
    """Returns a sorting key that puts `img2` before `img10`.

    Example:
        >>> sorted([Path("img10"), Path("img2")], key=natural_order)
        [PosixPath('img2'), PosixPath('img10')]
    """
    pieces = re.split(r"(\d+)", str(path))
    # Text and numbers alternate, beginning with text, so like is compared with like.
    key = [int(piece) if place % 2 else piece.casefold() for place, piece in enumerate(pieces)]
    return key, str(path)


def visible_children(
    folder: Path, above: frozenset[Path] = frozenset()
) -> tuple[list[Path], list[Path]]:
    """Returns the files and the subfolders of a folder, each in natural order.

    A symbolic link to the folder itself, to one that contains it or to one in `above` counts as
    a file, so that a scan names it and does not go round in it.

    Raises:
        ValueError: If the folder may not be read.
    """
    real = folder.resolve()
    above = above | {real, *real.parents}
    files, folders = [], []
    try:
        for path in sorted(folder.iterdir(), key=natural_order):
            if path.name.startswith(".") or path.name in _SYSTEM_FILES:
                continue
            if path.is_dir() and not (path.is_symlink() and path.resolve() in above):
                folders.append(path)
            else:
                files.append(path)
    except PermissionError:
        raise ValueError(
            f"The folder {folder} cannot be read: permission denied; let your user read it and "
            "search it (chmod u+rx)."
        ) from None
    return files, folders


def files_below(folder: Path, above: frozenset[Path] = frozenset()) -> list[Path]:
    """Returns all visible files below a folder, in natural order.

    Args:
        folder: The folder.
        above: The real folders that were gone through to reach it.
    """
    files, folders = visible_children(folder, above)
    for child in folders:
        files.extend(files_below(child, above | {folder.resolve()}))
    return sorted(files, key=natural_order)
