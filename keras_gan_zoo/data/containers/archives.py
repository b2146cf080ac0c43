"""Zip and tar files of pictures, read by the standard library and never unpacked."""

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from keras_gan_zoo.data.containers.members import Container, checked_names, unwrapped
from keras_gan_zoo.data.containers.pieces import Pieces
from keras_gan_zoo.data.folder_layout import says_something
from keras_gan_zoo.machine.progress_bar import progress_bar

_WORTH_A_BAR = 1 << 30
_UNPACKERS = {b"\x1f\x8b": "gzip -dk", b"BZh": "bzip2 -dk", b"\xfd7zXZ": "xz -dk"}


def zip_pictures(path: Path, split: str, files: Sequence[Path]) -> tuple[Any, None]:
    """Returns a zip file as the folder that its pictures are in, whose layout is still to be found.

    Args:
        path: The file.
        split: Any: its folders say which there are.
        files: The file alone.

    Raises:
        ValueError: As `zip_container`.
    """
    return unwrapped(zip_container(path).root(), says_something), None


def zip_container(path: Path) -> Container:
    """Returns the members of a zip file.

    Raises:
        ValueError: If it is none, or a member's name leads outside of it.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise ValueError(f"The file {path} is no readable zip file: {error}.") from error
    # Of two members of one name the later one counts, as where an archive is unpacked.
    infos = {info.filename: info for info in archive.infolist() if not info.is_dir()}
    names = checked_names(infos, path)
    reasons = {}
    for name, own in names.items():
        if infos[own].flag_bits & 1:
            reasons[name] = "encrypted"
        elif stat.S_ISLNK(infos[own].external_attr >> 16):
            reasons[name] = "a link, not a regular file"
        elif not infos[own].file_size:
            reasons[name] = "empty file"

    def read(name):
        try:
            return archive.read(infos[names[name]])  # which compares the checksum
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError) as error:
            raise ValueError(f"damaged in the archive ({error})") from error

    sizes = {name: infos[own].file_size for name, own in names.items()}
    return Container(path, sizes, read, [path], reasons)


def tar_container(path: Path) -> Container:
    """Returns the members of a tar file that is not compressed as a whole.

    Its headers are read once, from the first to the last, and pictures from where they lie.

    Raises:
        ValueError: If it is none, is compressed, is cut off, or a member's name leads outside.
    """
    return tars_container(path, [path])


def tars_container(path: Path, files: list[Path], by_file: bool = False) -> Container:
    """Returns the members of one or more tar files.

    Args:
        path: What the members' paths begin with.
        files: The tar files.
        by_file: Whether each member's name begins with that of its file.

    Raises:
        ValueError: As `tar_container`.
    """
    places: dict[str, tuple[int, int, int]] = {}
    reasons: dict[str, str] = {}
    for number, file in enumerate(files):
        members = _members_of(file)
        for name, own in checked_names(members, file).items():
            place, size, reason = members[own]
            full = f"{file.name}/{name}" if by_file else name
            places[full] = (number, place, size)
            reasons.pop(full, None)
            if reason:
                reasons[full] = reason
    pieces = Pieces(files)
    sizes = {name: size for name, (_, _, size) in places.items()}
    return Container(path, sizes, lambda name: pieces.read(*places[name]), files, reasons)


def _members_of(file: Path) -> dict[str, tuple[int, int, str]]:
    """Returns place, size, and perhaps why it cannot be used, of each member of a tar file."""
    with open(file, "rb") as beginning:
        magic = beginning.read(6)
    for start, unpack in _UNPACKERS.items():
        if magic.startswith(start):
            raise ValueError(
                f"The file {file} is compressed as a whole, so that no picture can be reached "
                f"without those before it: run `{unpack} {file}` and pass the .tar file that it "
                "makes; pictures are compressed as they are."
            )
    members: dict[str, tuple[int, int, str]] = {}
    size = file.stat().st_size
    try:
        with (
            tarfile.open(file, "r:") as archive,
            progress_bar(
                total=size, desc=file.name, unit="B", unit_scale=True, disable=size < _WORTH_A_BAR
            ) as bar,
        ):
            while (member := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # which would all be kept
                bar.update(max(0, member.offset_data + member.size - bar.n))
                if not member.isdir():
                    members[member.name] = (member.offset_data, member.size, _reason(member))
    except (tarfile.TarError, OSError, EOFError) as error:
        raise ValueError(f"The file {file} is no readable tar file: {error}.") from error
    return members


def _reason(member: tarfile.TarInfo) -> str:
    if not member.isreg():
        return "a link or a device, not a regular file"
    if member.issparse():
        return "a sparse file"
    return "" if member.size else "empty file"
