"""Logs the losses to a file, one line of JSON every so many steps."""

import math
import os
import time
from collections.abc import Mapping
from pathlib import Path

from keras_gan_zoo.callbacks.every_steps import EverySteps
from keras_gan_zoo.callbacks.recent_means import RecentMeans
from keras_gan_zoo.runs.history_file import append_line, keep_lines_until
from keras_gan_zoo.types import Logs


class LossLog(EverySteps):
    """Appends a line of JSON to a file every so many steps.

    A line holds `step`, `seconds` (wall time of training so far, over all its fits) and the mean
    of every loss over the steps since the line before; a loss that is not finite is `null`. When
    training resumes from an earlier step, the lines after that step are dropped: they are about
    to be written again.

    Args:
        path: The file; its folder is made.
        every: Steps a line.

    Raises:
        ValueError: If `every` is not a whole number of at least 1.

    Example:
        >>> gan.fit(images, callbacks=[LossLog("history.jsonl", every=50)])
    """

    def __init__(self, path: str | os.PathLike, every: int = 50):
        super().__init__(every)
        self.path = Path(path)
        self._means = RecentMeans()
        self._started = self._seconds_before = 0.0

    def on_train_begin(self, logs: Logs = None) -> None:
        """Drops the lines that this training will write again, and starts the clock."""
        super().on_train_begin(logs)
        kept = keep_lines_until(self.path, self.step)
        self._seconds_before = kept[-1]["seconds"] if kept else 0.0
        self._started = time.monotonic()

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Resets the means, as Keras does at each epoch."""
        self._means.begin_epoch()

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Adds the step's losses, and writes a line if one is due."""
        self._means.add(batch, logs)
        super().on_train_batch_end(batch, logs)

    def act(self, step: int, logs: Logs) -> None:
        """Writes a line."""
        seconds = self._seconds_before + time.monotonic() - self._started
        losses = {
            name: mean if math.isfinite(mean) else None for name, mean in self._means.take().items()
        }
        append_line(self.path, {"step": step, "seconds": round(seconds, 2), **losses})

    def get_state(self) -> dict:
        """Returns the state of the next line, for a checkpoint."""
        return {"means": self._means.get_state(), "written": self._acted_at}

    def set_state(self, state: Mapping) -> None:
        """Continues the line that was begun at `state`.

        A line that was written since, at the end of a training that was cut short, is dropped.
        """
        self._means.set_state(state["means"])
        self._acted_at = state["written"]
        keep_lines_until(self.path, self._acted_at)
