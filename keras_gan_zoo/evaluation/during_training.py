"""Which metrics a training can be watched by, and which of its models is the best by one."""

from collections.abc import Iterable

from keras_gan_zoo.evaluation.metric_names import Request, parse_all
from keras_gan_zoo.metrics.catalogue import metric_of_score


def requests_during_training(metrics: str | Iterable[str]) -> list[Request]:
    """Returns what metrics ask for, of 500 pictures where their names do not say.

    Args:
        metrics: Names, or several in one between commas.

    Raises:
        ValueError: If a metric does not exist, or takes too long during training.

    Example:
        >>> requests_during_training("fid")[0].count
        500
    """
    requests = parse_all(metrics, count=500, resize="legacy")
    for request in requests:
        if request.definition.needs_training:
            raise ValueError(
                f"`metrics` asks for {request.metric!r}, which takes too long during training: "
                "use keras_gan_zoo.evaluation afterwards."
            )
    return requests


def lower_is_better(score: str) -> bool:
    """Returns whether the best of a score's values is the lowest.

    Args:
        score: A score's name, with as much of its protocol as is said: `"fid500"`.

    Raises:
        ValueError: If there is no such score, or what is best is neither the lowest nor the
            highest, as of `"sharpness500"`, which should be that of real pictures.

    Example:
        >>> lower_is_better("fid500"), lower_is_better("recall500_legacy")
        (True, False)
    """
    metric, kind = metric_of_score(score)
    better = metric.better[kind]
    if better not in ("lower", "higher"):
        raise ValueError(
            f"Of {score!r} neither the lowest nor the highest value is the best ({better}): name "
            "another score, such as 'fid500'."
        )
    return better == "lower"
