"""Scores pictures against the mean and covariance that another tool has written of real ones."""

import os
import re
from collections.abc import Callable, Iterable

from keras_gan_zoo.evaluation.generation import score_tables
from keras_gan_zoo.evaluation.metric_names import parse_all
from keras_gan_zoo.evaluation.score_table import ScoreTable
from keras_gan_zoo.metrics.features.features import image_batches
from keras_gan_zoo.metrics.features.reference_files import named_resize, reference_statistics
from keras_gan_zoo.metrics.metric import RESIZES
from keras_gan_zoo.metrics.pictures.fid import fid
from keras_gan_zoo.metrics.value_range import STANDARD


def score_by_statistics(
    pictures: Callable,
    path: str | os.PathLike,
    *,
    metrics: Iterable[str] = ("fid",),
    samples: int = 1000,
    resize: str | None = None,
    progress: bool = True,
) -> list[ScoreTable]:
    """Scores pictures by FID against a file of reference statistics.

    Args:
        pictures: As for `keras_gan_zoo.evaluation.generation.score_pictures`.
        path: The file, as for `keras_gan_zoo.metrics.reference_statistics`.
        metrics: Names of FIDs, such as `"fid10k_clean"`.
        samples: How many pictures, where a name does not say.
        resize: How the pictures of the file were resized, where no name says; None to take it from
            the file.
        progress: Whether to report images/s and the time left.

    Returns:
        A table of the scores.

    Raises:
        ValueError: If another metric than FID is asked for, or the file is made by another resize
            than the one that is asked for or does not say by which.

    Example:
        >>> draw = lambda n: gan.generate(n, seed=0)
        >>> print(*score_by_statistics(draw, "ffhq_clean_trainval_256.npz", metrics=["fid10k"]))
    """
    names = metrics.split(",") if isinstance(metrics, str) else list(metrics)
    named = any(re.search(f"_({'|'.join(RESIZES)})$", name.strip()) for name in names)
    if resize is None and not named:
        resize = named_resize(path) or reference_statistics(path).resize
    requests = parse_all(names, samples, resize or "legacy")
    for request in requests:
        if request.metric != "fid":
            raise ValueError(
                f"`metrics` asks for {request.metric!r}, but {str(path)!r} holds the mean and "
                "covariance of features alone, by which only 'fid' can be told: leave it out, or "
                "give the real pictures."
            )
    references = {
        one: reference_statistics(path, one) for one in {request.resize for request in requests}
    }
    scores = [
        fid(
            image_batches(pictures(request.count), count=request.count, value_range=STANDARD),
            references[request.resize],
            resize=request.resize,
            progress=progress,
        )
        for request in requests
    ]
    real = references[requests[0].resize]
    how = f"of {real.count:,} pictures" if real.counted else "of how many pictures it does not say"
    return score_tables({"this model": scores}, f"against the statistics {os.fspath(path)}, {how}")
