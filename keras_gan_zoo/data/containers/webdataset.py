"""WebDataset's tar files: of each sample a picture, and beside it its class or its caption."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from keras_gan_zoo.data.containers.archives import tar_container, tars_container
from keras_gan_zoo.data.containers.listed import listed_layout, refuse_split
from keras_gan_zoo.data.containers.members import Container, unwrapped
from keras_gan_zoo.data.folder_layout import Layout, says_something

_PICTURES = ("png", "jpg", "jpeg", "webp", "ppm", "pgm", "bmp", "gif", "tif", "tiff")
_BESIDE = ("cls", "txt", "json")


def is_webdataset(names: Iterable[str]) -> bool:
    """Whether among the members of a tar file pictures have their class or caption beside them.

    Example:
        >>> is_webdataset(["0001.jpg", "0001.cls"]), is_webdataset(["cats/0001.jpg"])
        (True, False)
    """
    parts = [_parts(name) for name in names]
    pictures = {key for key, field in parts if field in _PICTURES}
    return any(field in _BESIDE and key in pictures for key, field in parts)


def tar_pictures(path: Path, split: str, files: Sequence[Path]) -> tuple[Any, Layout | None]:
    """Returns tar files as a folder: shards of a WebDataset, or one archive of folders.

    Args:
        path: The file, or what the user wrote for several.
        split: The part that is asked for.
        files: The files.

    Returns:
        The folder, and its layout, or None where its folders say that.

    Raises:
        ValueError: As `webdataset_pictures` and `keras_gan_zoo.data.containers.archives`.
    """
    if len(files) == 1:
        archive = tar_container(files[0])
        if not is_webdataset(archive.sizes):
            return unwrapped(archive.root(), says_something), None
    return webdataset_pictures(path, split, files)


def webdataset_pictures(path: Path, split: str, files: Sequence[Path]) -> tuple[Any, Any]:
    """Returns the tar files of a WebDataset as a folder of its pictures, in their own order.

    A sample is all members whose names are the same up to the first dot. Its label is what is in
    `.cls`, its caption what is in `.txt`; `.json` and all else is passed over.

    Args:
        path: What the members' paths begin with.
        split: "train": shards are one set.
        files: The tar files.

    Raises:
        ValueError: If there are no pictures, only some have a label, or it is no class number.
    """
    refuse_split(path, split)
    tars = tars_container(path, list(files), by_file=True)
    beside: dict[tuple[str, str], str] = {}
    pictures: dict[str, str] = {}
    for name in tars.sizes:
        key, field = _parts(name)
        if field in _PICTURES:
            pictures.setdefault(key, name)
        else:
            beside[key, field] = name
    if not pictures:
        raise ValueError(f"{path} holds no pictures: none of its members ends in .png or .jpg.")
    container = Container(
        path, {name: tars.sizes[name] for name in pictures.values()}, tars.read, files, tars.reasons
    )
    return listed_layout(container, _labels(path, tars, beside, pictures))


def _labels(
    path: Path,
    tars: Container,
    beside: dict[tuple[str, str], str],
    pictures: dict[str, str],
) -> list[Any] | None:
    for field in ("cls", "txt"):
        having = [key for key in pictures if (key, field) in beside]
        if not having:
            continue
        if len(having) < len(pictures):
            key = next(key for key in pictures if (key, field) not in beside)
            raise ValueError(
                f"{path} has .{field} for {len(having)} of {len(pictures)} pictures, and none for "
                f"{pictures[key]}: give it to all of them, or to none."
            )
        texts = [
            tars.content(beside[key, field]).decode("utf-8", "replace").strip() for key in having
        ]
        return texts if field == "txt" else [_number(path, text) for text in texts]
    return None


def _number(path: Path, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{path} has a .cls of {text!r} where a class number is expected.")
    return int(text)


def _parts(name: str) -> tuple[str, str]:
    """Returns the name up to the first dot of its last part, and what follows that dot."""
    folder, slash, last = name.rpartition("/")
    key, _, field = last.partition(".")
    return f"{folder}{slash}{key}", field.lower()
