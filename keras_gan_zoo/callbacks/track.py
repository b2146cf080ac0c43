"""Shows a training in TensorBoard, trackio or Weights & Biases."""

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from keras import ops

from keras_gan_zoo.callbacks.every_steps import EverySteps
from keras_gan_zoo.callbacks.recent_means import LoggedScore, RecentMeans
from keras_gan_zoo.callbacks.sample_sheets import SampleSheets
from keras_gan_zoo.trackers import open_tracker
from keras_gan_zoo.trackers.tracker import Tracker
from keras_gan_zoo.types import Logs


class Track(EverySteps):
    """Shows a training in a tracker: losses, scores, sheets of samples, histograms of weights.

    Losses are means over the steps since the point before, as in `LossLog`. The scores of an
    `EvaluateEvery` among the callbacks are shown when they come, and the sheets that a
    `SampleSheets` writes, with histograms of every player's weights beside them.

    Args:
        tracker: "tensorboard", "trackio" or "wandb", or a `keras_gan_zoo.trackers.tracker.Tracker`.
        directory: Folder of what the tracker keeps.
        every: Steps from one point of a curve to the next.
        sheets: The callback whose sheets are shown; it has to be in the list, too.
        histograms: Whether to show histograms of weights.
        name: What the run is called.
        config: Plain values to show beside the curves, such as `recipe.to_dict()`.

    Raises:
        ValueError: If there is no such tracker.
        ImportError: If its package is not installed; with the command that installs it.

    Example:
        >>> sheets = SampleSheets("sheets", every=500)
        >>> track = Track("tensorboard", "logs", sheets=sheets)
        >>> gan.fit(images, epochs=20, callbacks=[sheets, track])  # tensorboard --logdir logs
    """

    def __init__(
        self,
        tracker: str | Tracker = "tensorboard",
        directory: str | os.PathLike = "logs",
        every: int = 50,
        *,
        sheets: SampleSheets | None = None,
        histograms: bool = True,
        name: str = "run",
        config: Mapping[str, Any] | None = None,
    ):
        super().__init__(every)
        self.directory = Path(directory)
        self.sheets = sheets
        self.weights = histograms
        if isinstance(tracker, str):
            tracker = open_tracker(tracker, directory, name, config)
        self.tracker = tracker
        self._means = RecentMeans()
        self._scores: dict[str, float] = {}
        self._shown: Path | None = None

    def on_train_begin(self, logs: Logs = None) -> None:
        """Tells the tracker where this training begins."""
        super().on_train_begin(logs)
        self.tracker.begin(self.step)
        if self.step == 0:  # a training that goes on has shown the sheet of this step
            self._show_sheet()

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Resets the means, as Keras does at each epoch."""
        self._means.begin_epoch()

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Adds the step's losses; shows what is due."""
        self._means.add(batch, logs)
        self._show_scores(logs)
        super().on_train_batch_end(batch, logs)
        self._show_sheet()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Shows the scores of the last step."""
        self._show_scores(logs)

    def on_train_end(self, logs: Logs = None) -> None:
        """Shows the last step, and lets the tracker write what is left."""
        super().on_train_end(logs)
        self._show_sheet()
        self.tracker.close()

    def act(self, step: int, logs: Logs) -> None:
        """Shows a point of each loss's curve."""
        means = {name: mean for name, mean in self._means.take().items() if math.isfinite(mean)}
        self.tracker.numbers(step, means)

    def get_state(self) -> dict:
        """Returns the state of the next point, for a checkpoint."""
        return {"means": self._means.get_state(), "shown": self._acted_at, "scores": self._scores}

    def set_state(self, state: Mapping) -> None:
        """Continues the point that was begun at `state`."""
        self._means.set_state(state["means"])
        self._acted_at, self._scores = state["shown"], dict(state["scores"])

    def _show_scores(self, logs):
        scores = {
            name: float(value)
            for name, value in (logs or {}).items()
            if isinstance(value, LoggedScore)
        }
        if scores and scores != self._scores:
            self._scores = scores
            # Of "fid500" and "fid500_legacy", one score, the name that says all of it.
            whole = [name for name in scores if not any(_begins(name, other) for other in scores)]
            self.tracker.numbers(self.step, {f"scores/{name}": scores[name] for name in whole})

    def _show_sheet(self):
        """Shows the newest sheet if it was not shown, and the weights beside it."""
        if self.sheets is None:
            return
        suffix = self.model.gives.sheet_suffix
        path = self.sheets.directory / f"step_{self.step:06d}{suffix}"
        if path == self._shown or not path.is_file():
            return
        self._shown = path
        if suffix == ".png":
            self.tracker.picture(self.step, "samples", path)
        elif suffix == ".txt":
            lines = path.read_text(encoding="utf-8").splitlines()
            self.tracker.texts(self.step, "samples", lines)
        if self.weights:
            self.tracker.histograms(self.step, dict(self._weights()))

    def _weights(self):
        # By their places: Keras numbers the names of layers anew in each process, or does not.
        for player in self.model.players:
            for place, variable in enumerate(self.model.player_variables(player), start=1):
                yield f"{player}/{place:02d} {variable.name}", ops.convert_to_numpy(variable)


def _begins(name: str, other: str) -> bool:
    return other != name and other.startswith(name)
