"""Reads members of `.deb`, `.whl` and `.tgz` archives without unpacking the rest."""

import fnmatch
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

_AR_MAGIC = b"!<arch>\n"
_AR_HEADER_BYTES = 60


class DamagedArchive(ValueError):
    """An archive cannot be read, or lacks a member."""


def read_members(archive: Path, names: Collection[str]) -> dict[str, bytes]:
    """Returns the contents of some members of an archive; nothing is unpacked or executed.

    Args:
        archive: A `.deb` (Debian), `.whl` or `.zip` (Python), `.tgz` or `.tar.gz` (npm) file.
        names: Paths of the members inside the archive; a leading `/` or `./` makes no difference.
            One with a `*` stands for every member that it matches.

    Returns:
        A dict from each name, as given, to its bytes; members that a `*` stands for come under
        their own paths.

    Raises:
        DamagedArchive: If the archive is broken, of another kind, or lacks a member.

    Example:
        >>> read_members(Path("toy-1.0.tgz"), ["package/labels.json"])  # doctest: +SKIP
        {'package/labels.json': b'[3, 8]'}
    """
    wanted = {_normalized_path(name): name for name in names if "*" not in name}
    patterns = [name for name in names if "*" in name]

    def is_wanted(name):
        return name in wanted or any(
            fnmatch.fnmatchcase(name, _normalized_path(one)) for one in patterns
        )

    try:
        found = {wanted.get(name, name): content for name, content in _members(archive, is_wanted)}
    except (tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, zlib.error, EOFError) as error:
        raise DamagedArchive(f"The archive {archive.name} is damaged: {error}.") from error
    missing = [name for name in wanted.values() if name not in found]
    missing += [one for one in patterns if not fnmatch.filter(found, _normalized_path(one))]
    if missing:
        raise DamagedArchive(f"The archive {archive.name} has no member {missing[0]!r}.")
    return found


def _normalized_path(name: str) -> str:
    return name.removeprefix("./").lstrip("/")


def _members(archive: Path, is_wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    if archive.suffix == ".deb":
        yield from _tar_members(io.BytesIO(_deb_data(archive)), is_wanted)
    elif archive.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(archive) as members:
            for name in members.namelist():
                if is_wanted(_normalized_path(name)):
                    yield _normalized_path(name), members.read(name)
    elif archive.name.endswith((".tgz", ".tar.gz")):
        with open(archive, "rb") as file:
            yield from _tar_members(file, is_wanted)
    else:
        raise DamagedArchive(
            f"The archive {archive.name} is none of .deb, .whl, .zip, .tgz and .tar.gz."
        )


def _tar_members(file, is_wanted):
    # "r|*" reads a compressed file once from front to back, where "r:*" reads it twice.
    with tarfile.open(fileobj=file, mode="r|*") as members:
        for member in members:
            if member.isreg() and is_wanted(_normalized_path(member.name)):
                yield _normalized_path(member.name), members.extractfile(member).read()


def _deb_data(archive: Path) -> bytes:
    """Returns the `data.tar.*` of a Debian package, which is an `ar` archive of three files."""
    content = archive.read_bytes()
    if not content.startswith(_AR_MAGIC):
        raise DamagedArchive(f"The archive {archive.name} is not a Debian package.")
    start = len(_AR_MAGIC)
    while start + _AR_HEADER_BYTES <= len(content):
        header = content[start : start + _AR_HEADER_BYTES]
        name, size = header[:16].decode("ascii", "replace").strip().rstrip("/"), header[48:58]
        if header[58:] != b"`\n" or not size.strip().isdigit():
            raise DamagedArchive(f"The archive {archive.name} is damaged at byte {start}.")
        start += _AR_HEADER_BYTES
        end = start + int(size)
        if name.startswith("data.tar"):
            if end > len(content):
                raise DamagedArchive(f"The archive {archive.name} is cut off inside {name}.")
            return content[start:end]
        start = end + end % 2
    raise DamagedArchive(f"The archive {archive.name} has no data.tar.")
