"""Rows one below the other as a picture file that notes in itself which row is where."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from keras_gan_zoo.samples.sheet_labels import above, beside
from keras_gan_zoo.samples.sheets import BACKGROUND, save_png, stack

GAP = 2
"""Pixels between the pictures of a sheet."""

BANDS = "bands"
"""Keyword of the note, inside each PNG sheet, that says where which row is."""


def save_rows(
    path: Path,
    bands: Sequence[tuple[str, np.ndarray]],
    columns: int = 1,
    column_names: Sequence[str] = (),
) -> None:
    """Writes a PNG file of rows, which notes in itself which rows it has, for a report to use.

    Rows of several kinds, such as pictures and their translations, have their labels at the left;
    columns that have names, such as those of classes, have them above.

    Args:
        path: The file; its folder is made.
        bands: For each row its label and the row itself, uint8 (height, width, 3).
        columns: How many columns a row has, of which each may have a name.
        column_names: What stands above them, or nothing.
    """
    tops = [int(top) for top in np.cumsum([0, *(len(row) + GAP for _, row in bands)])]
    sheet = stack([row for _, row in bands], GAP)
    left, head = 0, 0
    if len({label for label, _ in bands}) > 1:
        rows = [(top, len(row), label) for (label, row), top in zip(bands, tops, strict=False)]
        labels = beside(rows, len(sheet))
        left = labels.shape[1]
        sheet = np.concatenate([labels, sheet], axis=1)
    if column_names:
        pitch = (sheet.shape[1] - left + GAP) // columns
        names = above(column_names, pitch, sheet.shape[1] - left)
        head = len(names)
        names = np.pad(names, ((0, 0), (left, 0), (0, 0)), constant_values=BACKGROUND)
        sheet = np.concatenate([names, sheet])
    notes = [
        {"label": label, "top": top + head, "height": len(row), "left": left}
        for (label, row), top in zip(bands, tops, strict=False)
    ]
    save_png(path, sheet, {BANDS: json.dumps(notes)})
