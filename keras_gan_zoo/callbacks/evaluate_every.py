"""Computes metrics during training, every so many steps."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from keras_gan_zoo.callbacks.every_steps import EverySteps
from keras_gan_zoo.callbacks.recent_means import LoggedScore
from keras_gan_zoo.runs.history_file import append_line, keep_lines_until
from keras_gan_zoo.types import Data, Logs

if TYPE_CHECKING:
    from keras_gan_zoo.metrics.features.extractor import FeatureExtractor


class EvaluateEvery(EverySteps):
    """Scores the model by metrics every so many steps, always on the same latents.

    The features of the real pictures are extracted once. A score costs as many pictures as its
    name says through Inception, some seconds for each hundred on a processor: `fid500` every
    thousand steps follows a training, and says nothing that compares with anyone's `fid50k`.

    The latest scores are among the logs that other callbacks get, by their full names and by those
    in `metrics`: `keras.callbacks.ModelCheckpoint(path, monitor="fid500", mode="min",
    save_best_only=True)` keeps the best model, and `EarlyStopping`, `ReduceLROnPlateau` and the
    `History` have the scores too. Those act at the end of an epoch: let `every` be its steps, or a
    divisor of them, for a score to be that of the model which they keep.

    Args:
        real: Real pictures: an array (n, height, width, channels), or a `tf.data.Dataset` of
            single pictures or of batches; in [-1, 1] or uint8.
        metrics: Names such as `"fid500_legacy"`, `"kid500"`, `"sharpness500"`; see
            `keras_gan_zoo.evaluation.metric_names.parse`.
        every: Steps from one evaluation to the next.
        path: File to append a line of JSON to at each evaluation; `None` writes none. Lines of
            later steps than a resumed training has taken are dropped: they are written again.
        draw: Function of the model and a number that returns that many pictures; needed for models
            whose `generate` does not take a number.
        seed: Of the latents and of the choice of real pictures.
        source: Which real pictures.
        extractor: Another feature extractor than the standard Inception.
        features_dir: Folder where the real pictures' features stay for the next training, or `None`
            to keep none.
        stream: Where a line is printed at each evaluation; standard error by default, `False` for
            nowhere.

    Attributes:
        history: A dict each evaluation: `step`, and the value of every score by its name.

    Raises:
        ValueError: If a metric does not exist, or there are too few real pictures.

    Example:
        >>> scores = EvaluateEvery(test_images, ["fid500", "recall500"], every=2000)
        >>> gan.fit(images, epochs=20, callbacks=[scores])
        >>> scores.history[-1]["fid500_legacy"]
    """

    def __init__(
        self,
        real: Data,
        metrics: str | Iterable[str] = ("fid500", "kid500"),
        every: int = 1000,
        path: str | os.PathLike | None = None,
        *,
        draw: Callable | None = None,
        seed: int = 0,
        source: str = "",
        extractor: "FeatureExtractor | None" = None,
        features_dir: str | os.PathLike | None = None,
        stream: TextIO | Literal[False] | None = None,
    ):
        super().__init__(every)
        # Here, so that the callbacks that need no metrics do not bring them all.
        from keras_gan_zoo.evaluation.during_training import requests_during_training
        from keras_gan_zoo.evaluation.generation_judge import GenerationJudge
        from keras_gan_zoo.evaluation.real_pictures import RealPictures

        requests = requests_during_training(metrics)
        pictures = RealPictures(real, seed)
        most = max(request.count for request in requests)
        if pictures.count is not None and not pictures.has(most):
            raise ValueError(
                f"`metrics` asks for {most:,} real pictures, but `real` has {pictures.count:,}."
            )
        self.history: list[dict] = []
        names = metrics.split(",") if isinstance(metrics, str) else metrics
        self._asked = [name.strip() for name in names]
        self._cut_short, self._last_batch = False, -1
        self._judge = GenerationJudge(
            pictures.sample,
            requests,
            source=source,
            extractor=extractor,
            features_dir=features_dir,
            progress=False,
        )
        self._draw = draw or (lambda model, count: model.generate(n=count, seed=seed))
        self._path = None if path is None else Path(path)
        self._stream = sys.stderr if stream is None else stream

    def on_train_begin(self, logs: Logs = None) -> None:
        """Drops the lines that this training will write again."""
        super().on_train_begin(logs)
        self._cut_short, self._last_batch = False, -1
        if self._path is not None:
            keep_lines_until(self._path, self.step)

    def may_log(self, name: str) -> bool:
        """Returns whether a name can be that of a score among the logs."""
        return any(_means(asked, name) for asked in self._asked)

    def latest(self) -> dict[str, float]:
        """Returns the latest scores as they are in the logs; nothing before the first.

        Each by its own name, and by the one that it was asked for by.
        """
        if not self.history:
            return {}
        scores = {name: value for name, value in self.history[-1].items() if name != "step"}
        for asked in self._asked:
            meant = [name for name in scores if _means(asked, name)]
            if len(meant) == 1:
                scores[asked] = scores[meant[0]]
        return scores

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Scores the model if it is time, and adds the latest scores to the logs."""
        super().on_train_batch_end(batch, logs)
        self._last_batch = batch
        self._add_to(logs)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Adds the latest scores to the logs; those of the last epoch are of its last step."""
        # Nobody waits for a score who has pressed Ctrl-C; and there was none at this step, had the
        # training gone on.
        whole = self._last_batch + 1 == self.params.get("steps")
        self._cut_short = self.model.stop_training and not whole
        if epoch + 1 == self.params.get("epochs"):
            self._act_at_the_end(logs)
        self._add_to(logs)

    def on_train_end(self, logs: Logs = None) -> None:
        """Scores the last model if that was not done, unless the training was cut short."""
        self._act_at_the_end(logs)

    def get_state(self) -> dict:
        """Returns the scores so far, for a checkpoint."""
        return {"history": self.history, "acted_at": self._acted_at}

    def set_state(self, state: Mapping) -> None:
        """Goes on from what `get_state` returned."""
        self.history = list(state["history"])
        self._acted_at = state["acted_at"]

    def _act_at_the_end(self, logs):
        if not self._cut_short:
            self._act_once(logs)

    def _add_to(self, logs):
        if logs is not None:
            logs.update({name: LoggedScore(value) for name, value in self.latest().items()})

    def act(self, step: int, logs: Logs) -> None:
        """Scores the model, and writes and prints the scores."""
        scores = self._judge(lambda count: self._draw(self.model, count))
        line = {"step": step, **{score.name: float(score.value) for score in scores}}
        self.history.append(line)
        if self._path is not None:
            append_line(self._path, line)
        if self._stream is not False:
            told = ", ".join(f"{score.name} {score.value:.4g}" for score in scores)
            print(f"step {step:,}: {told}", file=self._stream, flush=True)


def _means(asked: str, name: str) -> bool:
    """Returns whether a score's name is what was asked for, with what that left out."""
    return re.fullmatch(rf"{re.escape(asked)}(\d+k?)?(_.*)?", name) is not None
