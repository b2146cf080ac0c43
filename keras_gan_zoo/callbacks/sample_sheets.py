"""Writes a sheet of generated samples every so many steps."""

import os
from pathlib import Path
from typing import Any

from keras_gan_zoo.callbacks.every_steps import EverySteps
from keras_gan_zoo.types import Logs

SMALLEST_SIDE = 56
"""Pixels that a small picture is enlarged to, by whole factors."""

_COLUMNS = 8


class SampleSheets(EverySteps):
    """Writes a sheet of samples every so many steps, always from the same inputs.

    What a sheet is, the kind of sample says that the model `gives`: of pictures a PNG file in rows,
    of texts a text file. The files are `step_000100.png` and so on, and `step_000000.png` from
    before the first step.

    Args:
        directory: Folder of the files; it is made.
        every: Steps from one to the next.
        inputs: What to generate from, for models that need something: pictures by direction.
        count: How many samples, for models that draw.
        columns: Samples a row; `None` for 8, or as many as the model says.
        seed: Seed of the draws.

    Raises:
        ValueError: In `fit`, if the model needs inputs and there are none that fit.

    Example:
        >>> gan.fit(images, callbacks=[SampleSheets("sheets", every=100)])
    """

    def __init__(
        self,
        directory: str | os.PathLike,
        every: int = 500,
        inputs: Any = None,
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
        self._columns = _COLUMNS
        self._inputs: dict[str, object] = {}

    def on_train_begin(self, logs: Logs = None) -> None:
        """Fixes the inputs, and writes the first sheet if the model is untrained."""
        super().on_train_begin(logs)
        self._columns = self.columns or self.model.sheet_columns() or _COLUMNS
        self._inputs = self.model.watched_inputs(
            self.count, self.seed, self.inputs, whole_rows=self.columns is None
        )
        if self.step == 0:
            self.act(0, logs)

    def act(self, step: int, logs: Logs) -> None:
        """Generates and saves the sheet."""
        kind = self.model.gives
        path = self.directory / f"step_{step:06d}{kind.sheet_suffix}"
        names = self.model.sheet_column_names()
        # Kinds that are not laid out in columns know nothing of their names.
        named = {"column_names": names} if len(names) == self._columns else {}
        kind.save_sheet(path, self._groups(), self._columns, SMALLEST_SIDE, **named)

    def _groups(self):
        return self.model.watched_samples(self._inputs)
