"""A number with everything needed to know what it means."""

import dataclasses
import json
import math
import os
import platform
import time
from collections.abc import Callable

import numpy as np

_RESAMPLINGS = 200


def machine_class() -> str:
    """Returns the kind of machine a score was computed on, naming no host.

    Example:
        >>> machine_class()
        '..., ... cores'
    """
    return f"{platform.machine()}, {os.cpu_count()} cores"


@dataclasses.dataclass(frozen=True)
class Score:
    """One metric's value together with the protocol that produced it.

    Scores behave as floats in arithmetic through `float(score)` and print as a line; they are
    written by the run that computed them.

    Attributes:
        value: The number.
        name: The metric with its protocol and sample size, such as `fid10k_legacy`.
        samples: How many generated samples were judged.
        reference_samples: How many real samples they were compared with, None if none.
        error: Standard error or deviation of `value`, as the metric's docstring says.
        extractor: The network whose features were used, None if none.
        resize: How images were resized for it, None if they were not.
        source: Which real data: name and split.
        seed: Seed of any random choice the metric made.
        seconds: Wall time.
        machine: The kind of machine.

    Example:
        >>> score = Score(12.5, "fid10k_legacy", samples=10000, reference_samples=10000)
        >>> float(score)
        12.5
    """

    value: float
    name: str
    samples: int
    reference_samples: int | None = None
    error: float | None = None
    extractor: str | None = None
    resize: str | None = None
    source: str | None = None
    seed: int | None = None
    seconds: float | None = None
    machine: str = dataclasses.field(default_factory=machine_class)

    def __float__(self) -> float:
        return float(self.value)

    def __str__(self) -> str:
        error = "" if self.error is None else f" +- {self.error:.4g}"
        against = "" if self.reference_samples is None else f" against {self.reference_samples:,}"
        source = f" of {self.source}" if self.source else ""
        return f"{self.name} = {self.value:.6g}{error} ({self.samples:,} samples{against}{source})"

    def as_dict(self) -> dict:
        """Returns the score as plain values, leaving out what does not apply.

        Example:
            >>> Score(1.0, "kid10k_legacy", samples=10000).as_dict()["samples"]
            10000
        """
        return {
            name: value for name, value in dataclasses.asdict(self).items() if value is not None
        }

    def as_json(self) -> str:
        """Returns the score as one line of JSON, to append to a results file.

        Example:
            >>> Score(1.0, "fid10k_legacy", samples=10000).as_json().startswith('{"value": 1.0')
            True
        """
        return json.dumps(self.as_dict())


def count_name(count: int) -> str:
    """Returns a sample size as metric names spell it.

    Example:
        >>> count_name(50000), count_name(512)
        ('50k', '512')
    """
    return f"{count // 1000}k" if count >= 1000 and count % 1000 == 0 else str(count)


def standard_error(values: np.ndarray) -> float | None:
    """Returns the standard error of a mean of independent values, `None` of one alone.

    Example:
        >>> standard_error(np.array([1.0, 3.0]))
        1.0
    """
    return float(values.std(ddof=1) / math.sqrt(len(values))) if len(values) > 1 else None


def score_of_sums(
    counts: np.ndarray, value: Callable[[np.ndarray], float], name: str, began: float
) -> Score:
    """Returns the score of a corpus whose counts are added up before anything is divided.

    Args:
        counts: Of each example, with the one reference that it has, (n, ...).
        value: From their sum, (...), to the number.
        name: Of the score, without the number of examples.
        began: `time.perf_counter()` when it was begun.

    Returns:
        The score. Its `error` is the standard deviation over 200 corpora, each of n of these
        examples, drawn with replacement and from a seed of its own, so that it is the same each
        time.

    Example:
        >>> counts = np.array([[1.0, 2.0]] * 9)
        >>> score = score_of_sums(counts, lambda total: total[0] / total[1], "half", 0.0)
        >>> float(score), score.error
        (0.5, 0.0)
    """
    random, rows = np.random.default_rng(0), len(counts)
    drawn = random.multinomial(rows, np.full(rows, 1 / rows), size=_RESAMPLINGS)
    return Score(
        value(counts.sum(axis=0)),
        f"{name}_{count_name(rows)}",
        samples=rows,
        reference_samples=rows,
        error=float(np.std([value(np.tensordot(often, counts, axes=1)) for often in drawn])),
        seconds=time.perf_counter() - began,
    )
