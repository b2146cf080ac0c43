"""A picture metric that is asked for by its name: what it says of itself, and how it is registered.

Importing this imports nothing heavy: `gan-zoo evaluate` checks names before it loads TensorFlow.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from keras_gan_zoo.errors import listed, nearest

TABLES = (
    "Distance to the data",
    "Fidelity and diversity",
    "Pixels",
    "Memorisation",
)
"""Titles of the tables that come first, in this order; a metric may bring another."""

RESIZES = ("legacy", "clean", "pytorch")
"""How pictures can be resized for Inception."""

ARGUMENTS = {
    "generated": "generated pictures, uint8 (n, height, width, channels)",
    "real": "as many real pictures, likewise",
    "training": "the pictures that the generator was trained on",
    "generated_features": "`Features` of generated pictures, by Inception unless another is given",
    "real_features": "`Features` of as many real pictures",
    "neighbours": "k of k-nearest neighbours, which the metric's name may say",
}
"""What a metric's function may take, by the names of its arguments."""

METRICS: dict[str, "Metric"] = {}
"""The registered metrics by name; `catalogue` sees to it that the zoo's own are among them."""


@dataclass(frozen=True)
class Metric:
    """A metric of generated pictures that is asked for by its name.

    Attributes:
        name: What it is asked for by, as `"fid"` in `fid10k_legacy`.
        compute: Function that computes it; its arguments are some of `ARGUMENTS`, and it returns a
            number, a `Score`, or a mapping from what a score's name begins with to one of those.
            Metrics of one function are computed once, and each takes its own out of the mapping.
        better: For each of its scores, what their names begin with, and which way is better, in
            words for the table's heading: `{"fid": "lower"}`.
        table: Title of the table that its scores stand in.
        summary: What it tells, in a sentence.
        paper: arXiv id, or None.
        least: Fewest pictures of each set.

    Example:
        >>> metric = keras_gan_zoo.metrics.find_metric("fid")
        >>> metric.table, metric.needs
        ('Distance to the data', ('generated_features', 'real_features'))
    """

    name: str
    compute: Callable
    better: Mapping[str, str]
    table: str
    summary: str = ""
    paper: str | None = None
    least: int = 2

    @property
    def needs(self) -> tuple[str, ...]:
        """Which of `ARGUMENTS` its function takes."""
        return tuple(inspect.signature(self.compute).parameters)

    @property
    def of_features(self) -> bool:
        """Whether it judges features, so that its name may say how pictures are resized."""
        return any(need.endswith("_features") for need in self.needs)

    @property
    def compares(self) -> bool:
        """Whether it compares with real pictures."""
        return "real" in self.needs or "real_features" in self.needs

    @property
    def needs_training(self) -> bool:
        """Whether it compares with the pictures that the generator was trained on."""
        return "training" in self.needs

    @property
    def neighbours(self) -> int | None:
        """The k that it takes where its name does not say, None if it has no neighbours."""
        parameter = inspect.signature(self.compute).parameters.get("neighbours")
        return None if parameter is None else parameter.default


def register_metric(
    name: str,
    *,
    table: str,
    better: str | Mapping[str, str],
    summary: str = "",
    paper: str | None = None,
    least: int = 2,
) -> Callable[[Callable], Callable]:
    """Registers a picture metric, as a decorator of the function that computes it.

    The metric is then at home in `gan-zoo evaluate`, in a recipe's `evaluation` and in
    `EvaluateEvery`, by its name with a number of pictures after it: `greyness1k`. The function says
    by the names of its arguments what it needs: see `keras_gan_zoo.metrics.metric.ARGUMENTS`.

    Args:
        name: Lower-case words with underscores.
        table: Title of the table that it stands in; any of `keras_gan_zoo.metrics.metric.TABLES`,
            or a new one.
        better: Which way is better, in words for the table's heading: "lower", "as real"; of
            several scores, by what their names begin with.
        summary: What it tells; by default the first line of the function's docstring.
        paper: arXiv id, if there is one.
        least: Fewest pictures of each set.

    Returns:
        A decorator that gives the function back as it is.

    Raises:
        ValueError: If the name is taken or malformed, or the function takes something that no
            metric is given.

    Example:
        >>> @register_metric("greyness", table="Pixels", better="as real")
        ... def greyness(generated):
        ...     '''How little the channels of a pixel differ, in levels of bytes.'''
        ...     return float(np.ptp(generated.astype(int), axis=-1).mean())
        >>> "greyness" in keras_gan_zoo.metrics.list_metrics()
        True
    """
    if not isinstance(name, str) or not re.fullmatch(r"[a-z]+(_[a-z]+)*", name):
        raise ValueError(
            f"`name` must be lower-case words with underscores, as in 'edge_sharpness', got "
            f"{name!r}: digits after it will say how many pictures."
        )
    if name.rpartition("_")[2] in RESIZES:
        raise ValueError(
            f"`name` {name!r} must not end in {listed(RESIZES)}, which say how pictures are "
            "resized."
        )

    def decorate(compute: Callable) -> Callable:
        _check_arguments(name, compute)
        taken = METRICS.get(name)
        # The same function again is a module that was reloaded, as notebooks do.
        if taken and _place(taken.compute) != _place(compute):
            raise ValueError(f"`name` {name!r} is already registered; choose another.")
        first_line = (inspect.getdoc(compute) or "").partition("\n")[0]
        scores = {name: better} if isinstance(better, str) else dict(better)
        METRICS[name] = Metric(name, compute, scores, table, summary or first_line, paper, least)
        return compute

    return decorate


def _check_arguments(name: str, compute: Callable) -> None:
    for argument, parameter in inspect.signature(compute).parameters.items():
        if argument not in ARGUMENTS:
            raise ValueError(
                f"The function of metric {name!r} takes {argument!r}, but a metric is given only "
                f"{listed(ARGUMENTS)}.{nearest(argument, ARGUMENTS)}"
            )
        if argument == "neighbours" and not isinstance(parameter.default, int):
            raise ValueError(
                f"The function of metric {name!r} must say how many `neighbours` it takes by "
                "default, as in `neighbours=5`."
            )


def _place(function: Callable) -> tuple[str, str]:
    return function.__module__, function.__qualname__
