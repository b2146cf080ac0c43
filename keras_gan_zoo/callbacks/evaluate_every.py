"""Computes metrics during training, every so many steps."""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from keras_gan_zoo.callbacks.every_steps import EverySteps
from keras_gan_zoo.runs.history_file import append_line, keep_lines_until
from keras_gan_zoo.types import Data, Logs

if TYPE_CHECKING:
    from keras_gan_zoo.metrics.features.extractor import FeatureExtractor


class EvaluateEvery(EverySteps):
    """Scores the model by metrics every so many steps, always on the same latents.

    The features of the real pictures are extracted once. A score costs as many pictures as its
    name says through Inception, some seconds for each hundred on a processor: `fid500` every
    thousand steps follows a training, and says nothing that compares with anyone's `fid50k`.

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
        stream: TextIO | Literal[False] | None = None,
    ):
        super().__init__(every)
        # Here, so that the callbacks that need no metrics do not bring them all.
        from keras_gan_zoo.evaluation.generation_judge import GenerationJudge
        from keras_gan_zoo.evaluation.metric_names import parse_all
        from keras_gan_zoo.evaluation.real_pictures import RealPictures

        requests = parse_all(metrics, count=500, resize="legacy")
        for request in requests:
            if request.definition.needs_training:
                raise ValueError(
                    f"`metrics` asks for {request.metric!r}, which takes too long during training: "
                    "use keras_gan_zoo.evaluation afterwards."
                )
        pictures = RealPictures(real, seed)
        most = max(request.count for request in requests)
        if pictures.count is not None and not pictures.has(most):
            raise ValueError(
                f"`metrics` asks for {most:,} real pictures, but `real` has {pictures.count:,}."
            )
        self.history: list[dict] = []
        self._judge = GenerationJudge(
            pictures.sample, requests, source=source, extractor=extractor, progress=False
        )
        self._draw = draw or (lambda model, count: model.generate(n=count, seed=seed))
        self._path = None if path is None else Path(path)
        self._stream = sys.stderr if stream is None else stream

    def on_train_begin(self, logs: Logs = None) -> None:
        """Drops the lines that this training will write again."""
        super().on_train_begin(logs)
        if self._path is not None:
            keep_lines_until(self._path, self.step)

    def act(self, step: int, logs: Logs) -> None:
        """Scores the model, and writes and prints the scores."""
        scores = self._judge(lambda count: self._draw(self.model, count))
        line = {"step": step, **{score.name: float(score.value) for score in scores}}
        self.history.append(line)
        if self._path is not None:
            append_line(self._path, line)
        if self._stream is not False:
            scored = ", ".join(f"{score.name} {score.value:.4g}" for score in scores)
            print(f"step {step:,}: {scored}", file=self._stream, flush=True)
