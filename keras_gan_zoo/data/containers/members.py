"""The pictures inside a file as paths, so that what reads folders reads them too."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

from keras_gan_zoo.samples.picture_files import (
    OpenedPicture,
    UnreadablePicture,
    open_content,
    open_picture,
)

# An encoded picture of more bytes than this is none; what claims to be is not read.
_MOST_BYTES = 1 << 28


@dataclass(frozen=True)
class Status:
    """Size and times of a member, in the words of `os.stat_result`."""

    st_size: int
    st_mtime_ns: int
    st_ctime_ns: int


@dataclass
class Container:
    """A file, or several, that hold pictures by name.

    Attributes:
        path: The file, or what the user wrote for several.
        sizes: Bytes of each member, by its name relative to `path`, with slashes.
        read: Returns the bytes of a member.
        files: The files that the members are in; a change of one is a change of all members.
        reasons: Why members that cannot be read cannot, by name.
    """

    path: Path
    sizes: dict[str, int]
    read: Callable[[str], bytes]
    files: Sequence[Path]
    reasons: dict[str, str] = field(default_factory=dict)
    _children: dict[str, dict[str, bool]] = field(default_factory=dict)
    _times: tuple[int, int] = (0, 0)

    def __post_init__(self):
        for name in self.sizes:
            parts = name.split("/")
            for depth, part in enumerate(parts):
                is_folder = depth < len(parts) - 1
                inside = self._children.setdefault("/".join(parts[:depth]), {})
                inside[part] = inside.get(part, False) or is_folder
        stats = [file.stat() for file in self.files]
        self._times = (max(s.st_mtime_ns for s in stats), max(s.st_ctime_ns for s in stats))

    def root(self) -> "Member":
        """Returns the path of the container itself, whose children are its members."""
        # A class for each, as a path makes others of its class and hands on nothing but text.
        return type("Member", (Member,), {"container": self})(self.path)

    def children(self, name: str) -> dict[str, bool]:
        """Returns whether each child of a folder is a folder, by its name."""
        return self._children.get(name, {})

    def is_folder(self, name: str) -> bool:
        """Whether members lie below this name."""
        return not name or name in self._children

    def status(self, name: str) -> Status:
        """Returns size and times of a member; the times are those of the files."""
        return Status(self.sizes[name], *self._times)

    def content(self, name: str) -> bytes:
        """Returns the bytes of a member.

        Raises:
            UnreadablePicture: If they cannot be had.
        """
        if name in self.reasons:
            raise UnreadablePicture(self.reasons[name])
        if self.sizes[name] > _MOST_BYTES:
            raise UnreadablePicture(f"enormous: {self.sizes[name]:,} bytes")
        # What libraries raise on damaged files has no common class below Exception.
        try:
            return self.read(name)
        except UnreadablePicture:
            raise
        except Exception as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise UnreadablePicture(f"corrupt: {reason}") from error


class Member(PurePosixPath):
    """A picture or a folder inside a container, with as much of `Path` as folders are read by."""

    container: ClassVar[Container]

    @property
    def inside(self) -> str:
        """The name in the container; empty for the container itself."""
        name = str(self.relative_to(self.container.path))
        return "" if name == "." else name

    def iterdir(self) -> Iterator["Member"]:
        """Yields the children of a folder."""
        return (self / name for name in self.container.children(self.inside))

    def is_dir(self) -> bool:
        """Whether it is a folder."""
        return self.container.is_folder(self.inside)

    def is_file(self) -> bool:
        """Whether it is there and no folder."""
        return self.inside in self.container.sizes and not self.is_dir()

    def is_symlink(self) -> bool:
        """Whether it is a link, which none is."""
        return False

    def resolve(self) -> "Member":
        """Returns the path, which has no links in it."""
        return self

    def stat(self) -> Status:
        """Returns its size and times."""
        return self.container.status(self.inside)

    def read_bytes(self) -> bytes:
        """Returns what is in it.

        Raises:
            UnreadablePicture: If that cannot be had.
        """
        return self.container.content(self.inside)


def open_file(path: str | PathLike) -> OpenedPicture:
    """Decodes the picture at a path, be it a file or a member of a container.

    Raises:
        UnreadablePicture: As `keras_gan_zoo.samples.picture_files.open_picture`.
    """
    return open_content(path.read_bytes()) if isinstance(path, Member) else open_picture(path)


def checked_names(names: Iterable[str], path: Path) -> dict[str, str]:
    """Returns the names of an archive's members without superfluous parts, and as they were.

    Nothing of an archive is ever written to the disk; but whoever names members so that they would
    be written elsewhere means no good, and the same archive may be unpacked by something else.

    Raises:
        ValueError: If a name is absolute or leads outside of the archive.
    """
    found = {}
    for name in names:
        plain = posixpath.normpath(name.replace("\\", "/"))
        if (
            plain.startswith(("/", "../"))
            or plain == ".."
            or re.match("[A-Za-z]:", plain)
            or "\0" in name
        ):
            raise ValueError(
                f"The archive {path} has a member {name!r}, which would lie outside of the "
                "archive: it is not read; make it anew from the folder of pictures."
            )
        if plain != ".":
            found[plain] = name
    return found


def unwrapped(root: Any, says: Callable[[str], object]) -> Any:
    """Returns the folder inside an archive that has its pictures.

    `zip -r pictures.zip pictures` puts a folder around them, which is no class.

    Args:
        root: The archive's root.
        says: Whether a folder's name says what it is, such as a split.
    """
    children = [child for child in root.iterdir() if not child.name.startswith((".", "__MACOSX"))]
    while len(children) == 1 and children[0].is_dir() and not says(children[0].name):
        (root,) = children
        children = [child for child in root.iterdir() if not child.name.startswith(".")]
    return root
