"""A progress bar over a whole training, which shows each loss."""

import shutil
import sys
import time
from collections.abc import Mapping
from typing import TextIO

import keras

from keras_gan_zoo.callbacks.recent_means import RecentMeans
from keras_gan_zoo.engine.steps_taken import steps_taken
from keras_gan_zoo.types import Logs


class Progress(keras.callbacks.Callback):
    """Shows the progress of a training, the time left, and the latest mean of each loss.

        step 600/1500 [############..................] about 2 min left
        generators_loss 4.31   discriminators_loss 0.402   cycle_x 1.32   cycle_y 1.18

    Keras's own bar is a single line; with the eight losses of a CycleGAN it is wider than a
    terminal, which then scrolls at each update. This one wraps, and redraws in place. Where the
    output is not a terminal it prints a line now and then.

    Args:
        total_steps: Steps at which the training ends, counted by the model's optimizer.
        stream: Where to; standard output by default.
        seconds: Least time between two updates; by default 1 on a terminal and 15 elsewhere.

    Example:
        >>> gan.fit(images, epochs=5, verbose=0, callbacks=[Progress(total_steps=5 * 468)])
    """

    def __init__(
        self, total_steps: int, stream: TextIO | None = None, seconds: float | None = None
    ):
        super().__init__()
        self.total_steps = total_steps
        self.stream = stream or sys.stdout
        self._in_place = self.stream.isatty()
        self._seconds = seconds if seconds is not None else 1 if self._in_place else 15
        self._means = RecentMeans()
        self._lines_drawn = 0
        self._first: tuple[int, float] | None = None
        self._updated_at: float | None = None
        self._shown_step = 0

    def on_train_begin(self, logs: Logs = None) -> None:
        """Resets what an earlier fit has shown."""
        self._lines_drawn = 0
        self._first = self._updated_at = None

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Resets the means, as Keras does at each epoch."""
        self._means.begin_epoch()

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Updates what is shown, if the last update is long enough ago."""
        self._means.add(batch, logs)
        now = time.monotonic()
        if self._first is None:
            # The first step is compiled while it runs, which says nothing of the others' time.
            self._first = (self._step(), now)
        if self._updated_at is None or now - self._updated_at >= self._seconds:
            self._update(now)

    def get_state(self) -> dict:
        """Returns the state of the next means, for a checkpoint."""
        return self._means.get_state()

    def set_state(self, state: Mapping) -> None:
        """Restores what `get_state` returned."""
        self._means.set_state(state)

    def on_train_end(self, logs: Logs = None) -> None:
        """Shows the last step."""
        if self._first is not None and self._shown_step != self._step():
            self._update(time.monotonic())

    def _step(self):
        return steps_taken(self.model)

    def _update(self, now):
        self._updated_at = now
        step = self._shown_step = self._step()
        losses = [f"{name} {mean:.3g}" for name, mean in self._means.take().items()]
        if self._in_place:
            width = shutil.get_terminal_size().columns - 1
            lines = [self._bar(step, now), *_wrapped_lines(losses, width)]
            back = f"\x1b[{self._lines_drawn}F" if self._lines_drawn else ""
            self.stream.write(back + "\x1b[J" + "\n".join(line[:width] for line in lines) + "\n")
            self._lines_drawn = len(lines)
        else:
            self.stream.write(f"{self._position(step, now)}: {', '.join(losses)}\n")
        self.stream.flush()

    def _bar(self, step, now):
        done = round(30 * min(1.0, step / self.total_steps))
        place, _, left = self._position(step, now).partition(", ")
        return f"{place} [{'#' * done}{'.' * (30 - done)}] {left}"

    def _position(self, step, now):
        first_step, first_time = self._first
        place = f"step {step}/{self.total_steps}"
        if not first_step < step < self.total_steps:
            return place
        seconds = (now - first_time) / (step - first_step) * (self.total_steps - step)
        return f"{place}, about {duration(seconds)} left"


def _wrapped_lines(losses, width):
    """Returns lines that hold as many losses each as fit into the width."""
    lines = [""]
    for loss in losses:
        joined = f"{lines[-1]}   {loss}" if lines[-1] else loss
        if len(joined) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(loss)
    return lines


def duration(seconds: float) -> str:
    """Returns a duration in words.

    Example:
        >>> duration(42), duration(150), duration(3900)
        ('42 s', '2 min 30 s', '1 h 5 min')
    """
    seconds = round(seconds)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 600:
        minutes, seconds = divmod(seconds, 60)
        return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
