"""A file of losses, one line of JSON every so many steps."""

import json
import math
import os
import time
from pathlib import Path

from keras_gan_zoo.callbacks.every_steps import EverySteps
from keras_gan_zoo.callbacks.recent_means import RecentMeans


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

    def on_train_begin(self, logs=None):
        """Drops the lines that this training will write again, and starts the clock."""
        super().on_train_begin(logs)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        written = read_history(self.path)
        kept = [line for line in written if line["step"] <= self.step]
        if len(kept) != len(written):
            partial = self.path.with_name(f".{self.path.name}.partial")
            partial.write_text("".join(json.dumps(line) + "\n" for line in kept))
            os.replace(partial, self.path)
        self._seconds_before = kept[-1]["seconds"] if kept else 0.0
        self._started = time.monotonic()

    def on_epoch_begin(self, epoch, logs=None):
        """Keras's means start anew at each epoch."""
        self._means.begin_epoch()

    def on_train_batch_end(self, batch, logs=None):
        """Counts the step in, and writes a line if one is due."""
        self._means.add(batch, logs)
        super().on_train_batch_end(batch, logs)

    def act(self, step, logs):
        """Writes a line."""
        seconds = self._seconds_before + time.monotonic() - self._started
        losses = {
            name: mean if math.isfinite(mean) else None for name, mean in self._means.take().items()
        }
        with self.path.open("a") as file:
            file.write(json.dumps({"step": step, "seconds": round(seconds, 2), **losses}) + "\n")


def read_history(path: str | os.PathLike) -> list[dict]:
    """Returns the lines that a `LossLog` wrote, oldest first.

    A last line that was cut off, as a power failure leaves it, is left out.

    Args:
        path: The file; one that does not exist has no lines.
    """
    lines = Path(path).read_text().splitlines() if Path(path).exists() else []
    history = []
    for line in lines:
        try:
            history.append(json.loads(line))
        except json.JSONDecodeError:
            break
    return history
