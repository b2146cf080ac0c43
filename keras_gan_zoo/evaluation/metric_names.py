"""The names by which the protocol "generation" is asked for metrics, and what they mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from keras_gan_zoo.errors import listed, nearest

FEATURE_METRICS = ("fid", "kid", "precision", "recall", "density", "coverage")
NEIGHBOUR_METRICS = ("precision", "recall", "density", "coverage")
PIXEL_METRICS = ("sharpness", "colour")
MEMORISATION = "memorisation"
METRICS = (*FEATURE_METRICS, *PIXEL_METRICS, MEMORISATION)
RESIZES = ("legacy", "clean")

_NAME = re.compile(
    r"(?P<metric>[a-z]+?)(?:_k(?P<neighbours>\d+)_)?(?P<count>\d+k?)?(?:_(?P<resize>[a-z]+))?"
)
_DEFAULT_NEIGHBOURS = 5


@dataclass(frozen=True)
class Request:
    """One metric that is asked for.

    Attributes:
        metric: One of `METRICS`.
        count: How many pictures of each set.
        resize: `"legacy"` or `"clean"`, `None` for metrics without Inception features.
        neighbours: k of precision, recall, density and coverage, `None` for others.
    """

    metric: str
    count: int
    resize: str | None = None
    neighbours: int | None = None


def parse(name: str, count: int, resize: str) -> Request:
    """Returns what a metric's name asks for.

    The name is what the metric's score will be called, such as `fid10k_legacy`,
    `precision_k3_5k_clean` or `sharpness1k`; what it leaves out is filled in.

    Args:
        name: The name; `"fid"` alone will do.
        count: How many pictures, where the name does not say.
        resize: How they are resized, where the name does not say.

    Raises:
        ValueError: If there is no such metric or no such resizing, or if the count is below 2.

    Example:
        >>> parse("fid10k_legacy", 1000, "clean")
        Request(metric='fid', count=10000, resize='legacy', neighbours=None)
    """
    found = _NAME.fullmatch(name) if isinstance(name, str) else None
    metric = found["metric"] if found else name
    if metric not in METRICS:
        raise ValueError(
            f"`metrics` has no metric {metric!r}; there are {listed(METRICS)}, as in "
            f"'fid10k_legacy'.{nearest(metric, METRICS)}"
        )
    has_features, has_neighbours = metric in FEATURE_METRICS, metric in NEIGHBOUR_METRICS
    resize = found["resize"] or resize
    if has_features and resize not in RESIZES:
        raise ValueError(
            f"`metrics` asks for {name!r}, but pictures are resized by {listed(RESIZES)}, not "
            f"{resize!r}.{nearest(resize, RESIZES)}"
        )
    if (found["resize"] and not has_features) or (found["neighbours"] and not has_neighbours):
        raise ValueError(
            f"`metrics` asks for {name!r}, but {metric!r} takes only a number of pictures, as in "
            f"'{metric}1k'."
        )
    if found["count"]:
        thousands = found["count"].endswith("k")
        count = int(found["count"].rstrip("k")) * (1000 if thousands else 1)
    if count < 2:
        raise ValueError(f"`metrics` asks for {name!r} of {count} pictures; 2 are the least.")
    return Request(
        metric,
        count,
        resize if has_features else None,
        int(found["neighbours"] or _DEFAULT_NEIGHBOURS) if has_neighbours else None,
    )


def parse_all(names: Iterable[str], count: int, resize: str) -> list[Request]:
    """Returns what several names ask for, each once.

    Args:
        names: Metric names; a string is taken as one of several between commas.
        count: As for `parse`.
        resize: As for `parse`.

    Raises:
        ValueError: As `parse`, and if there is no name at all.

    Example:
        >>> len(parse_all("fid, kid,fid1k", 1000, "legacy"))
        2
    """
    if isinstance(names, str):
        names = [name.strip() for name in names.split(",")]
    requests = list(dict.fromkeys(parse(name, count, resize) for name in names))
    if not requests:
        raise ValueError(f"`metrics` is empty; there are {listed(METRICS)}.")
    return requests
