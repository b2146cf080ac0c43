"""The table of runtimes, and what its cells say."""

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.common.places import RESULTS
from benchmarks.costs.runtimes.settings import KINDS, MODELS, RUNTIMES

RESULT = RESULTS / "runtimes.md"
WORDS = 90
"""Characters of an error's message in a cell."""

PSNR_FROM = 0.01
"""From this difference on a cell has the PSNR, too: of 8 bits, one pixel says little."""


def key(kind: str, model: str) -> str:
    """Returns the name of a row."""
    return f"{kind}, {model}"


def cell(pictures: np.ndarray | str, keras: np.ndarray) -> str:
    """Returns the cell of what a runtime drew.

    Args:
        pictures: What it drew, or why it drew nothing.
        keras: What Keras drew from the same inputs.

    Example:
        >>> cell(np.full((1, 8, 8, 1), 0.5), np.zeros((1, 8, 8, 1)))
        '5.0e-01 (12 dB)'
    """
    if isinstance(pictures, str):
        return pictures
    if pictures.shape != keras.shape:
        return f"draws {pictures.shape} for {keras.shape}"
    error = np.abs(pictures.astype("float64") - keras)
    if not np.isfinite(error).all():
        return "draws what is no number"
    if error.max() < PSNR_FROM:
        return f"{error.max():.1e}"
    return f"{error.max():.1e} ({10 * np.log10(4 / np.mean(error**2)):.0f} dB)"


def reason(status: int, said: str, before: bool = False) -> str:
    """Returns the first words of why a process failed.

    Args:
        status: Its exit status; below 0 if a signal ended it.
        said: Its standard error.
        before: Whether the reason stands before the traceback.
    """
    if status < 0:
        return "the process crashed"
    if before:
        first = [line for line in said.partition("Traceback")[0].splitlines() if line.strip()]
        if first:
            return _words(first[-1])
    lines = [line for line in said.splitlines() if re.match(r"[\w.]*(Error|Exception)\b", line)]
    return _words(lines[-1] if lines else f"exit status {status}")


def _words(line: str) -> str:
    line = line.strip().replace("|", "/")
    return line if len(line) <= WORDS else line[:WORDS].rpartition(" ")[0] + " ..."


def write_table(
    columns: dict[str, dict[str, str]],
    oldest: dict[str, str] | None = None,
    path: Path = RESULT,
) -> None:
    """Writes the table; the columns of earlier calls that are not given stay.

    Args:
        columns: By runtime, by row, a cell.
        oldest: By stored file the oldest runtime that runs it; `None` leaves the earlier ones.
        path: The page; what it is made of lies beside it as JSON.
    """
    kept = path.with_suffix(".json")
    earlier = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    found = {
        name: {"title": RUNTIMES[name].full_title(), "cells": cells}
        for name, cells in columns.items()
    }
    known = {**earlier.get("columns", {}), **found}
    oldest = earlier.get("oldest", {}) if oldest is None else oldest
    told = {"columns": {name: known[name] for name in RUNTIMES if name in known}, "oldest": oldest}
    kept.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    path.write_text("\n".join(_page(told)) + "\n", encoding="utf-8")


def _page(told):
    columns = told["columns"]
    titles = [column["title"] for column in columns.values()]
    yield from (
        "# What runs a file",
        "",
        "The largest difference from what Keras draws, on the [-1, 1] scale, over four inputs; "
        f"from {PSNR_FROM} on the PSNR as well. Or the first words of the error, or of what was "
        "printed before it. Empty: no file for this runtime. On the processor of an x86_64 Linux "
        "machine; OpenVINO is told to compute in float32. "
        "Written by `python -m benchmarks.costs.runtimes`, whose docstring has the protocol.",
        "",
        f"| Kind | Model | {' | '.join(titles)} |",
        "|" + "---|" * (2 + len(titles)),
    )
    for kind in KINDS:
        for model, (weights, _) in MODELS.items():
            cells = [column["cells"].get(key(kind, model), "") for column in columns.values()]
            if any(cells):
                yield f"| {kind} | `{model}/{weights}` | {' | '.join(cells)} |"
    if told["oldest"]:
        yield from _stored(told["oldest"])


def _stored(oldest):
    yield from ("", "## The stored files", "")
    counts = Counter(oldest.values())
    named = "; ".join(f"{title}: {count}" for title, count in counts.most_common())
    yield (
        f"The oldest of these runtimes that draws what the newest draws, at 40 dB PSNR or more, of "
        f"the {len(oldest)} files in saved_models/ ({named})."
    )
    usual = counts.most_common(1)[0][0]
    others = {path: title for path, title in oldest.items() if title != usual}
    if others:
        yield from ("", "| File | Oldest |", "|---|---|")
        yield from (f"| `{path}` | {title} |" for path, title in others.items())
