"""Cartoon faces in two aligned domains, colour and pencil, drawn on this machine.

Every face is a number, its identity. The identity fixes the hair cut, the eyes, the mouth and all
colours, so the same identity drawn in both domains is a true pair and disjoint ranges of
identities are disjoint data sets.
"""

import functools
import importlib.resources
import io
import json
import operator
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.machine.progress_bar import progress_bar
from keras_gan_zoo.machine.worker_processes import available_cores, records_of_workers

DOMAINS = ("colour", "pencil")

PALETTES = {
    "hair": {
        "black": "#26242e",
        "brown": "#56301a",
        "blonde": "#f5d45c",
        "red": "#c8202b",
        "orange": "#f4792a",
        "pink": "#f78fb9",
        "purple": "#9440c6",
        "blue": "#2f6bdc",
        "green": "#36a35a",
        "silver": "#b7becb",
    },
    "eyes": {
        "blue": "#1668ff",
        "green": "#0a8f3c",
        "brown": "#431c05",
        "red": "#e3062b",
        "purple": "#9a14dc",
    },
    "skin": {
        "pale": "#ffeee4",
        "peach": "#ffcfa6",
        "tan": "#dc9f6c",
        "dark": "#a36a47",
    },
    "background": {
        "sky": "#bfe3ff",
        "mint": "#c0f0d4",
        "rose": "#ffcddd",
        "lavender": "#dccbff",
        "lemon": "#fff3b0",
    },
}

_COLOUR_LINES = {
    **dict.fromkeys(("outline", "nose", "glasses"), "#17141c"),
    "mouth": "#741a2b",
    "earrings": "#d99a00",
    "hairAccessories": "#d6336c",
}
_PENCIL = {
    **dict.fromkeys(("outline", "nose", "mouth", "glasses", "eyes", "eyebrows"), "#000000"),
    **dict.fromkeys(("earrings", "freckles", "hairAccessories"), "#000000"),
    "skin": "#ffffff",
    # This style draws no line around hair.
    "hair": "#b4b4b4",
}

# The part of the 980-unit drawing that is kept: left, top and side. It ends below the chin, so
# that the eyes are as large as they can be without cutting the hair.
_WINDOW = (110, -8, 794)


def _variants(total: int, left_out: tuple[int, ...] = ()) -> tuple[str, ...]:
    """Returns the style's variant names 1 to `total` without those left out."""
    return tuple(f"variant{n:02d}" for n in range(1, total + 1) if n not in left_out)


# 31 and 42 are ponytails that reach out of the window; 34 is bald but for one tuft; 40, 41 and 45
# hang over the nearer eye.
_HAIR = _variants(48, left_out=(31, 34, 40, 41, 42, 45))
SHORT_HAIR = frozenset(
    f"variant{n:02d}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 22, 25, 27, 28, 39, 43, 44, 47)
)
_EAR_HIDING_HAIR = frozenset(f"variant{n:02d}" for n in (14, 15, 19, 21, 23))
# 1, 3, 15, 19 and 22 are closed; 13 is a dot too small to show a colour.
_EYES = _variants(24, left_out=(1, 3, 13, 15, 19, 22))
# 4 meet in the middle and look like a scratch.
_EYEBROWS = _variants(13, left_out=(4,))
# 2 are sunglasses; 5 cross the eyes.
_GLASSES = _variants(5, left_out=(2, 5))
# 2 is a stud smaller than a pixel.
_EARRINGS = _variants(3, left_out=(2,))
# 7 is stitched and 12 dribbles.
_MOUTHS = tuple(f"happy{n:02d}" for n in range(1, 19) if n not in (7, 12)) + tuple(
    f"sad{n:02d}" for n in range(1, 10)
)


def face_attributes(identity: int) -> dict[str, object]:
    """Returns what one face looks like, from its number alone.

    The choices come from the raw 64-bit output of PCG64 seeded by the identity, the stream that
    NumPy promises to keep between its versions, so an identity is the same face everywhere.
    Colours and shapes are drawn uniformly and independently, except that beards go with short
    hair, flowers with longer hair, freckles with no beard, and earrings only where the hair
    leaves the ear free: what an attribute says can be seen in the picture.

    Args:
        identity: Number of the face, 0 or more.

    Returns:
        A dict with `identity` (int); the palette names `hair_colour`, `eye_colour`, `skin` and
        `background`; the style's variant names `hair`, `head`, `eyes`, `eyebrows`, `nose` and
        `mouth`, and `glasses_shape`, `earrings_shape` and `beard_shape` (None where absent); and
        the bools `glasses`, `earrings`, `beard`, `freckles` and `flowers`.

    Raises:
        TypeError: If `identity` is not an integer.
        ValueError: If `identity` is negative.

    Example:
        >>> face_attributes(7) == face_attributes(7)
        True
    """
    identity = _whole_number("identity", identity, at_least=0)
    draws = map(int, np.random.PCG64(identity).random_raw(24))

    def choose(names):
        names = tuple(names)
        return names[next(draws) * len(names) >> 64]

    def happens(probability):
        return next(draws) < probability * 2**64

    attributes = {
        "identity": identity,
        "hair_colour": choose(PALETTES["hair"]),
        "eye_colour": choose(PALETTES["eyes"]),
        "skin": choose(PALETTES["skin"]),
        "background": choose(PALETTES["background"]),
        "hair": choose(_HAIR),
        "head": choose(_variants(4)),
        "eyes": choose(_EYES),
        "eyebrows": choose(_EYEBROWS),
        "nose": choose(_variants(6)),
        "mouth": choose(_MOUTHS),
        "glasses": happens(0.2),
        "glasses_shape": choose(_GLASSES),
        "earrings": happens(0.25),
        "earrings_shape": choose(_EARRINGS),
        "beard": happens(0.2),
        "beard_shape": choose(_variants(2)),
        "freckles": happens(0.15),
        "flowers": happens(0.15),
    }
    attributes["earrings"] &= attributes["hair"] not in _EAR_HIDING_HAIR
    attributes["beard"] &= attributes["hair"] in SHORT_HAIR
    attributes["freckles"] &= not attributes["beard"]
    attributes["flowers"] &= attributes["hair"] not in SHORT_HAIR
    for part in ("glasses", "earrings", "beard"):
        if not attributes[part]:
            attributes[f"{part}_shape"] = None
    return attributes


def render_faces(
    domain: str,
    first_identity: int,
    count: int,
    size: int = 64,
    progress: bool = True,
    processes: int | None = None,
) -> tuple[np.ndarray, list[dict[str, object]]]:
    """Draws the faces `first_identity` to `first_identity + count - 1` in one domain.

    `"colour"` is a flat-coloured cartoon; `"pencil"` is the same drawing on white paper with
    black lines and light grey hair. The same identity in both domains is a ground-truth pair.
    More than 200 faces are drawn by several processes at once; the pixels do not depend on that.

    Args:
        domain: `"colour"` or `"pencil"`.
        first_identity: Number of the first face, 0 or more.
        count: How many faces, 1 or more.
        size: Side of the square images in pixels, 16 or more.
        progress: Whether to show a progress bar.
        processes: How many processes draw. None takes one per core available for more than 200
            faces, else this process alone.

    Returns:
        `(images, attributes)`: uint8 RGB of shape `(count, size, size, 3)` in [0, 255], and one
        `face_attributes` dict per face.

    Raises:
        ImportError: If the `data` extra is not installed.
        TypeError: If a number is not an integer.
        ValueError: If the domain is unknown or a number is out of its range.

    Example:
        >>> images, attributes = render_faces("colour", 0, 2, progress=False)
        >>> images.shape
        (2, 64, 64, 3)

    Reference:
        The style is "Lorelei" by Lisa Wischofsky (CC0 1.0), drawn by DiceBear (MIT).
    """
    if domain not in DOMAINS:
        raise ValueError(
            f"domain must be one of {listed(DOMAINS)}; got {domain!r}.{nearest(domain, DOMAINS)}"
        )
    first_identity = _whole_number("first_identity", first_identity, at_least=0)
    count = _whole_number("count", count, at_least=1)
    size = _whole_number("size", size, at_least=16)
    if processes is None:
        processes = available_cores() if count > 200 else 1
    processes = min(_whole_number("processes", processes, at_least=1), count)
    _require_renderer()
    attributes = [face_attributes(first_identity + offset) for offset in range(count)]
    images = np.empty((count, size, size, 3), np.uint8)
    hidden = not progress
    with progress_bar(total=count, desc=f"{domain} faces", unit="face", disable=hidden) as bar:
        if processes == 1 or not _draw_in_processes(
            images, domain, first_identity, processes, bar.update
        ):
            bar.reset()
            for image, face in zip(images, attributes, strict=True):
                image[...] = _draw(face, domain, size)
                bar.update()
    return images, attributes


def _draw(attributes: Mapping[str, Any], domain: str, size: int) -> np.ndarray:
    """Returns one face, uint8 of shape `(size, size, 3)`."""
    import resvg_py
    from dicebear import Avatar
    from PIL import Image

    options: dict[str, Any] = {"seed": "face", "backgroundColor": "#ffffff"}
    if domain == "colour":
        hair = PALETTES["hair"][attributes["hair_colour"]]
        skin = PALETTES["skin"][attributes["skin"]]
        options = {
            "seed": "face",
            "backgroundColor": PALETTES["background"][attributes["background"]],
            "skinColor": skin,
            "hairColor": hair,
            "eyesColor": PALETTES["eyes"][attributes["eye_colour"]],
            "eyebrowsColor": _darker(hair),
            "frecklesColor": _darker(skin),
        }
    for part in ("hair", "head", "eyes", "eyebrows", "nose", "mouth"):
        options[f"{part}Variant"] = attributes[part]
    for part in ("glasses", "earrings", "beard"):
        if attributes[part]:
            options[f"{part}Probability"] = 100
            options[f"{part}Variant"] = attributes[f"{part}_shape"]
    if attributes["freckles"]:
        options["frecklesProbability"] = 100
    if attributes["flowers"]:
        options["hairAccessoriesProbability"] = 100
    # The clip at the window's own border changes nothing and takes a third of the drawing time.
    svg = re.sub(
        r'<g clip-path="url\(#clip-\w+\)">', "<g>", Avatar(_style(domain), options).to_string()
    )
    # Drawn at twice the size: the renderer's own antialiasing leaves gaps in lines this thin.
    png = resvg_py.svg_to_bytes(
        svg_string=svg,
        width=2 * size,
        height=2 * size,
        skip_system_fonts=True,
    )
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB").reduce(2))


def _darker(colour: str) -> str:
    """Returns a hex colour with every channel at 40 %."""
    return "#" + bytes(int(0.4 * channel) for channel in bytes.fromhex(colour[1:])).hex()


@functools.cache
def _style(domain: str) -> Any:
    """Returns the Lorelei style cut to the window, with the colours all faces of a domain share.

    What never changes is written into the style because checking one face's options takes the
    renderer longer than drawing it. Parts that a face may lack are off until asked for.
    """
    from dicebear import Style

    source = importlib.resources.files("dicebear_styles").joinpath("lorelei.json")
    definition = json.loads(source.read_text(encoding="utf-8"))
    left, top, side = _WINDOW
    moved = {
        "type": "element",
        "name": "g",
        "attributes": {"transform": f"translate({-left} {-top})"},
        "children": definition["canvas"]["elements"],
    }
    definition["canvas"] = {"width": side, "height": side, "elements": [moved]}
    for part, colour in (_COLOUR_LINES if domain == "colour" else _PENCIL).items():
        definition["colors"][part]["values"] = [colour]
    for part in ("glasses", "earrings", "beard", "freckles", "hairAccessories"):
        definition["components"][part]["probability"] = 0
    return Style(definition)


def _require_renderer() -> None:
    """Raises ImportError with the one command that helps if the renderer is not installed."""
    try:
        import dicebear  # noqa: F401
        import PIL  # noqa: F401
        import resvg_py  # noqa: F401

        importlib.resources.files("dicebear_styles")
    except ImportError as error:
        raise ImportError(
            f"Drawing cartoon faces needs the package {error.name!r}, which comes with "
            "`pip install keras_gan_zoo[data]`."
        ) from error


def _whole_number(name: str, value: Any, at_least: int) -> int:
    """Returns `value` as an int, or raises a sentence naming the argument."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name} must be an integer of at least {at_least}; got {value!r}."
        ) from None
    if number < at_least:
        raise ValueError(f"{name} must be at least {at_least}; got {number}.")
    return number


def _stream_faces() -> None:
    """Writes the pixels of the faces named on the command line to standard output."""
    domain, size, first, stop, step = sys.argv[1], *map(int, sys.argv[2:])
    for identity in range(first, stop, step):
        sys.stdout.buffer.write(_draw(face_attributes(identity), domain, size).tobytes())
        sys.stdout.buffer.flush()


def _draw_in_processes(
    images: np.ndarray, domain: str, first: int, processes: int, advance: Callable[[], object]
) -> bool:
    """Fills `images` from worker processes; returns False where they cannot run."""
    numbers = range(first, first + len(images))
    records = records_of_workers(
        f"{__name__}:_stream_faces", (domain, images.shape[1]), numbers, images[0].nbytes, processes
    )
    try:
        for image, pixels in zip(images, records, strict=True):
            image[...] = np.frombuffer(pixels, np.uint8).reshape(image.shape)
            advance()
    except OSError:
        return False
    return True
