"""Resolves a handle to the folder of a SavedModel on this machine."""

import hashlib
import os
import re
import tempfile
import urllib.parse
import zlib
from pathlib import Path

from keras_gan_zoo.hub.archive import ArchiveRefused, check_sha256, unpack
from keras_gan_zoo.hub.download import check_scheme, download
from keras_gan_zoo.storage.cache import cache_folder

_ARCHIVES = (".tar.gz", ".tgz")
_MODELS = ("saved_model.pb", "saved_model.pbtxt")


def resolve(
    handle: str | os.PathLike,
    *,
    sha256: str | None = None,
    cache_dir: str | os.PathLike | None = None,
) -> Path:
    """Returns the folder of the SavedModel of a handle, downloaded and unpacked if needed.

    Args:
        handle: One of:
            a folder that holds a SavedModel, or that `publish` wrote;
            a `.tar.gz` file with one, which is unpacked into the cache;
            the https address of a `.tar.gz`, which is downloaded into the cache once;
            a TF Hub or Kaggle Models address, such as "https://tfhub.dev/google/.../1", which the
            package tensorflow_hub resolves, downloads and caches (in `TFHUB_CACHE_DIR`).
        sha256: SHA-256 of the archive. Not for a folder, nor for a TF Hub address, whose archive
            is in tensorflow_hub's hands.
        cache_dir: Where to unpack; by default the folder `hub` in the zoo's cache.

    Returns:
        The folder, to be read and not to be written to.

    Raises:
        ArchiveRefused: If an archive is damaged, of another checksum, made to do harm, or holds
            no SavedModel.
        ValueError: If the handle is none of these, or `sha256` does not go with it.
        ConnectionError: If an address does not answer.
        ImportError: If tensorflow_hub is needed and does not import.

    Example:
        >>> resolve("out/dcgan.tar.gz", cache_dir="unpacked").name
        'c2d7...'
    """
    if not isinstance(handle, (str, os.PathLike)):
        raise TypeError(f"`handle` must be a path or an address, got {handle!r}.")
    if sha256 is not None and not re.fullmatch("[0-9a-fA-F]{64}", str(sha256)):
        raise ValueError(f"`sha256` must be 64 hexadecimal digits, got {sha256!r}.")
    cache = cache_folder(cache_dir) / ("hub" if cache_dir is None else "")
    parts = urllib.parse.urlsplit(str(handle))
    if parts.scheme in ("http", "https"):
        if parts.path.endswith(_ARCHIVES):
            return _downloaded(str(handle), sha256, cache)
        _refuse_checksum(sha256, "a TF Hub address: its archive is in tensorflow_hub's hands")
        return _resolve_by_tensorflow_hub(str(handle))
    path = Path(handle).expanduser()
    if path.is_dir():
        _refuse_checksum(sha256, "a folder")
        published = path / "saved_model"  # where `publish` writes it
        return _checked(published if published.is_dir() and not _holds_model(path) else path)
    if path.is_file() and path.name.endswith(_ARCHIVES):
        return _unpacked(path, check_sha256(path, sha256), cache)
    raise ValueError(
        f"`handle` must be a folder, a .tar.gz file or an https address, got {str(handle)!r}"
        + ("." if path.exists() else ", which does not exist.")
    )


def _downloaded(url, sha256, cache):
    check_scheme(url)
    # Known content is found by what it is, other content by where it came from.
    key = sha256.lower() if sha256 else hashlib.sha256(url.encode()).hexdigest()
    if (cache / key).is_dir():
        return _checked(cache / key)
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix=".download-") as scratch:
        archive = Path(scratch) / Path(urllib.parse.urlsplit(url).path).name
        download(url, archive)
        check_sha256(archive, sha256)
        return _unpacked(archive, key, cache)


def _unpacked(archive, key, cache):
    if (cache / key).is_dir():
        return cache / key
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix=".unpacked-") as scratch:
        unpacked = _checked(unpack(archive, Path(scratch) / "model"), archive.name)
        try:
            unpacked.rename(cache / key)
        except OSError:
            # Another process was quicker; the content is the same.
            if not (cache / key).is_dir():
                raise
    return cache / key


def _holds_model(directory: Path) -> bool:
    return any((directory / model).is_file() for model in _MODELS)


def _checked(directory, name=None):
    if _holds_model(directory):
        return directory
    if name is None:
        raise ValueError(f"`handle` {str(directory)!r} holds no SavedModel: no {_MODELS[0]}.")
    raise ArchiveRefused(f"The archive {name!r} holds no SavedModel: no {_MODELS[0]}.")


def _refuse_checksum(sha256, what):
    if sha256 is not None:
        raise ValueError(f"`sha256` is the checksum of an archive, and `handle` is {what}.")


def _resolve_by_tensorflow_hub(handle):
    check_scheme(handle)
    try:
        import tensorflow_hub
    except ImportError as error:
        raise ImportError(
            f"A TF Hub address needs the package tensorflow-hub, which does not import ({error}): "
            "pip install 'keras_gan_zoo[hub]'."
        ) from error
    import tensorflow as tf

    try:
        return Path(tensorflow_hub.resolve(handle))
    except (OSError, EOFError, ValueError, zlib.error, tf.errors.OpError) as error:
        raise ConnectionError(f"tensorflow_hub does not get {handle!r}: {error}") from error
