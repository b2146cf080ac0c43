"""The cache of prepared data: where it is, and how it is kept intact."""

import hashlib
import json
import os
import sys
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import BinaryIO

import numpy as np

_PROVENANCE = "provenance.json"


def cache_folder(cache_dir: str | os.PathLike | None = None) -> Path:
    """Returns the folder that holds prepared data; it need not exist yet.

    Args:
        cache_dir: The folder to use. If None, the environment variable `KERAS_GAN_ZOO_CACHE`;
            if that is unset, `keras_gan_zoo` inside `XDG_CACHE_HOME` or inside `~/.cache`.

    Returns:
        An absolute path.

    Raises:
        TypeError: If `cache_dir` is not a path.

    Example:
        >>> cache_folder("/tmp/zoo")
        PosixPath('/tmp/zoo')
    """
    if cache_dir is None:
        cache_dir = os.environ.get("KERAS_GAN_ZOO_CACHE") or os.path.join(
            os.environ.get("XDG_CACHE_HOME") or os.path.join("~", ".cache"), "keras_gan_zoo"
        )
    if not isinstance(cache_dir, (str, os.PathLike)):
        raise TypeError(f"cache_dir={cache_dir!r} must be the path of a folder, or None.")
    return Path(cache_dir).expanduser().absolute()


def announce(message: str) -> None:
    """Prints a message for the user to standard error."""
    print(f"keras_gan_zoo: {message}", file=sys.stderr, flush=True)


def write_atomically(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Writes a file atomically: readers see the old file or the complete new one.

    The bytes go to a file of a unique name in the same folder, which then takes the place of
    `path` in one step. Two processes may do so at once: the later one wins, whole.

    Args:
        path: The file to write; its folder is made if needed.
        write: Called with the open binary file.

    Raises:
        OSError: If the folder cannot be written; the sentence says how to choose another.
    """
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(temporary, "xb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OSError(
            f"The cache file {path} cannot be written ({error.strerror or error}): pass cache_dir, "
            "or set KERAS_GAN_ZOO_CACHE, to a folder that can be written and has room."
        ) from error


def sha256_of(path: Path) -> str:
    """Returns the SHA-256 of a file as hexadecimal digits."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def prepared_arrays(
    folder: Path,
    names: Iterable[str],
    build: Callable[[], tuple[Mapping[str, np.ndarray], Mapping[str, object]]],
    made_from: Mapping[str, object],
) -> dict[str, np.ndarray]:
    """Returns arrays from the cache, building them if they are absent, outdated or damaged.

    Arrays are kept as plain `.npy` files and opened as memory maps: a set of 60,000 pictures is
    ready in the time it takes to check its SHA-256, some tens of milliseconds, and only the
    pages that are read take memory, where importing `tensorflow_datasets` alone takes longer
    than that. `provenance.json` beside them says where they came from.

    Args:
        folder: The set's own folder in the cache.
        names: The arrays wanted now.
        build: Makes all arrays of the set, and the facts of their origin, as plain JSON values.
        made_from: What the arrays depend on, such as a package and its version. A cache made from
            anything else is built anew.

    Returns:
        A read-only memory map for each of `names`.

    Raises:
        OSError: If the cache cannot be written.

    Example:
        >>> build = lambda: ({"x": np.arange(3)}, {"package": "none"})
        >>> prepared_arrays(Path("/tmp/zoo/example"), ["x"], build, {"version": 1})["x"].tolist()
        [0, 1, 2]
    """
    names = list(names)
    made_from = json.loads(json.dumps(made_from))
    found = _read(folder, names, made_from)
    if found is None:
        arrays, origin = build()
        _write(folder, arrays, {**origin, "made_from": made_from})
        found = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in names}
    return found


def _write(folder, arrays, provenance):
    files = {}
    for name, array in arrays.items():
        path = folder / f"{name}.npy"
        write_atomically(path, lambda file, array=array: np.save(file, array, allow_pickle=False))
        files[path.name] = {"sha256": sha256_of(path), "shape": list(array.shape)}
    provenance = {
        **provenance,
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "files": files,
    }
    text = json.dumps(provenance, indent=2).encode()
    write_atomically(folder / _PROVENANCE, lambda file: file.write(text))


def _read(folder, names, made_from):
    """Returns the arrays, or None if they have to be built; says so if they were damaged."""
    provenance = folder / _PROVENANCE
    if not provenance.exists():
        return None
    try:
        record = json.loads(provenance.read_bytes())
        if record["made_from"] != made_from:
            return None
        for name in names:
            path = folder / f"{name}.npy"
            if sha256_of(path) != record["files"][path.name]["sha256"]:
                raise ValueError(f"{path.name} has changed")
        return {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in names}
    except (OSError, ValueError, KeyError, TypeError) as error:
        announce(f"the cached data in {folder} is damaged ({error}): making it again")
        return None
