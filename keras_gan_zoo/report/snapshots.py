"""The pictures of a run over time, cut into rows for the report."""

import base64
import io
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from keras_gan_zoo.samples.labelled_rows import BANDS

SHOWN = 8


@dataclass(frozen=True)
class Row:
    """One row of pictures at one step.

    Attributes:
        step: Training steps taken.
        image: The row, as the text of a `data:` address.
    """

    step: int
    image: str


def choose_snapshots(items: Sequence, count: int = SHOWN) -> list:
    """Returns at most `count` items, the first and the last among them.

    They are close together at first, when most changes, and further apart later.

    Example:
        >>> choose_snapshots(range(10), 4)
        [0, 1, 4, 9]
    """
    if len(items) <= count:
        return list(items)
    last = len(items) - 1
    places = sorted({round(last * (index / (count - 1)) ** 2) for index in range(count)})
    spare = [place for place in range(last) if place not in places]
    places = sorted([*places, *spare[: count - len(places)]])
    return [items[place] for place in places]


def rows_over_time(directory: str | os.PathLike, count: int = SHOWN) -> dict[str, list[Row]]:
    """Returns the first row of each kind at several steps.

    Args:
        directory: Folder of `step_000100.png` files, as `ImageGrid` writes them.
        count: At how many steps, at most.

    Returns:
        By kind ("samples", or "x_to_y input" and "x_to_y output"), its rows in order of steps.
    """
    found: dict[str, dict[int, Row]] = {}
    for path in choose_snapshots(picture_files(directory), count):
        step = int(path.stem.removeprefix("step_"))
        with Image.open(path) as sheet:
            for band in reversed(json.loads(sheet.text.get(BANDS, "[]"))):  # type: ignore[attr-defined]
                box = (band.get("left", 0), band["top"], sheet.width, band["top"] + band["height"])
                row = Row(step, data_address(sheet.crop(box)))
                rows = found.setdefault(band["label"], {})
                rows[step] = row  # in reverse, so that the first row of a kind stays
    return {label: list(rows.values()) for label, rows in reversed(found.items())}


def picture_files(directory: str | os.PathLike) -> list[Path]:
    """Returns the pictures of a run in the order of their steps."""
    files = [
        path for path in Path(directory).glob("step_*.png") if re.fullmatch(r"step_\d+", path.stem)
    ]
    return sorted(files, key=lambda path: int(path.stem.removeprefix("step_")))


def data_address(image: Image.Image | Path) -> str:
    """Returns a picture as a `data:` URL, to be embedded in a page.

    Args:
        image: A picture, or a PNG file, which is taken as it is.
    """
    if isinstance(image, Path):
        content = image.read_bytes()
    else:
        buffer = io.BytesIO()
        image.save(buffer, format="PNG", optimize=True)
        content = buffer.getvalue()
    return "data:image/png;base64," + base64.b64encode(content).decode()
