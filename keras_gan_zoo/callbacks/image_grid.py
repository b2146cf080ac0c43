"""A picture, every so many steps, of what the model has learnt."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from keras_gan_zoo.callbacks.every_steps import EverySteps
from keras_gan_zoo.callbacks.fixed_latents import fixed_latents
from keras_gan_zoo.samples.sheets import grid, save_png, stack

GAP = 2
SMALLEST_SIDE = 56
_COLUMNS, _MOST_COLUMNS = 8, 16
BANDS = "bands"
"""Keyword of the note, inside each PNG, that says where which row is."""


def _conditions_side_by_side(model):
    """Returns how many conditions a model draws by, or `None` where that makes no row."""
    conditions = model.turn_length() if hasattr(model, "turn_length") else 0
    return conditions if 1 < conditions <= _MOST_COLUMNS else None


class ImageGrid(EverySteps):
    """Saves a grid of generated pictures every so many steps, always from the same inputs.

    A model that draws from latents is given the same latents each time; one that draws by a
    condition, its conditions one after the other. A model that translates
    is given the same pictures; for each direction the grid shows them above what becomes of
    them. The files are `step_000100.png` and so on, and `step_000000.png` from before the first
    step. Small pictures are enlarged by whole pixels. Each file notes in itself which rows it has,
    for a report to take it apart.

    Args:
        directory: Folder of the files; it is made.
        every: Steps from one to the next.
        inputs: For models that translate: the pictures, float (n, height, width, channels) in
            [-1, 1], by direction, `{"x_to_y": ..., "y_to_x": ...}`, or in the directions' order
            as a tuple.
        count: For models that draw from latents: how many pictures.
        columns: Pictures a row; `None` for 8, or for a model that draws by a condition all its
            conditions if they are 16 or fewer, each in a column of its own, in whole rows.
        seed: Seed of the latents.

    Raises:
        ValueError: In `fit`, if the model translates and there are no inputs, or if they are not
            as many as the model has directions.

    Example:
        >>> gan.fit(images, callbacks=[ImageGrid("pictures", every=100)])
        >>> inputs = {"x_to_y": photographs[:8], "y_to_x": paintings[:8]}
        >>> cyclegan.fit((photographs, paintings), callbacks=[ImageGrid("out", inputs=inputs)])
    """

    def __init__(
        self,
        directory: str | os.PathLike,
        every: int = 500,
        inputs: Mapping[str, np.ndarray] | tuple | None = None,
        count: int = 64,
        columns: int | None = None,
        seed: int = 0,
    ):
        super().__init__(every)
        self.directory = Path(directory)
        self.inputs = inputs
        self.count = count
        self.columns = columns
        self.seed = seed
        self._columns = None
        self._inputs = None

    def on_train_begin(self, logs=None):
        """Fixes the inputs, and draws them once if the model has not been trained yet."""
        super().on_train_begin(logs)
        conditions = None if self.columns else _conditions_side_by_side(self.model)
        self._columns = self.columns or conditions or _COLUMNS
        if hasattr(self.model, "latent_dim"):
            count = self.count
            if conditions and count > conditions:
                count -= count % conditions
            self._inputs = fixed_latents(self.model, count, self.seed)
        else:
            self._inputs = self._by_direction(self.model.directions)
        if self.step == 0:
            self.act(0, logs)

    def act(self, step, logs):
        """Draws and saves the grid."""
        bands = self.draw()
        tops = np.cumsum([0, *(len(sheet) + GAP for _, sheet in bands)])
        notes = [
            {"label": label, "top": int(top), "height": len(sheet)}
            for (label, sheet), top in zip(bands, tops, strict=False)
        ]
        save_png(
            self.directory / f"step_{step:06d}.png",
            stack([sheet for _, sheet in bands], GAP),
            {BANDS: json.dumps(notes)},
        )

    def draw(self) -> list[tuple[str, np.ndarray]]:
        """Draws what the grid shows now, row by row.

        Returns:
            For each row what it is ("samples", "x_to_y input", "x_to_y output") and the row
            itself, uint8 (height, width, 3).
        """
        if not isinstance(self._inputs, Mapping):
            samples = self.model.generate(latents=self._inputs)
            return [("samples", self._row(samples, start)) for start in self._starts(samples)]
        bands = []
        for direction, pictures in self._inputs.items():
            outputs = self.model.generate(pictures, direction=direction)
            for start in self._starts(pictures):
                bands.append((f"{direction} input", self._row(pictures, start)))
                bands.append((f"{direction} output", self._row(outputs, start)))
        return bands

    def _starts(self, images):
        return range(0, len(images), self._columns)

    def _row(self, images, start):
        scale = max(1, -(-SMALLEST_SIDE // min(images.shape[1:3])))
        return grid(images[start : start + self._columns], self._columns, GAP, scale)

    def _by_direction(self, directions):
        if self.inputs is None:
            example = ", ".join(f"{direction!r}: pictures" for direction in directions)
            raise ValueError(
                f"`inputs` must be given for a {type(self.model).__name__}, which translates "
                f"pictures: ImageGrid(..., inputs={{{example}}})."
            )
        named = isinstance(self.inputs, Mapping)
        given = tuple(self.inputs) if named else directions[: len(self.inputs)]
        if not given or not set(given) <= set(directions) or len(given) != len(self.inputs):
            raise ValueError(
                f"`inputs` must hold an array of pictures for each of {', '.join(directions)}, "
                f"got {', '.join(map(repr, self.inputs)) if named else len(self.inputs)}."
            )
        sets = self.inputs.values() if named else self.inputs
        return {name: np.asarray(pictures) for name, pictures in zip(given, sets, strict=True)}
