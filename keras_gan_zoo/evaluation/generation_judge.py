"""Judges sets of pictures against real ones whose features are extracted once."""

import dataclasses
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from keras_gan_zoo import metrics
from keras_gan_zoo.errors import listed
from keras_gan_zoo.evaluation.metric_names import Request
from keras_gan_zoo.evaluation.real_pictures import watched
from keras_gan_zoo.metrics.features.extractor import FeatureExtractor
from keras_gan_zoo.metrics.features.features import Features, image_batches
from keras_gan_zoo.metrics.features.inputs import protocol_name
from keras_gan_zoo.metrics.judges.inception import STANDARD_EXTRACTOR
from keras_gan_zoo.metrics.score import Score
from keras_gan_zoo.metrics.value_range import STANDARD
from keras_gan_zoo.types import Images

_BATCH = 50

Pictures = Callable[[int], object]
"""A function of a number that gives so many pictures, the same each time: an array, or batches."""


class GenerationJudge:
    """Computes every asked metric of a set of pictures from one extraction of features.

    The real pictures' features are extracted at the first need and kept; each judged set's are
    extracted once for all metrics. With a folder for features an extraction that was interrupted
    goes on where it stopped, and the real pictures' stay there for the next time.

    Args:
        real: Function of a number that gives so many real pictures, as an array (n, height,
            width, channels) or as batches of it, in [-1, 1] or uint8; what looks like [0, 1] is
            refused.
        requests: What to compute, as `metric_names.parse_all` returns it.
        source: Which real pictures: data set and split.
        training: The pictures that the judged generator was trained on, an array or batches;
            needed for "memorisation", and then `real` must not be among them.
        extractor: Another feature extractor than the standard Inception.
        features_dir: Folder for features, or `None` to keep none.
        progress: Whether to report images/s and the time left.

    Raises:
        ValueError: If a metric that needs `training` is asked for, such as "memorisation", and
            there is none.

    Example:
        >>> judge = GenerationJudge(lambda n: photographs[:n], parse_all("fid,kid", 1000, "legacy"))
        >>> for score in judge(lambda n: gan.generate(n, seed=0)):
        ...     print(score)
    """

    def __init__(
        self,
        real: Pictures,
        requests: Sequence[Request],
        *,
        source: str = "",
        training: Images | None = None,
        extractor: FeatureExtractor | None = None,
        features_dir: str | os.PathLike | None = None,
        progress: bool = True,
    ):
        self.requests = list(requests)
        for request in self.requests:
            if training is None and request.definition.needs_training:
                raise ValueError(
                    f"`requests` has {request.metric!r}, which needs `training` pictures."
                )
        self.source = source
        self._real = lambda count: watched(real(count))
        self._training = training
        self._extractor = extractor
        self._features_dir = None if features_dir is None else Path(features_dir)
        self._progress = progress
        self._real_features: dict[Any, Features] = {}

    def __call__(self, pictures: Pictures, label: str = "generated pictures") -> list[Score]:
        """Returns the scores of each request: one, or two for "memorisation".

        Args:
            pictures: Function of a number that gives so many pictures to judge, in [-1, 1] or
                uint8; that they are is believed, for a model draws what it can.
            label: What they are, for the progress line.

        Raises:
            ValueError: If there are fewer pictures than a metric asks for, or of several sizes.
        """
        return self.scores(pictures, label, self.requests)

    def scores(
        self, pictures: Pictures, label: str, requests: Sequence[Request], kept: bool = False
    ) -> list[Score]:
        """Returns the scores of some of the judge's requests.

        Args:
            pictures: As for a call.
            label: As for a call.
            requests: Some of the judge's requests.
            kept: Whether the pictures are the same next time, so that their features stay in the
                folder too, as those of the real pictures do.
        """
        features, files = {}, []
        for resize, count in _counts_by_resize(requests).items():
            self._extract_real(resize)
            file = self._feature_file(f"{label}-{self.source}-{count}", resize, pictures)
            features[resize] = self._extract(pictures, resize, count, label, file)
            files.append(file)
        as_bytes = _Bytes(generated=pictures, real=self._real)
        scores: list[Score] = []
        computed: dict[tuple, dict[str, Score]] = {}
        for request in requests:
            # Precision, recall, density and coverage, say, come from the same distances.
            key = request.definition.compute, dataclasses.replace(request, metric="")
            if key not in computed:
                computed[key] = self._compute(request, features, as_bytes)
            scores.extend(_own_scores(request, computed[key]))
        for file in filter(None, () if kept else files):
            # Its pictures can be drawn again; what is to be saved from Ctrl-C is the waiting.
            file.unlink(missing_ok=True)
            file.with_name(file.name + ".json").unlink(missing_ok=True)
        return scores

    def _compute(
        self, request: Request, features: Mapping[Any, Features], as_bytes: "_Bytes"
    ) -> dict[str, Score]:
        """Returns what a metric's function gives, as scores by what their names begin with."""
        metric, count = request.definition, request.count
        started = time.monotonic()
        given: dict[str, Any] = {}
        for need in metric.needs:
            if need == "generated_features":
                given[need] = _thinned(features[request.resize], count)
            elif need == "real_features":
                given[need] = _thinned(self._real_features[request.resize], count)
            elif need == "training":
                given[need] = self._training
            elif need == "neighbours":
                given[need] = request.neighbours
            else:
                given[need] = as_bytes(need, count)
        result = metric.compute(**given)
        if not isinstance(result, Mapping):
            result = dict.fromkeys(metric.better, result)
        extractor = self._extractor_for(request.resize) if metric.of_features else None
        scores = {}
        for kind, value in result.items():
            if isinstance(value, Score):
                scores[kind] = value
                continue
            k = "" if request.neighbours is None else f"_k{request.neighbours}_"
            scores[kind] = Score(
                value=_number(value, metric.name),
                name=protocol_name(
                    f"{kind}{k}",
                    count,
                    extractor.name if extractor else STANDARD_EXTRACTOR,
                    extractor.resize if extractor else "none",
                ),
                samples=count,
                reference_samples=count if metric.compares else None,
                extractor=extractor.name if extractor else None,
                resize=extractor.resize if extractor else None,
                source=self.source or None,
                seconds=time.monotonic() - started,
            )
        return scores

    def _extract_real(self, resize):
        if resize not in self._real_features:
            count = _counts_by_resize(self.requests)[resize]
            file = self._feature_file(f"real-{self.source}-{count}", resize, self._real)
            self._real_features[resize] = self._extract(
                self._real, resize, count, self.source, file
            )

    def _extract(self, pictures, resize, count, source, file):
        return metrics.extract_features(
            _even_batches(pictures(count), count),
            self._extractor_for(resize),
            source=source,
            count=count,
            save_to=file,
            progress=self._progress,
        )

    def _extractor_for(self, resize):
        return self._extractor or metrics.inception_pool3(resize)

    def _feature_file(self, what, resize, pictures):
        """Returns a file's name that other pictures, or other features of them, do not have."""
        if self._features_dir is None:
            return None
        extractor = self._extractor_for(resize)
        first = next(image_batches(pictures(1), 1, value_range=STANDARD))[0]
        key = json.dumps([what, extractor.name, extractor.resize, list(first.shape)]).encode()
        digest = hashlib.sha256(key + first.tobytes()).hexdigest()[:16]
        return self._features_dir / f"{what.split('-')[0].split()[0]}_{digest}.f32"


class _Bytes:
    """Pictures as uint8 arrays, each set drawn once for all metrics of so many."""

    def __init__(self, **draws: Pictures):
        self._draws = draws
        self._drawn: dict[tuple[str, int], np.ndarray] = {}

    def __call__(self, which: str, count: int) -> np.ndarray:
        if (which, count) not in self._drawn:
            self._drawn[which, count] = _bytes(self._draws[which], count)
        return self._drawn[which, count]


def _own_scores(request: Request, scores: Mapping[str, Score]) -> Iterator[Score]:
    """Yields those of the scores that a function gave which are the metric's own."""
    for kind in request.definition.better:
        score = scores.get(kind)
        if score is None or not score.name.startswith(kind):
            came = f"only {listed(scores)}" if score is None else f"one named {score.name!r}"
            raise ValueError(
                f"The metric {request.metric!r} must give a score whose name begins with "
                f"{kind!r}, but its function gave {came}."
            )
        yield score


def _number(value: Any, metric: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ValueError(
            f"The function of metric {metric!r} must return a number, a `Score` or a mapping of "
            f"them, got {type(value).__name__}."
        ) from None


def _counts_by_resize(requests):
    counts = {}
    for request in requests:
        if request.resize is not None:
            counts[request.resize] = max(request.count, counts.get(request.resize, 0))
    return counts


def _even_batches(images: Images, count: int) -> Iterator[np.ndarray]:
    """Yields batches of one size: small ones take Inception longer, large ones much memory."""
    waiting = []
    for batch in image_batches(images, _BATCH, count, STANDARD):
        waiting.append(batch)
        if sum(map(len, waiting)) >= _BATCH:
            together = np.concatenate(waiting)
            whole = len(together) - len(together) % _BATCH
            yield from np.split(together[:whole], whole // _BATCH)
            waiting = [together[whole:]]
    if waiting and sum(map(len, waiting)):
        yield np.concatenate(waiting)


def _thinned(features: Features, count: int) -> Features:
    """Returns so many of the features, from all over: sets often lie in order of their classes."""
    if len(features) == count:
        return features
    rows = np.arange(count) * len(features) // count
    return dataclasses.replace(features, values=features.values[rows])


def _bytes(pictures: Pictures, count: int) -> np.ndarray:
    """Returns so many pictures as one uint8 array."""
    batches = list(image_batches(pictures(count), _BATCH, count, STANDARD))
    shapes = {batch.shape[1:] for batch in batches}
    if len(shapes) > 1:
        raise ValueError(f"The pictures must be of one size, got {listed(map(str, shapes))}.")
    return np.concatenate(batches)
