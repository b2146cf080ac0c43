"""Downloads an archive from a URL."""

import http.client
import os
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from keras_gan_zoo.hub.archive import MAX_BYTES, ArchiveRefused

_BLOCK = 1 << 20
_SECONDS = 60
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def download(url: str, path: str | os.PathLike, *, max_bytes: int = MAX_BYTES) -> None:
    """Downloads a URL to a file.

    Args:
        url: An https address.
        path: The file to write.
        max_bytes: How much is taken at most.

    Raises:
        ConnectionError: If the address does not answer, or answers that there is nothing.
        ArchiveRefused: If more comes than is allowed, or less than was announced.
        ValueError: If the address, or one that it leads to, is not https.

    Example:
        >>> download("https://example.org/gan.tar.gz", "gan.tar.gz")
    """
    check_scheme(url)
    received = 0
    try:
        with (
            urllib.request.urlopen(url, timeout=_SECONDS) as response,
            open(path, "wb") as file,
        ):
            check_scheme(response.url)
            announced = response.headers.get("Content-Length")
            while block := response.read(_BLOCK):
                received += len(block)
                if received > max_bytes:
                    raise ArchiveRefused(f"What {url!r} sends is larger than {max_bytes:,} bytes.")
                file.write(block)
    except urllib.error.HTTPError as error:
        raise ConnectionError(f"{url!r} answers {error.code} {error.reason}.") from error
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError) as error:
        reason = getattr(error, "reason", error)
        raise ConnectionError(f"{url!r} is not to be had: {reason}.") from error
    if announced is not None and received != int(announced):
        raise ArchiveRefused(
            f"What {url!r} sent was cut off after {received:,} of {int(announced):,} bytes."
        )


def check_scheme(url: str) -> None:
    """Raises an error for a URL that is not https, whose content may be altered in transit.

    Raises:
        ValueError: If an address is neither https nor on this machine.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise ValueError(
            f"`handle` {url!r} must be an https address: what comes by {parts.scheme} may be "
            f"altered on its way. {Path(parts.path).name!r} can be fetched by other means and "
            "loaded as a file, with its `sha256`."
        )
