"""Keeps the model whose score, among those taken during training, is the best."""

import os
from collections.abc import Mapping
from pathlib import Path

from keras_gan_zoo.callbacks.checkpoint_folder import (
    checkpoints,
    remove_checkpoint,
    remove_leftovers,
    write_checkpoint,
)
from keras_gan_zoo.callbacks.evaluate_every import EvaluateEvery
from keras_gan_zoo.callbacks.every_steps import EverySteps
from keras_gan_zoo.types import Logs


class KeepBest(EverySteps):
    """Saves the model after each evaluation that is better than all before, and keeps that file.

    The last model of a training is seldom its best: BigGAN's authors went back to before its
    collapse (1809.11096, section 4.2). The file is a whole model, as `Checkpoint` writes it. The
    best of n noisy scores flatters: judge what was kept by other pictures, or more of them.

    Unlike `keras.callbacks.ModelCheckpoint`, which acts at the end of an epoch, it keeps the very
    model that was scored. A training that a `Checkpoint` resumes goes on with the best so far.

    Args:
        scores: The callback that evaluates.
        monitor: Which of its scores, as it was asked for: `"fid500"`.
        directory: Folder of the file `step_000200.keras`; it is made.

    Raises:
        ValueError: If `scores` has no such score, or of this one neither lower nor higher is
            better.

    Example:
        >>> scores = EvaluateEvery(test_images, ["fid500"], every=1000)
        >>> best = KeepBest(scores, "fid500", "best")
        >>> gan.fit(images, epochs=20, callbacks=[scores, best])
        >>> gan = keras.models.load_model(best.path)
    """

    def __init__(self, scores: EvaluateEvery, monitor: str, directory: str | os.PathLike):
        super().__init__(scores.every)
        # Here, so that the callbacks that need no metrics do not bring them all.
        from keras_gan_zoo.evaluation.during_training import lower_is_better

        self.lower = lower_is_better(monitor)
        if not scores.may_log(monitor):
            raise ValueError(
                f"`monitor` is {monitor!r}, which `scores` does not compute: ask it for this score."
            )
        self.scores = scores
        self.monitor = monitor
        self.directory = Path(directory)
        self._best: dict[str, float] | None = None

    @property
    def path(self) -> Path | None:
        """The file of the best model so far, or `None` before the first evaluation."""
        return None if self._best is None else checkpoints(self.directory)[int(self._best["step"])]

    @property
    def best(self) -> dict[str, float] | None:
        """`{"step": ..., "value": ...}` of the best model so far, or `None`."""
        return self._best

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Saves the model if it was just scored, and is the best so far."""
        self._look(logs)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Looks at the score of the last step."""
        self._look(logs)

    def on_train_end(self, logs: Logs = None) -> None:
        """Looks at the score of the last step."""
        self._look(logs)

    def get_state(self) -> dict:
        """Returns the best score so far, for a checkpoint."""
        return {"best": self._best, "acted_at": self._acted_at}

    def set_state(self, state: Mapping) -> None:
        """Goes on from what `get_state` returned."""
        self._best, self._acted_at = state["best"], state["acted_at"]

    def _look(self, logs):
        history = self.scores.history
        if history and history[-1]["step"] == self.step:
            self._act_once(logs)

    def act(self, step: int, logs: Logs) -> None:
        """Saves the model if its score is the best so far; then removes the file before it."""
        value = self.scores.latest()[self.monitor]
        if self._best is not None:
            before = self._best["value"]
            # A score that is not finite is never better.
            if not (value < before if self.lower else value > before):
                return
        elif value != value:
            return
        self.directory.mkdir(parents=True, exist_ok=True)
        remove_leftovers(self.directory)
        write_checkpoint(self.directory, step, self.model.save, None)
        self._best = {"step": step, "value": value}
        for other, path in checkpoints(self.directory).items():
            if other != step:
                remove_checkpoint(path)
