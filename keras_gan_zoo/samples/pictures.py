"""Pictures as a kind of sample: sheets in rows, a PNG file each, brightness and contrast."""

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from keras_gan_zoo.samples.growth import show_growth
from keras_gan_zoo.samples.kind import Group, Kind, write_array
from keras_gan_zoo.samples.labelled_rows import BANDS, GAP, save_rows
from keras_gan_zoo.samples.picture_files import UnreadablePicture, read_picture
from keras_gan_zoo.samples.sheets import grid, save_png, to_uint8
from keras_gan_zoo.types import ArrayLike

_NAMED_SIDE = 56

MAX_SHEET_BYTES = 400_000
"""How large a stored sheet may be: half as many large pictures are as much to look at."""


class Pictures(Kind):
    """Pictures of one size, float in [-1, 1], channels last.

    Args:
        shape: (height, width, channels).

    Example:
        >>> Pictures((28, 28, 1)).values()
        'float32 in [-1, 1]'
    """

    name = "pictures"
    unit = "picture"
    sheet_suffix = ".png"
    file_suffix = ".png"
    value_range = (-1.0, 1.0)

    def examples(self, count: int, seed: int = 0) -> np.ndarray:
        """Returns random squares of 1, 2, 4 and 8 pixels in turn, from noise to flat.

        To normalize by a picture's own variance is least forgiving on flat ones.
        """
        random = np.random.default_rng(seed)
        images = np.empty((count, *self.shape), "float32")
        for index, image in enumerate(images):
            side = 2 ** (index % 4)
            rows, columns = (-(-length // side) for length in self.shape[:2])
            squares = random.uniform(-1, 1, (rows, columns, self.shape[2]))
            image[:] = squares.repeat(side, 0).repeat(side, 1)[: self.shape[0], : self.shape[1]]
        return images

    def numbers(self, samples: ArrayLike) -> dict[str, float]:
        """Returns brightness, contrast, difference and sharpness.

        `brightness` is the mean pixel in [-1, 1]; `contrast` the pixels' standard deviation;
        `difference` the root mean square of what two pictures in a row differ by, which collapses
        with the model; `sharpness` that of `keras_gan_zoo.metrics`.
        """
        from keras_gan_zoo.metrics.pictures.edges import sharpness

        pictures = np.asarray(samples, "float64")
        visible = pictures  # sharpness is that of what is seen, which is grey or colours
        if pictures.shape[-1] not in (1, 3):
            visible = pictures.mean(axis=-1, keepdims=True)
        return {
            "brightness": float(pictures.mean()),
            "contrast": float(pictures.std()),
            "difference": float(np.sqrt(np.mean(np.diff(pictures, axis=0) ** 2))),
            "sharpness": float(sharpness(np.clip(visible, -1, 1), (-1, 1)).mean()),
        }

    def rows(
        self, groups: Sequence[Group], columns: int = 8, smallest_side: int = 0
    ) -> list[tuple[str, np.ndarray]]:
        """Lays groups out in rows, those of the sets of one group in turn.

        Returns:
            For each row its label and the row itself, uint8 (height, width, 3).
        """
        laid_out = []
        for group in groups:
            for start in range(0, len(group[0][1]), columns):
                for label, pictures in group:
                    scale = max(1, -(-smallest_side // min(pictures.shape[1:3])))
                    row = grid(pictures[start : start + columns], columns, GAP, scale)
                    laid_out.append((label, row))
        return laid_out

    def save_sheet(
        self,
        path: Path,
        groups: Sequence[Group],
        columns: int = 8,
        smallest_side: int = 0,
        column_names: Sequence[str] = (),
    ) -> None:
        """Writes a PNG file of rows; see `keras_gan_zoo.samples.labelled_rows.save_rows`."""
        save_rows(path, self.rows(groups, columns, smallest_side), columns, column_names)

    def show_growth(self, sheets: Sequence[Path], folder: Path) -> list[Path]:
        """Writes a strip of a few moments of the training, and a film of all of them."""
        return show_growth(sheets, folder, BANDS)

    def shrink_sheet(self, path: Path) -> None:
        """Writes a sheet in as little as shows as much.

        Grey pictures without the colours they do not have; and, while it is too large, without the
        lower half of its rows.
        """
        with Image.open(path) as picture:
            rows = np.asarray(picture)
            bands = json.loads(picture.text.get(BANDS, "[]"))  # type: ignore[attr-defined]
        if rows.ndim == 3 and (rows == rows[..., :1]).all():
            rows = rows[..., :1]
            save_png(path, rows)
        while path.stat().st_size > MAX_SHEET_BYTES:
            bands = bands[: len(bands) // 2]
            end = bands[-1]["top"] + bands[-1]["height"] if bands else (len(rows) - GAP) // 2
            rows = rows[:end]
            save_png(path, rows)

    def read_file(self, path: Path) -> np.ndarray:
        """Returns the picture in a file, cut to its middle and resized to this kind's size."""
        height, width, channels = self.shape
        try:
            pixels = read_picture(path, (height, width), channels).pixels
        except UnreadablePicture as error:
            raise ValueError(f"{str(path)!r} cannot be read: {error}.") from None
        return pixels / np.float32(127.5) - 1.0

    def write_file(self, path: Path, sample: Any) -> None:
        """Writes one picture as a PNG file."""
        save_png(path, to_uint8(sample))

    def write(
        self,
        output: Path,
        count: int,
        batches: Iterable,
        *,
        columns: int | None = None,
        column_names: Sequence[str] = (),
    ) -> list[Path]:
        """Writes a `.png` sheet, an `.npy` file of uint8, or a folder with a file for each.

        Args:
            output: The file or the folder.
            count: How many pictures come.
            batches: The pictures, a batch at a time.
            columns: Pictures a row of a sheet; `None` for as many as make it square, 8 at most.
            column_names: What stands above the columns of a sheet, where they mean something.
        """
        batches = map(to_uint8, batches)
        if output.suffix.lower() == ".npy":
            return [write_array(output, count, batches)]
        if output.suffix.lower() == ".png":
            pictures = np.concatenate(list(batches))
            columns = min(columns or min(8, math.ceil(math.sqrt(count))), count)
            if column_names:
                side = _NAMED_SIDE  # or no name would have its place
                names = column_names[:columns]
                self.save_sheet(output, [[("samples", pictures)]], columns, side, names)
            else:
                save_png(output, grid(pictures, columns=columns))
            return [output]
        digits = len(str(count - 1))
        files = [output / f"{index:0{digits}d}.png" for index in range(count)]
        unwritten = iter(files)
        for pictures in batches:
            for picture in pictures:
                save_png(next(unwritten), picture)
        return files
