"""LMDB databases of encoded pictures, as LSUN has them: a picture a key."""

import re
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from keras_gan_zoo.data.containers.listed import imported, listed_layout, refuse_split
from keras_gan_zoo.data.containers.members import Container
from keras_gan_zoo.machine.progress_bar import progress_bar

_WORTH_A_BAR = 100_000
# Entries by which some writers say how many pictures there are.
_COUNTS = frozenset({b"length", b"num-samples", b"__len__", b"__keys__"})
# One process opens a database once: LMDB's own rule.
_OPENED: weakref.WeakValueDictionary[str, Any] = weakref.WeakValueDictionary()


class _Database:
    """An open database, closed when nothing reads it any more."""

    def __init__(self, path: Path):
        lmdb = imported("lmdb", "lmdb", path)
        try:
            self.environment = lmdb.open(
                str(path), subdir=path.is_dir(), readonly=True, lock=False, readahead=False
            )
        except lmdb.Error as error:
            raise ValueError(f"{path} is no readable LMDB database: {error}.") from error
        weakref.finalize(self, self.environment.close)

    def sizes(self) -> dict[bytes, int]:
        with self.environment.begin(buffers=True) as transaction:
            count = transaction.stat()["entries"]
            with progress_bar(
                transaction.cursor(), total=count, desc="keys", disable=count < _WORTH_A_BAR
            ) as pairs:
                return {bytes(k): len(v) for k, v in pairs if bytes(k) not in _COUNTS}

    def read(self, key: bytes) -> bytes:
        with self.environment.begin() as transaction:
            content = transaction.get(key)
        if content is None:
            raise ValueError("the key is gone")
        return content


def lmdb_pictures(path: Path, split: str, files: Sequence[Path] = ()) -> tuple[Any, Any]:
    """Returns an LMDB database as a folder of its values, in the order of the keys.

    Args:
        path: The folder with `data.mdb`, or a single file.
        split: "train": a database is one set.
        files: The same, which says nothing more.

    Raises:
        ValueError: If it is no such database, or another split is asked for.
        DataUnavailable: If lmdb is not installed.
    """
    refuse_split(path, split)
    known = str(path.resolve())
    database = _OPENED.get(known)
    if database is None:
        database = _OPENED[known] = _Database(path)
    sizes = database.sizes()
    keys = {_name(key): key for key in sizes}
    container = Container(
        path,
        {name: sizes[key] for name, key in keys.items()},
        lambda name: database.read(keys[name]),
        [path / "data.mdb" if path.is_dir() else path],
    )
    return listed_layout(container)


def _name(key: bytes) -> str:
    text = key.decode("ascii", "replace")
    return text if re.fullmatch(r"[\w-][\w.-]*", text) and text.isascii() else f"key-{key.hex()}"
