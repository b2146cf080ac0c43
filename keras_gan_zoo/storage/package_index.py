"""Fetches the index of a Debian release's package descriptions, by apt-get and nothing else."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from keras_gan_zoo.storage.cache import announce
from keras_gan_zoo.storage.packages import DataUnavailable

_MIRROR = "http://deb.debian.org/debian"


def fetch_descriptions(release: str) -> bytes:
    """Returns the English package descriptions of a Debian release, its Translation-en index.

    `apt-get update` runs with lists, cache and sources of its own in a temporary folder: it needs
    no root, and leaves the machine's own lists as they are. Signatures are not asked for, since a
    kin of Debian has no keys of Debian's: whoever calls this checks the SHA-256.

    Args:
        release: Its code name, such as "bookworm".

    Raises:
        DataUnavailable: If there is no apt-get on this machine, or it fetches nothing.

    Example:
        >>> fetch_descriptions("bookworm")[:12]  # doctest: +SKIP
        b'Package: 0ad'
    """
    command = shutil.which("apt-get")
    if command is None:
        raise DataUnavailable(
            "The command apt-get, which fetches the index of Debian's packages, is not on this "
            "machine (only Debian and its kin have it): fetch a Translation-en file elsewhere, and "
            "read it by keras_gan_zoo.data.read_package_index."
        )
    announce(f"downloading the package descriptions of Debian {release}, once")
    with tempfile.TemporaryDirectory(prefix="keras_gan_zoo_") as name:
        folder = Path(name)
        (folder / "lists" / "partial").mkdir(parents=True)
        (folder / "cache" / "archives" / "partial").mkdir(parents=True)
        sources = folder / "sources.list"
        sources.write_text(f"deb [trusted=yes] {_MIRROR} {release} main\n", encoding="utf-8")
        settings = {
            "Dir::Etc::SourceList": sources,
            "Dir::Etc::SourceParts": "-",
            "Dir::State": folder,
            "Dir::State::lists": folder / "lists",
            "Dir::Cache": folder / "cache",
            "APT::Architecture": "amd64",
            "APT::Sandbox::User": "root",  # the folder is the caller's, and nobody else's
            "Acquire::Languages": "en",
            "Acquire::GzipIndexes": "false",
            "Acquire::IndexTargets::deb::Packages::DefaultEnabled": "false",
            "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
        }
        options = [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]
        done = subprocess.run(
            [command, "update", *options],
            cwd=folder,
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        found = sorted((folder / "lists").glob("*_i18n_Translation-en"))
        if done.returncode == 0 and len(found) == 1:
            return found[0].read_bytes()
    said = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    raise DataUnavailable(
        f"The package descriptions of Debian {release} could not be fetched: `apt-get update` "
        f"said: {'; '.join(said[:2]) or 'nothing'}"
    )
