"""Emoji as vector drawings, from packages that hold them, and what they show.

An emoji is known by its code points, such as "1f600" or "1f469-200d-1f33e": lower-case hexadecimal,
joined by "-", without the variation selector. Drawings of the same code points are drawings of the
same subject, whoever drew them.
"""

import io
import json
from collections.abc import Iterable
from pathlib import PurePosixPath

import numpy as np

from keras_gan_zoo.storage.packages import DataUnavailable, Package, fetch_members

ARTISTS = {
    "noto": Package(
        "npm",
        "@iconify-json/noto",
        "1.2.9",
        sha256="3e918d88fc945c0bb3d468dbace6f88caef67f01c9f0e7bcae0915a042e8f1ad",
    ),
    "twemoji": Package(
        "npm",
        "@iconify-json/twemoji",
        "1.2.5",
        sha256="19046dff7d8707ce96212ec86468b36ac5f8e60409629dd13f809265c6d0ebb7",
    ),
    "fluent": Package(
        "npm",
        "@iconify-json/fluent-emoji-flat",
        "1.2.6",
        sha256="7d064769dee690815f823bc5bcc511d957198caf9f5edd8dd9c1aa48a6aeb175",
    ),
    "openmoji": Package(
        "npm",
        "@iconify-json/openmoji",
        "1.2.29",
        sha256="03181e2c156cab35cf4a62f1f7886bd971d59212e75ac3f189d5a4cae3930fc5",
    ),
}
"""Where each artist's drawings come from."""

LINE_AND_COLOUR = Package(
    "npm",
    "openmoji",
    "17.0.0",
    sha256="55ee7d13485dec86e9f38c1f3a645a13382d33ff97c0cd845ee824b0aef45e68",
)
"""OpenMoji's own package: every emoji as a line drawing and in colour."""

SKIN_TONES = frozenset({"1f3fb", "1f3fc", "1f3fd", "1f3fe", "1f3ff"})

_VARIATION_SELECTOR = "fe0f"
_PEOPLE = frozenset({"1f468", "1f469", "1f9d1"})  # man, woman, person
# Male and female signs, kinds of hair, and the arrow that turns a walker to the right.
_VARIANTS = frozenset({"2640", "2642", "1f9b0", "1f9b1", "1f9b2", "1f9b3", "27a1"})
_JOINER = "200d"


def fetch_drawings(artist: str) -> dict[str, str]:
    """Fetches all emoji of an artist.

    Args:
        artist: A key of `ARTISTS`.

    Returns:
        SVG documents by code points.

    Raises:
        DataUnavailable: If the package cannot be had.
    """
    files = ("package/icons.json", "package/chars.json")
    contents, _ = fetch_members(ARTISTS[artist], dict.fromkeys(files))
    icons, names = (json.loads(contents[file]) for file in files)
    drawings = {}
    for points, name in names.items():
        body = icons["icons"][name]["body"]
        drawings[_normalised(points)] = (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'viewBox="0 0 {icons["width"]} {icons["height"]}">{body}</svg>'
        )
    return drawings


def fetch_lines_and_colours() -> dict[str, tuple[str, str]]:
    """Fetches OpenMoji's line drawings and, of the same subjects, its coloured ones.

    Returns:
        Pairs of SVG documents (lines, colours) by code points.

    Raises:
        DataUnavailable: If the package cannot be had.
    """
    folders = ("package/black/svg", "package/color/svg")
    contents, _ = fetch_members(LINE_AND_COLOUR, dict.fromkeys(f"{one}/*.svg" for one in folders))
    lines, colours = (
        {
            _normalised(PurePosixPath(path).stem): svg.decode()
            for path, svg in contents.items()
            if path.startswith(f"{folder}/")
        }
        for folder in folders
    )
    return {points: (lines[points], colours[points]) for points in lines if points in colours}


def fetch_texts() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Fetches what emoji are called, and the keywords they are found by.

    Returns:
        (name, keywords) by code points, such as ("cat face", ("cat", "face", "pet")).

    Raises:
        DataUnavailable: If the package cannot be had.
    """
    path = "package/data/openmoji.json"
    contents, _ = fetch_members(LINE_AND_COLOUR, {path: None})
    texts = {}
    for entry in json.loads(contents[path]):
        keywords = (word.strip().lower() for word in entry["tags"].split(","))
        words = tuple(dict.fromkeys(word for word in keywords if word))
        texts[_normalised(entry["hexcode"])] = (entry["annotation"].lower(), words)
    return texts


def subject_of(code_points: str) -> str:
    """Returns what an emoji shows, whatever the person's skin, hair and sex, or direction.

    Those drawings differ in little more than a colour: where one of them is trained on, another
    is not held out.

    Args:
        code_points: Of one emoji.

    Example:
        >>> subject_of("1f469-1f3fd-200d-1f33e") == subject_of("1f468-200d-1f33e")
        True
    """
    shown = []
    for point in code_points.split("-"):
        if point not in SKIN_TONES | _VARIANTS | {_JOINER}:
            shown.append("1f9d1" if point in _PEOPLE else point)
    return "-".join(shown) or code_points


def is_flag_of_a_place(code_points: str) -> bool:
    """Returns whether an emoji is the flag of a country or of a part of one.

    Example:
        >>> [is_flag_of_a_place(one) for one in ("1f1e8-1f1ed", "1f3f4-200d-2620")]
        [True, False]
    """
    points = [int(point, 16) for point in code_points.split("-")]
    return any(0x1F1E6 <= point <= 0x1F1FF or 0xE0020 <= point <= 0xE007F for point in points)


def common_emoji(drawings: Iterable[dict]) -> list[str]:
    """Returns the code points of what all artists have drawn, sorted, without skin tones."""
    common = set.intersection(*map(set, drawings))
    return sorted(points for points in common if not SKIN_TONES & set(points.split("-")))


def render(svg: str, size: int, background: str | None = "white") -> np.ndarray:
    """Draws an SVG document.

    Args:
        svg: The document.
        size: Side of the picture in pixels.
        background: What it is drawn on; `None` for nothing.

    Returns:
        uint8 RGB (size, size, 3), or RGBA (size, size, 4) on nothing.

    Raises:
        DataUnavailable: If the renderer is not installed.
    """
    try:
        import resvg_py
    except ImportError as error:
        raise DataUnavailable(
            f"Drawing emoji needs the package {error.name!r}, which comes with "
            "`pip install keras_gan_zoo[data]`."
        ) from error
    from PIL import Image

    # At twice the size: the renderer's own antialiasing leaves gaps in lines this thin.
    png = resvg_py.svg_to_bytes(
        svg_string=svg,
        width=2 * size,
        height=2 * size,
        background=background,
        skip_system_fonts=True,
    )
    return np.asarray(
        Image.open(io.BytesIO(png)).convert("RGBA" if background is None else "RGB").reduce(2)
    )


def _normalised(points: str) -> str:
    return "-".join(one for one in points.lower().split("-") if one != _VARIATION_SELECTOR)
