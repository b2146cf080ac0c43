"""Emoji as data sources: line drawings to colour, and the same subjects by four artists."""

import hashlib
import importlib.metadata
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.emoji import drawing as emoji
from keras_gan_zoo.data.sources import register_source
from keras_gan_zoo.machine.progress_bar import progress_bar
from keras_gan_zoo.storage.cache import prepared_arrays

_SIZE = 64
_SHAPE = (_SIZE, _SIZE, 3)
_SPLITS = ("train", "test")
_LICENCES = {
    "noto": "Apache-2.0",
    "twemoji": "CC-BY 4.0",
    "fluent": "MIT",
    "openmoji": "CC-BY-SA 4.0",
}
ALL_LICENCES = ", ".join(f"{artist} {licence}" for artist, licence in _LICENCES.items())
# Of the subjects, one in eight is held out.
_TEST_SHARE = 1 / 8


@register_source(
    "openmoji_lines_and_colours",
    kind="paired",
    splits=_SPLITS,
    image_shape=_SHAPE,
    licence=_LICENCES["openmoji"],
    description=(
        "About 4,200 emoji of OpenMoji as a line drawing and in colour, drawn here, without the "
        "flags of places; of the test subjects no variant in skin, hair or sex is trained on."
    ),
)
def _lines_and_colours(options):
    def drawn():
        pairs = emoji.fetch_lines_and_colours()
        points = sorted(pairs)
        lines, colours = (
            _drawn([pairs[one][which] for one in points], f"OpenMoji, {name}")
            for which, name in enumerate(("lines", "colours"))
        )
        # A few line drawings are empty: there is nothing to colour.
        shown = (lines < 255).any(axis=(1, 2, 3)) & (colours < 255).any(axis=(1, 2, 3))
        points = [one for one, is_shown in zip(points, shown, strict=True) if is_shown]
        return {"lines": lines[shown], "colours": colours[shown], "points": _as_bytes(points)}

    name = "openmoji_lines_and_colours"
    arrays = _prepared(options, name, ("lines", "colours"), drawn, [emoji.LINE_AND_COLOUR])
    points = arrays["points"]
    # Drawn in lines, they are empty frames, of which no method could tell the colours.
    rows = [
        row for row in _rows(points, options.split) if not emoji.is_flag_of_a_place(points[row])
    ]
    return arrays["lines"][rows], arrays["colours"][rows]


def _register_artist(artist: str, name: str) -> None:
    """Registers the emoji of one artist."""

    @register_source(
        name,
        kind="images",
        splits=_SPLITS,
        image_shape=_SHAPE,
        licence=_LICENCES[artist],
        description=(
            f"About 1,600 emoji by {artist}, drawn here. noto_emoji, twemoji, fluent_emoji and "
            "openmoji hold the same subjects in the same order."
        ),
    )
    def prepare(options):
        return by_artists(options, [artist])[0][0]


for _artist, _name in (
    ("noto", "noto_emoji"),
    ("twemoji", "twemoji"),
    ("fluent", "fluent_emoji"),
    ("openmoji", "openmoji"),
):
    _register_artist(_artist, _name)


@register_source(
    "noto_and_twemoji",
    kind="unpaired",
    splits=_SPLITS,
    image_shape=_SHAPE,
    licence=f"noto {_LICENCES['noto']}, twemoji {_LICENCES['twemoji']}",
    description=(
        "Emoji by two artists, to translate from one's hand to the other's: about 700 each to "
        "train on, of different subjects; the test emoji are of the same subjects in both, in the "
        "same order."
    ),
)
def _noto_and_twemoji(options):
    halves = (0, 1) if options.split == "train" else (None, None)
    return tuple(
        by_artists(options, [artist], half)[0][0]
        for artist, half in zip(("noto", "twemoji"), halves, strict=True)
    )


@register_source(
    "noto_and_twemoji_pairs",
    kind="paired",
    splits=_SPLITS,
    image_shape=_SHAPE,
    licence=f"noto {_LICENCES['noto']}, twemoji {_LICENCES['twemoji']}",
    description="About 1,600 emoji, each by both artists.",
)
def _noto_and_twemoji_pairs(options):
    return tuple(by_artists(options, ["noto", "twemoji"])[0])


@register_source(
    "emoji_by_artist",
    kind="labelled",
    splits=_SPLITS,
    image_shape=_SHAPE,
    licence=ALL_LICENCES,
    description=(
        f"About 1,600 emoji, each by four artists, who are the classes: {', '.join(emoji.ARTISTS)}."
        " All of one artist come first, each time in the same order."
    ),
    class_names=tuple(emoji.ARTISTS),
)
def _emoji_by_artist(options):
    sets, _ = by_artists(options, list(emoji.ARTISTS))
    labels = np.repeat(np.arange(len(sets), dtype="int32"), len(sets[0]))
    return np.concatenate(sets), labels


def by_artists(
    options: LoadOptions, artists: Sequence[str], half: int | None = None
) -> tuple[list[np.ndarray], list[str]]:
    """Returns the pictures of a split by each of some artists, and what they show.

    Args:
        options: The split and the cache.
        artists: Keys of `emoji.ARTISTS`.
        half: Which half of the split's subjects, 0 or 1; all if None.

    Returns:
        For each artist uint8 pictures (n, 64, 64, 3), and the n code points, the same for all.

    Raises:
        DataUnavailable: If a package cannot be had.

    Example:
        >>> (noto, twemoji), points = by_artists(LoadOptions("test"), ["noto", "twemoji"])
    """

    def drawn():
        drawings = {artist: emoji.fetch_drawings(artist) for artist in emoji.ARTISTS}
        points = emoji.common_emoji(drawings.values())
        arrays = {
            artist: _drawn([by_artist[one] for one in points], f"emoji by {artist}")
            for artist, by_artist in drawings.items()
        }
        return {**arrays, "points": _as_bytes(points)}

    packages = list(emoji.ARTISTS.values())
    arrays = _prepared(options, "emoji_by_artist", artists, drawn, packages)
    rows = _rows(arrays["points"], options.split, half)
    pictures = [arrays[artist][rows] for artist in artists]
    return pictures, [arrays["points"][row] for row in rows]


def _prepared(
    options: LoadOptions, name: str, wanted: Sequence[str], drawn: Callable, packages: Sequence
) -> dict[str, Any]:
    """Returns arrays of pictures, and the code points of their rows, from the cache or drawn."""
    renderer = f"resvg_py {_version('resvg_py')}"
    origin = {"packages": [str(package) for package in packages], "renderer": renderer}
    made_from = {**origin, "size": _SIZE, "layout": 1}

    def build():
        arrays = drawn()
        return arrays, {**origin, "counts": {"all": len(_as_text(arrays["points"]))}}

    arrays = prepared_arrays(options.cache_dir / name, [*wanted, "points"], build, made_from)
    return {**arrays, "points": _as_text(arrays["points"])}


def _drawn(drawings: Sequence[str], what: str) -> np.ndarray:
    images = np.empty((len(drawings), *_SHAPE), np.uint8)
    for image, svg in zip(images, progress_bar(drawings, desc=what, unit="emoji"), strict=True):
        image[...] = emoji.render(svg, _SIZE)
    return images


def _rows(points: Sequence[str], split: str, half: int | None = None) -> list[int]:
    """Returns the rows of a split, or of one half of it, by what the emoji show."""
    chosen = []
    for row, one in enumerate(points):
        # Not Python's own hash, which differs from process to process.
        digest = hashlib.sha256(emoji.subject_of(one).encode()).digest()
        held_out = digest[0] < 256 * _TEST_SHARE
        if held_out == (split == "test") and half in (None, digest[1] % 2):
            chosen.append(row)
    return chosen


def _as_bytes(points: Sequence[str]) -> np.ndarray:
    return np.frombuffer("\n".join(points).encode(), "uint8")


def _as_text(array: np.ndarray) -> list[str]:
    return array.tobytes().decode().split("\n")


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "missing"
