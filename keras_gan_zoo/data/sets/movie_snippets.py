"""The built-in set of two styles: one-sentence opinions of films, unfavourable and favourable."""

import tempfile
import zlib
from pathlib import Path

import numpy as np

from keras_gan_zoo.data.sources import register_text
from keras_gan_zoo.storage.archives import read_members
from keras_gan_zoo.storage.cache import prepared_arrays
from keras_gan_zoo.storage.packages import Package, fetch_members

_PACKAGE = Package(
    "sdist",
    "vaderSentiment",
    "3.3.2",
    sha256="5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9",
)
_ARCHIVE = "vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz"
_FILE = "hutto_ICWSM_2014/movieReviewSnippets_GroundTruth.txt"
# Held out is a tenth, chosen by the text itself: no order of files or of reading changes it.
_HELD_OUT = 10


@register_text(
    "movie_snippets",
    licence="MIT, as its package declares; the terms of the reviews themselves are not in it",
    description=(
        "Sentences of film reviews (Pang and Lee, 2004), each with how twenty people found it on "
        "average (Hutto and Gilbert, 2014): 'negative' or 'positive', a tab and the text, for "
        "load_text_styles. A tenth of the texts is the test split."
    ),
)
def _movie_snippets(split, cache_dir):
    def build():
        contents, archive = fetch_members(_PACKAGE, {_ARCHIVE: None})
        lines = _inner_file(contents[_ARCHIVE]).decode().split("\n")
        texts: dict[str, list[str]] = {"train": [], "test": []}
        for text, style in _styles(lines).items():
            held_out = zlib.crc32(text.encode()) % _HELD_OUT == 0
            texts["test" if held_out else "train"].append(f"{style}\t{text}")
        return {
            part: np.frombuffer("\n".join(found).encode(), "uint8") for part, found in texts.items()
        }, {"package": str(_PACKAGE), "archive": archive}

    made_from = {"set": "movie_snippets", "layout": 1}
    array = prepared_arrays(cache_dir / "movie_snippets", [split], build, made_from)[split]
    return array.tobytes().decode().split("\n")


def _inner_file(archive: bytes) -> bytes:
    """Returns the file out of the archive within the package's."""
    with tempfile.TemporaryDirectory(prefix="keras_gan_zoo_") as folder:
        path = Path(folder) / "inner.tar.gz"
        path.write_bytes(archive)
        return read_members(path, [_FILE])[_FILE]


def _styles(lines):
    """Returns the style of each text, of lines of a number, a mean verdict and a text.

    Left out are texts that nobody was for or against, and those that come with both verdicts.
    """
    found: dict[str, set] = {}
    for _, verdict, text in (line.split("\t") for line in lines if line):
        # Two apostrophes stand for a quotation mark in this file.
        cleaned = " ".join(text.replace("''", '"').split())
        if float(verdict) and cleaned:
            found.setdefault(cleaned, set()).add("positive" if float(verdict) > 0 else "negative")
    return {text: styles.pop() for text, styles in found.items() if len(styles) == 1}
