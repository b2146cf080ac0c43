"""Which files and folders are containers of pictures, and what reads each."""

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keras_gan_zoo.data.containers.members import unwrapped
from keras_gan_zoo.data.folder_layout import Layout, says_something


@dataclass(frozen=True)
class Format:
    """A format of files that hold pictures.

    Attributes:
        name: What it is called.
        path: What a path of it looks like.
        read_by: The library that reads it.
        extra: The extra of the package that brings that library, or "".
        labels: What `labels=True` gives.
        opener: Module and function that open it.
        suffixes: Endings of its files' names.
        tree: Whether its members lie in folders, which say what they are.
    """

    name: str
    path: str
    read_by: str
    extra: str
    labels: str
    opener: str
    suffixes: tuple[str, ...] = ()
    tree: bool = False


FORMATS = (
    Format(
        "zip",
        "pictures.zip",
        "zipfile",
        "",
        "folders, or StyleGAN's dataset.json",
        "archives:zip_container",
        (".zip",),
        tree=True,
    ),
    Format(
        "tar",
        "pictures.tar",
        "tarfile",
        "",
        "folders, or dataset.json",
        "archives:tar_container",
        (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"),
        tree=True,
    ),
)


def format_of(path: Path) -> Format | None:
    """Returns the format that a file's name says, or None.

    Example:
        >>> format_of(Path("faces.zip")).read_by
        'zipfile'
    """
    name = path.name.lower()
    for one in FORMATS:
        if one.suffixes and name.endswith(one.suffixes):
            return one
    return None


def suffixes() -> list[str]:
    """Returns the endings of names by which files of pictures are known."""
    return [suffix for one in FORMATS for suffix in one.suffixes]


def open_container(path: Path, form: Format, split: str) -> tuple[Any, Layout | None]:
    """Opens a file of pictures.

    Args:
        path: The file.
        form: Its format.
        split: The part that is asked for.

    Returns:
        The file as a folder, a `Member`, and its layout, or None where its folders say that.

    Raises:
        ValueError: If it is no such file.
        ImportError: If the library that reads it is missing.
    """
    module, function = form.opener.split(":")
    opener = getattr(importlib.import_module(f"{__package__}.{module}"), function)
    path = path.expanduser().absolute()
    if form.tree:
        return unwrapped(opener(path).root(), says_something), None
    return opener(path, split)
