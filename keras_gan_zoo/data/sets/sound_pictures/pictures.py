"""Pictures of instruments: the louder the note, the larger the figure."""

import colorsys
from collections.abc import Sequence

import numpy as np
from PIL import Image

from keras_gan_zoo.data.sets.emoji import drawing as emoji
from keras_gan_zoo.machine.progress_bar import progress_bar

SIZE = 64
"""Height and width of a picture."""

SMALLEST, LARGEST = 0.3, 0.95
"""The longer side of a figure, as a share of the picture, for the quietest and the loudest note."""

_DRAWN = 128


def figures_of(points: Sequence[str]) -> np.ndarray:
    """Draws emoji by all artists, cut out and as large as the picture that they come in.

    Args:
        points: Code points of each.

    Returns:
        uint8 RGBA (emoji, artists, 128, 128, 4).

    Raises:
        keras_gan_zoo.data.DataUnavailable: If the drawings cannot be fetched or drawn.
    """
    figures = np.zeros((len(points), len(emoji.ARTISTS), _DRAWN, _DRAWN, 4), "uint8")
    for column, artist in enumerate(progress_bar(list(emoji.ARTISTS), desc="instruments")):
        drawings = emoji.fetch_drawings(artist)
        for row, one in enumerate(points):
            figures[row, column] = cut_out(emoji.render(drawings[one], _DRAWN, None))
    return figures


def cut_out(picture: np.ndarray) -> np.ndarray:
    """Returns what is not transparent, enlarged to touch two sides, in the middle of a square.

    Args:
        picture: uint8 RGBA (side, side, 4).
    """
    side = len(picture)
    seen = picture[..., 3] > 127
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    part = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = side / max(part.shape[:2])
    height, width = (max(1, round(length * scale)) for length in part.shape[:2])
    resized = Image.fromarray(part).resize((width, height), Image.Resampling.LANCZOS)
    square = np.zeros_like(picture)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = np.asarray(resized)
    return square


def picture_of(figure: np.ndarray, loudness: float, random: np.random.Generator) -> np.ndarray:
    """Puts a figure on a pale colour, anywhere where it is seen whole.

    Args:
        figure: uint8 RGBA, square.
        loudness: A share in [0, 1], of which the size is a straight line.
        random: Draws the place and the colour.

    Returns:
        uint8 (SIZE, SIZE, 3).
    """
    side = round(SIZE * (SMALLEST + (LARGEST - SMALLEST) * loudness))
    hue, saturation, value = random.uniform((0, 0.15, 0.75), (1, 0.45, 1))
    colour = np.array(colorsys.hsv_to_rgb(hue, saturation, value)) * 255
    top, left = random.integers(0, SIZE - side + 1, 2)
    small = Image.fromarray(figure).resize((side, side), Image.Resampling.LANCZOS)
    pixels = np.asarray(small, "float64")
    opaque = pixels[..., 3:] / 255
    picture = np.broadcast_to(colour, (SIZE, SIZE, 3)).copy()
    place = picture[top : top + side, left : left + side]
    place[...] = opaque * pixels[..., :3] + (1 - opaque) * place
    return picture.round().astype("uint8")
