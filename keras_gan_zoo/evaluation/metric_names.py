"""The names by which the protocol "generation" is asked for metrics, and what they mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.metrics.catalogue import find_metric, list_metrics
from keras_gan_zoo.metrics.metric import RESIZES, Metric

_PROTOCOL = r"(?:_k(?P<neighbours>\d+)_)?(?P<count>\d+k?)?(?:_(?P<resize>[a-z]+))?"


@dataclass(frozen=True)
class Request:
    """One metric that is asked for.

    Attributes:
        metric: One of `keras_gan_zoo.metrics.list_metrics()`.
        count: How many pictures of each set.
        resize: `"legacy"`, `"clean"` or `"pytorch"`, `None` for metrics without Inception features.
        neighbours: k of precision, recall, density and coverage, `None` for others.

    Example:
        >>> Request("sharpness", 1000).definition.table
        'Pixels'
    """

    metric: str
    count: int
    resize: str | None = None
    neighbours: int | None = None

    @property
    def definition(self) -> Metric:
        """What the metric says of itself."""
        return find_metric(self.metric)


def parse(name: str, count: int, resize: str) -> Request:
    """Returns what a metric's name asks for.

    The name is what the metric's score will be called, such as `fid10k_legacy`,
    `precision_k3_5k_clean` or `sharpness1k`; what it leaves out is filled in.

    Args:
        name: The name; `"fid"` alone will do.
        count: How many pictures, where the name does not say.
        resize: How they are resized, where the name does not say.

    Raises:
        ValueError: If there is no such metric or no such resizing, or if the count is below what
            the metric needs.

    Example:
        >>> parse("fid10k_legacy", 1000, "clean")
        Request(metric='fid', count=10000, resize='legacy', neighbours=None)
    """
    metric, found = _split(name)
    if metric is None or found is None:
        known = list_metrics()
        wanted = _wanted(name)
        raise ValueError(
            f"`metrics` has no metric {wanted!r}; there are {listed(known)}, as in "
            f"'fid10k_legacy'.{nearest(wanted, known)}"
        )
    definition = find_metric(metric)
    resize = found["resize"] or resize
    if definition.of_features and resize not in RESIZES:
        raise ValueError(
            f"`metrics` asks for {name!r}, but pictures are resized by {listed(RESIZES)}, not "
            f"{resize!r}.{nearest(resize, RESIZES)}"
        )
    if (found["resize"] and not definition.of_features) or (
        found["neighbours"] and not definition.neighbours
    ):
        raise ValueError(
            f"`metrics` asks for {name!r}, but {metric!r} takes only a number of pictures, as in "
            f"'{metric}1k'."
        )
    if found["count"]:
        thousands = found["count"].endswith("k")
        count = int(found["count"].rstrip("k")) * (1000 if thousands else 1)
    neighbours = definition.neighbours and int(found["neighbours"] or definition.neighbours)
    # Each picture needs so many others in its set.
    least = max(definition.least, (neighbours or 0) + 1)
    if count < least:
        raise ValueError(f"`metrics` asks for {name!r} of {count} pictures; {least} are the least.")
    return Request(metric, count, resize if definition.of_features else None, neighbours)


def _split(name: object) -> tuple[str | None, re.Match | None]:
    """Returns the metric that a name begins with, and what follows it; None if there is none."""
    # The longest first: one metric's name may begin with another's.
    for metric in sorted(list_metrics(), key=len, reverse=True):
        if isinstance(name, str) and name.startswith(metric):
            found = re.fullmatch(_PROTOCOL, name[len(metric) :])
            if found:
                return metric, found
    return None, None


def _wanted(name: object) -> object:
    """Returns the part of a wrong name that was meant to be the metric."""
    found = re.fullmatch(f"([a-z]+?){_PROTOCOL}", name) if isinstance(name, str) else None
    # What follows an underscore is a way of resizing, or the rest of a metric's own name.
    if found is None or (found["resize"] and not nearest(found["resize"], RESIZES)):
        return name
    return found[1]


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
        raise ValueError(f"`metrics` is empty; there are {listed(list_metrics())}.")
    return requests
