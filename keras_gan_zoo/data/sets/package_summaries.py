"""The built-in set of texts and their summaries: descriptions of Debian's packages."""

import hashlib
import re
import zlib
from pathlib import Path

import numpy as np

from keras_gan_zoo.data.sources import register_text
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.storage.cache import announce, prepared_arrays
from keras_gan_zoo.storage.package_index import fetch_descriptions
from keras_gan_zoo.storage.packages import DataUnavailable
from keras_gan_zoo.types import PathLike

RELEASE = "bookworm"
"""Debian 12, of whose point releases version 12.15 of 11 July 2026 is taken to be the last."""

SHA256 = "62f59c3cdca9786e4f7adf9002f9f5729a684adcb4667e58e448dec9b5a46c7f"
"""Of the index of that release, as its signed Release file has it."""

SPLITS = ("train", "train_pairs", "test")
LEAST_WORDS = 20
"""Words of a text; paragraphs are added until there are as many."""

_PARTS = 20  # of which one is held out
_ASIDE = re.compile(r"\s*(\([^()]*\)|[-\u2013:] .*)$")


@register_text(
    "package_summaries",
    splits=SPLITS,
    licence=(
        "each description's is its package's, all free by Debian's guidelines; Debian declares "
        "none for the index"
    ),
    description=(
        "Descriptions of Debian's packages, 20 words or more, and the line that sums each up. "
        "'train' is for load_text_styles: descriptions of one half of the packages and synopses "
        "of the other, which do not belong together, nor to packages made of one source text. "
        "'train_pairs' has both of all of them, and 'test' a twentieth that is held out, for "
        "load_text_pairs."
    ),
)
def _package_summaries(split, cache_dir):
    def build():
        content = fetch_descriptions(RELEASE)
        digest = hashlib.sha256(content).hexdigest()
        if digest != SHA256:
            raise DataUnavailable(
                f"The index of Debian {RELEASE} has the SHA-256 {digest} where {SHA256} was "
                "expected, so it is damaged or newer, and was not used: if it is what you want, "
                "fetch it and read it by keras_gan_zoo.data.read_package_index."
            )
        parts = _dealt_out(_descriptions(content.decode()))
        return {
            part: np.frombuffer("\n".join(lines).encode(), "uint8") for part, lines in parts.items()
        }, {"index": f"Debian {RELEASE}, main, Translation-en", "sha256": digest}

    made_from = {"set": "package_summaries", "layout": 1, "sha256": SHA256}
    array = prepared_arrays(cache_dir / "package_summaries", [split], build, made_from)[split]
    return array.tobytes().decode().split("\n")


def read_package_index(path: PathLike, split: str = "train") -> list[str]:
    """Returns the lines of `package_summaries` out of another index, such as a newer release's.

    The SHA-256 of what was read is printed, as no later index is the same: tell it beside numbers.

    Args:
        path: An uncompressed Translation-en file. In Debian's own form, stanzas with `Package:`
            and `Description-en:`.
        split: "train", "train_pairs" or "test", as of `load_text("package_summaries")`.

    Returns:
        A list of lines, each with a tab.

    Raises:
        ValueError: If there is no such split or file, or no description in it.

    Example:
        >>> lines = read_package_index("Translation-en", "test")  # doctest: +SKIP
    """
    if split not in SPLITS:
        raise ValueError(
            f"`split` must be one of {listed(SPLITS)}, got {split!r}." + nearest(split, SPLITS)
        )
    try:
        content = Path(path).expanduser().read_bytes()
        found = _descriptions(content.decode())
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"path={str(path)!r} is no readable UTF-8 file: {error}.") from None
    if not found:
        raise ValueError(
            f"path={str(path)!r} has no descriptions of {LEAST_WORDS} words: it must be a "
            "Translation-en file, uncompressed, such as `xz -d Translation-en.xz` gives."
        )
    announce(f"the index {path} has the SHA-256 {hashlib.sha256(content).hexdigest()}")
    return _dealt_out(found)[split]


def _descriptions(index: str) -> list[tuple[str, str, str]]:
    """Returns first paragraph, text and synopsis of each package; of equal texts the first."""
    found: dict[str, tuple[str, str]] = {}
    for stanza in index.split("\n\n"):
        head, _, rest = stanza.partition("\nDescription-en:")
        if not head.startswith("Package:"):
            continue
        synopsis, *lines = rest.strip().split("\n")
        # A single full stop stands between two paragraphs.
        whole = re.split(r"^\s*\.\s*$", "\n".join(lines), flags=re.MULTILINE)
        paragraphs = [joined for one in whole if (joined := " ".join(one.split()))]
        text = ""
        for paragraph in paragraphs:
            text = f"{text} {paragraph}".strip()
            if len(text.split()) >= LEAST_WORDS:
                break
        else:
            continue
        found.setdefault(text, (paragraphs[0], " ".join(synopsis.split())))
    return [(first, text, synopsis) for text, (first, synopsis) in found.items() if synopsis]


def _dealt_out(found: list[tuple[str, str, str]]) -> dict[str, list[str]]:
    """Returns the lines of each split; what belongs together comes into one part of the data.

    Packages of one source say the same of it in their first paragraph, or the same line but for
    what is in brackets or behind a dash: dealt out one by one, the text of one would come with
    the line of another.
    """
    group = list(range(len(found)))

    def root(index):
        while group[index] != index:
            group[index] = index = group[group[index]]
        return index

    seen: dict[tuple[str, str], int] = {}
    for index, (first, _, synopsis) in enumerate(found):
        for key in (("text", first), ("line", _ASIDE.sub("", synopsis).lower())):
            group[root(index)] = root(seen.setdefault(key, index))
    # By the texts themselves: no order of files or of reading changes it.
    numbers: dict[int, int] = {}
    for index, (_, text, _) in enumerate(found):
        number = zlib.crc32(text.encode())
        numbers[root(index)] = min(number, numbers.get(root(index), number))
    parts: dict[str, list[str]] = {split: [] for split in SPLITS}
    lines: dict[str, None] = {}
    for index, (_, text, synopsis) in enumerate(found):
        number = numbers[root(index)]
        if number % _PARTS == 0:
            parts["test"].append(f"{text}\t{synopsis}")
            continue
        parts["train_pairs"].append(f"{text}\t{synopsis}")
        if number // _PARTS % 2:
            parts["train"].append(f"description\t{text}")
        else:
            lines[f"synopsis\t{synopsis}"] = None
    parts["train"] += lines
    return parts
