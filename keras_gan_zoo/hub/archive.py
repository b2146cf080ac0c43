"""Packs a folder as `.tar.gz`, and safely unpacks an archive from an untrusted source."""

import gzip
import os
import tarfile
import tempfile
import zlib
from pathlib import Path, PurePosixPath

from keras_gan_zoo.storage.cache import sha256_of

MAX_BYTES = 1 << 30
"""Bytes that an archive may unpack to, its own headers counted."""

MAX_FILES = 10_000
"""Files and folders that an archive may hold."""

_BLOCK = 1 << 20


class ArchiveRefused(ValueError):
    """An archive is damaged, not the expected one, or malicious.

    Nothing of it has been installed when this is raised.
    """


def pack(directory: str | os.PathLike, path: str | os.PathLike) -> str:
    """Packs the content of a folder reproducibly: the same content gives the same bytes.

    Names are sorted and without owner or time, the folder itself is not part of them: the form
    in which TF Hub serves a SavedModel.

    Args:
        directory: The folder.
        path: The `.tar.gz` file to write; one that exists is replaced.

    Returns:
        The archive's SHA-256.

    Example:
        >>> pack("out/saved_model", "out/gan.tar.gz")
        'c2d7...'
    """
    directory, path = Path(directory), Path(path)
    with (
        open(path, "wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as file,
        tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for member in sorted(directory.rglob("*")):
            archive.add(
                member,
                member.relative_to(directory).as_posix(),
                recursive=False,
                filter=_without_owner_and_time,
            )
    return sha256_of(path)


def unpack(
    path: str | os.PathLike,
    directory: str | os.PathLike,
    *,
    sha256: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Path:
    """Unpacks a `.tar.gz` safely and atomically.

    Only plain files and folders are taken, under names that lead nowhere else, and with the
    rights of new files. The archive is read once from front to back and to its very end, where
    its own checksum stands.

    Args:
        path: The archive.
        directory: Where to unpack it. Must not exist.
        sha256: The SHA-256 that the archive must have, as hexadecimal digits; `None` for any.
        max_bytes: Bytes that it may unpack to.

    Returns:
        The directory.

    Raises:
        ArchiveRefused: If the checksum is another, the archive is truncated or damaged, unpacks
            to more than is allowed, or holds anything but plain files and folders, a name twice,
            or one that leads out of the directory.
        FileExistsError: If `directory` exists.

    Example:
        >>> unpack("gan.tar.gz", "out/gan", sha256="c2d7...")
        PosixPath('out/gan')
    """
    path, directory = Path(path), Path(directory)
    if directory.exists():
        raise FileExistsError(f"`directory` {str(directory)!r} exists; nothing is overwritten.")
    check_sha256(path, sha256)
    directory.parent.mkdir(parents=True, exist_ok=True)
    # Unpacked beside its place and then renamed: a refused archive leaves no half of itself.
    with tempfile.TemporaryDirectory(dir=directory.parent, prefix=".unpack-") as scratch:
        unpacked = Path(scratch) / "archive"
        unpacked.mkdir()
        try:
            _unpack(path, unpacked, max_bytes)
        except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
            raise ArchiveRefused(f"The archive {path.name!r} is damaged: {error}.") from error
        unpacked.rename(directory)
    return directory


def check_sha256(path: Path, sha256: str | None) -> str:
    """Verifies the SHA-256 of a file.

    Returns:
        Its SHA-256.

    Raises:
        ArchiveRefused: If it is another.
    """
    found = sha256_of(path)
    if sha256 is not None and found != str(sha256).lower():
        raise ArchiveRefused(
            f"The archive {path.name!r} has the SHA-256 {found}, not {sha256}: it was altered, cut "
            "off, or is another version."
        )
    return found


class _LimitedReader:
    """A file that says no when more is read from it than a limit."""

    def __init__(self, file, limit, name):
        self._file, self._left, self._limit, self._name = file, limit, limit, name

    def read(self, size):
        block = self._file.read(size)
        self._left -= len(block)
        if self._left < 0:
            raise ArchiveRefused(
                f"The archive {self._name!r} unpacks to more than {self._limit:,} bytes."
            )
        return block


def _unpack(path, directory, max_bytes):
    with gzip.open(path) as compressed:
        counted = _LimitedReader(compressed, max_bytes, path.name)
        with tarfile.open(fileobj=counted, mode="r|") as archive:
            for index, member in enumerate(archive):
                if index == MAX_FILES:
                    raise ArchiveRefused(
                        f"The archive {path.name!r} holds more than {MAX_FILES:,} files."
                    )
                _write(archive, member, directory, path.name)
        # What follows the last member, so that the checksum at the end of the file is compared.
        while counted.read(_BLOCK):
            pass


def _write(archive, member, directory, name):
    target = directory / _safe_path(member.name, name)
    if member.isdir():
        target.mkdir(parents=True, exist_ok=True)
        return
    if not member.isreg() or member.issparse():
        raise ArchiveRefused(
            f"The archive {name!r} is refused: its member {member.name!r} is neither a plain file "
            "nor a folder."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise ArchiveRefused(f"The archive {name!r} is refused: it holds {member.name!r} twice.")
    with open(target, "xb") as file:
        content = archive.extractfile(member)
        while block := content.read(_BLOCK):
            file.write(block)


def _safe_path(member, name):
    parts = PurePosixPath(member).parts
    # A backslash, or a colon, is a folder or a drive on Windows.
    if member.startswith("/") or ".." in parts or any(sign in member for sign in "\\:\0"):
        raise ArchiveRefused(
            f"The archive {name!r} is refused: its member {member!r} leads out of it."
        )
    return Path(*parts)


def _without_owner_and_time(member):
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = 0
    member.mode = 0o755 if member.isdir() else 0o644
    return member
