"""Many pictures as one."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

BACKGROUND = 255


def to_uint8(images: np.ndarray) -> np.ndarray:
    """Returns pictures as 8-bit numbers.

    Args:
        images: Floats in [-1, 1], of any shape; uint8 is returned as it is.

    Example:
        >>> to_uint8(np.array([-1.0, 0.0, 1.0]))
        array([  0, 128, 255], dtype=uint8)
    """
    images = np.asarray(images)
    if images.dtype == np.uint8:
        return images
    # What is no number is black: a sheet shows that a model is broken, and does not break itself.
    images = np.nan_to_num(images.astype("float32"), nan=-1.0, posinf=1.0, neginf=-1.0)
    return np.clip(np.rint((images + 1.0) * 127.5), 0, 255).astype("uint8")


def as_colours(images: np.ndarray) -> np.ndarray:
    """Returns pictures of any number of channels as a screen shows them.

    Args:
        images: uint8 (..., channels).

    Returns:
        uint8 (..., 1) if there is one channel, else (..., 3): two channels are red and green, and
        of more than three the first three are shown.

    Example:
        >>> as_colours(np.zeros((28, 28, 5), "uint8")).shape
        (28, 28, 3)
    """
    channels = images.shape[-1]
    if channels == 2:
        return np.concatenate([images, np.zeros_like(images[..., :1])], axis=-1)
    return images[..., :3]


def grid(images: np.ndarray, columns: int = 8, gap: int = 2, scale: int = 1) -> np.ndarray:
    """Lays pictures out in rows, on white.

    Args:
        images: (n, height, width, channels), floats in [-1, 1] or uint8; other channels than 1 or
            3 as `as_colours` shows them.
        columns: Pictures a row.
        gap: Pixels between pictures.
        scale: How many pixels wide and high each pixel of a picture is drawn.

    Returns:
        uint8 (height, width, 3).

    Example:
        >>> grid(np.zeros((5, 28, 28, 1)), columns=3).shape
        (58, 88, 3)
    """
    images = as_colours(to_uint8(images)).repeat(scale, axis=1).repeat(scale, axis=2)
    count, height, width, _ = images.shape
    rows = -(-count // columns)
    sheet = np.full(
        (rows * (height + gap) - gap, columns * (width + gap) - gap, 3), BACKGROUND, "uint8"
    )
    for index, image in enumerate(images):
        row, column = divmod(index, columns)
        top, left = row * (height + gap), column * (width + gap)
        sheet[top : top + height, left : left + width] = image
    return sheet


def stack(sheets: Sequence[np.ndarray], gap: int = 8) -> np.ndarray:
    """Puts sheets one below the other, on white.

    Args:
        sheets: uint8 arrays (height, width, 3), of any sizes.
        gap: Pixels between them.

    Returns:
        uint8 (height, width, 3), as wide as the widest.
    """
    width = max(sheet.shape[1] for sheet in sheets)
    height = sum(sheet.shape[0] for sheet in sheets) + gap * (len(sheets) - 1)
    stacked = np.full((height, width, 3), BACKGROUND, "uint8")
    top = 0
    for sheet in sheets:
        stacked[top : top + sheet.shape[0], : sheet.shape[1]] = sheet
        top += sheet.shape[0] + gap
    return stacked


def save_png(
    path: str | os.PathLike, sheet: np.ndarray, text: Mapping[str, str] | None = None
) -> None:
    """Writes a PNG file, whole or not at all.

    Args:
        path: The file; its folder is made.
        sheet: uint8 (height, width, channels): 1 is grey, 3 are colours, and a fourth is how opaque
            they are; others as `as_colours` shows them.
        text: Notes to keep inside the file, by keyword.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    notes = PngImagePlugin.PngInfo()
    for keyword, note in (text or {}).items():
        notes.add_text(keyword, note)
    partial = path.with_name(f".{path.name}.partial")
    if sheet.shape[-1] != 4:  # which a file holds, whatever it means
        sheet = as_colours(sheet)
    image = Image.fromarray(sheet[..., 0] if sheet.shape[-1] == 1 else sheet)
    image.save(partial, format="PNG", pnginfo=notes)
    os.replace(partial, path)
