"""Writes beside a sheet of pictures what its rows and columns are."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from keras_gan_zoo.samples.sheets import BACKGROUND

_POINTS = 10
_LINE = 13
_MARGIN = 4
_MOST_LINES = 3
_MODE = "1"  # without grey edges, which would blur what is so small


def beside(rows: Sequence[tuple[int, int, str]], height: int) -> np.ndarray:
    """Returns the labels of rows, as what is to stand left of a sheet.

    Args:
        rows: Of each row its top, its height and its label.
        height: The sheet's height.

    Returns:
        uint8 (height, width, 3), as wide as the longest label.
    """
    font = _font()
    width = max(round(font.getlength(label, _MODE)) for _, _, label in rows) + 2 * _MARGIN
    drawing, pen = _paper(height, width)
    for top, tall, label in rows:
        pen.text((width - _MARGIN, top + tall / 2), label, fill="black", font=font, anchor="rm")
    return np.asarray(drawing)


def above(names: Sequence[str], pitch: int, width: int) -> np.ndarray:
    """Returns the names of columns, as what is to stand above a sheet.

    Args:
        names: The names, in lines of their own where they are wider than a column.
        pitch: Pixels from one column to the next.
        width: The sheet's width.

    Returns:
        uint8 (height, width, 3), as high as the longest name.
    """
    font = _font()
    cut = [_lines(name, pitch, font) for name in names]
    height = _LINE * max(map(len, cut)) + _MARGIN
    drawing, pen = _paper(height, width)
    for column, lines in enumerate(cut):
        for line, text in enumerate(reversed(lines)):
            middle, bottom = column * pitch + pitch / 2, height - _MARGIN - line * _LINE
            pen.text((middle, bottom), text, fill="black", font=font, anchor="ms")
    return np.asarray(drawing)


def _lines(name: str, room: int, font: ImageFont.FreeTypeFont) -> list[str]:
    """Cuts a name into lines of at most so many pixels, the last of them cut short."""
    lines = [""]
    for word in name.replace("/", "/ ").split():
        joined = f"{lines[-1]} {word}".strip() if not lines[-1].endswith("/") else lines[-1] + word
        if font.getlength(joined, _MODE) <= room or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return [_short(line, room, font) for line in lines[:_MOST_LINES]]


def _short(text: str, room: int, font: ImageFont.FreeTypeFont) -> str:
    if font.getlength(text, _MODE) <= room:
        return text
    while text and font.getlength(f"{text}.", _MODE) > room:
        text = text[:-1]
    return f"{text}."


def _font() -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(_POINTS)
    assert isinstance(font, ImageFont.FreeTypeFont)  # with a size, it is one
    return font


def _paper(height: int, width: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    paper = Image.new("RGB", (width, height), (BACKGROUND,) * 3)
    pen = ImageDraw.Draw(paper)
    pen.fontmode = _MODE
    return paper, pen
