"""The catalogue: every picture metric that can be asked for by name, the zoo's own and a user's."""

import functools
import importlib
import pkgutil

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.metrics import pictures
from keras_gan_zoo.metrics.metric import METRICS, Metric


@functools.cache
def _import_pictures() -> None:
    """Imports every module of `keras_gan_zoo.metrics.pictures`, which registers its metrics."""
    for module in pkgutil.walk_packages(pictures.__path__, f"{pictures.__name__}."):
        importlib.import_module(module.name)


def list_metrics() -> list[str]:
    """Returns the names by which picture metrics can be asked for, sorted.

    Example:
        >>> "fid" in list_metrics()
        True
    """
    _import_pictures()
    return sorted(METRICS)


def find_metric(name: str) -> Metric:
    """Returns the metric that is asked for by a name.

    Args:
        name: The name alone: `"fid"`, without a number of pictures.

    Raises:
        ValueError: If there is none; the sentence names the nearest.

    Example:
        >>> find_metric("precision").better
        {'precision': 'higher'}
    """
    known = list_metrics()
    if name not in known:
        raise ValueError(
            f"There is no metric {name!r}; there are {listed(known)}.{nearest(name, known)}"
        )
    return METRICS[name]


def metric_of_score(score_name: str) -> tuple[Metric, str]:
    """Returns the metric that a score is of, and what its scores' names begin with.

    Args:
        score_name: A score's name, with its protocol: `"memorised_share1k"`.

    Raises:
        ValueError: If no metric has such scores.

    Example:
        >>> metric, kind = metric_of_score("memorised_share1k")
        >>> metric.name, kind
        ('memorisation', 'memorised_share')
    """
    kinds = {kind: find_metric(name) for name in list_metrics() for kind in METRICS[name].better}
    # The longest: one metric's name may begin with another's.
    for kind in sorted(kinds, key=len, reverse=True):
        if score_name.startswith(kind):
            return kinds[kind], kind
    raise ValueError(f"No metric has scores such as {score_name!r}.")
