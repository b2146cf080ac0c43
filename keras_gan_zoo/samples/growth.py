"""What became of the same samples in a training: a strip of a few moments, and a film of all."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from keras_gan_zoo.samples.films import write_film
from keras_gan_zoo.samples.sheet_labels import beside
from keras_gan_zoo.samples.sheets import save_png, stack

MOMENTS = (100, 1000, 2000, 5000, 10_000, 20_000, 50_000)
"""Steps that Hung-yi Lee's lectures show anime faces after."""

_FRAMES, _RATE = 60, 4.0
_GAP = 4
_ROWS_OF_A_FILM = 2


def show_growth(sheets: Sequence[Path], folder: Path, bands: str) -> list[Path]:
    """Writes `growth.png`, a row for each of a few moments, and `growth.webp`, which moves.

    Both are drawn from the sheets that a training has left, and replace those of an earlier call.

    Args:
        sheets: `step_000100.png` and so on, each with a note of its rows.
        folder: Where to write.
        bands: Keyword of that note.

    Returns:
        The files; none if there are fewer than two sheets from after the first step.
    """
    by_step = {int(path.stem.removeprefix("step_")): path for path in sheets}
    by_step = {step: by_step[step] for step in sorted(by_step) if step > 0}
    if len(by_step) < 2:
        return []
    steps = moments(list(by_step))
    rows = [_rows(by_step[step], bands)[0] for step in steps]
    tops = np.cumsum([0, *(len(row) + _GAP for row in rows)])
    labels = [
        (int(top), len(row), f"{step:,}") for top, row, step in zip(tops, rows, steps, strict=False)
    ]
    strip = stack(rows, _GAP)
    save_png(folder / "growth.png", np.concatenate([beside(labels, len(strip)), strip], axis=1))
    some = list(by_step.values())[:: math.ceil(len(by_step) / _FRAMES)]
    film = folder / "growth.webp"
    film.unlink(missing_ok=True)  # it is made anew of sheets that are all still there
    write_film(film, (stack(_rows(path, bands)[:_ROWS_OF_A_FILM], 2) for path in some), _RATE)
    return [folder / "growth.png", film]


def moments(steps: Sequence[int]) -> list[int]:
    """Returns the steps nearest to those of the lectures, and the last one.

    Args:
        steps: Those of which there is a sheet, above 0.

    Example:
        >>> moments(range(250, 6001, 250))
        [250, 1000, 2000, 5000, 6000]
    """
    last = max(steps)
    wanted = [moment for moment in MOMENTS if moment < last]
    chosen = {min(steps, key=lambda step: abs(math.log(step / moment))) for moment in wanted}
    return sorted({*chosen, last})


def _rows(path: Path, keyword: str) -> list[np.ndarray]:
    """Returns the rows of a sheet, uint8 (height, width, 3), without their labels."""
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB"))
        notes = json.loads(picture.text.get(keyword, "[]"))  # type: ignore[attr-defined]
    if not notes:
        return [pixels]
    return [pixels[note["top"] : note["top"] + note["height"], note["left"] :] for note in notes]
