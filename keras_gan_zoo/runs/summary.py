"""Runs at a glance: how far each is, what it scored, and in which settings several differ."""

import dataclasses
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from keras_gan_zoo.runs.directory import RunDirectory
from keras_gan_zoo.runs.history_file import read_history
from keras_gan_zoo.storage.yaml_values import flat

_NO_SETTINGS = ("name", "summary", "score", "run")


@dataclasses.dataclass(frozen=True)
class RunSummary:
    """What a list of runs says of one.

    Attributes:
        directory: The run.
        settings: Its recipe, with the defaults.
        taken: Steps taken.
        seconds: How long they took.
        scores: By name, what it reached: the scores of its end, or those taken last.
        losses: The means over the last stretch of its log, by name.
    """

    directory: RunDirectory
    settings: Mapping
    taken: int
    seconds: float
    scores: Mapping[str, float]
    losses: Mapping[str, float]

    @property
    def state(self) -> str:
        """How far it is: "finished", or its share of the steps."""
        if self.directory.finished:
            return "finished"
        return f"{self.taken / self.settings['training']['steps']:.0%}"


def summarize(directory: RunDirectory) -> RunSummary:
    """Returns what a run's files say of it.

    Args:
        directory: A run.

    Raises:
        RecipeError: If its recipe cannot be read.
    """
    history = read_history(directory.history_file)
    last = dict(history[-1]) if history else {}
    taken, seconds = int(last.pop("step", 0)), float(last.pop("seconds", 0.0))
    return RunSummary(directory, directory.settings(), taken, seconds, _scores(directory), last)


def find_runs(folders: Iterable[str | os.PathLike]) -> list[RunDirectory]:
    """Returns the runs in some folders, and those among the folders themselves, by their names.

    Args:
        folders: Runs, or folders of runs.

    Raises:
        ValueError: If one of them does not exist.

    Example:
        >>> [run.path.name for run in find_runs(["runs"])]
        ['dcgan_faces', 'dcgan_fashion_mnist']
    """
    found = []
    for folder in map(Path, folders):
        if not folder.is_dir():
            raise ValueError(f"{str(folder)!r} is no folder of runs: give one, or a run.")
        if (folder / "recipe.yaml").is_file():
            found.append(RunDirectory(folder))
            continue
        runs = sorted(file.parent for file in folder.glob("*/recipe.yaml"))
        found.extend(map(RunDirectory, runs))
    return found


def differing_settings(runs: Sequence[RunSummary]) -> dict[str, list[object]]:
    """Returns the settings in which runs differ, each with its value in every run.

    A setting that a run does not have is `None` there.

    Example:
        >>> differing_settings([narrow, wide])
        {'model.width': [16, 32]}
    """
    each = [
        dict(flat({key: value for key, value in run.settings.items() if key not in _NO_SETTINGS}))
        for run in runs
    ]
    names = dict.fromkeys(name for settings in each for name in settings)
    table = {name: [settings.get(name) for settings in each] for name in names}
    return {
        name: values
        for name, values in table.items()
        if any(json.dumps(value) != json.dumps(values[0]) for value in values)
    }


def common_scores(runs: Sequence[RunSummary]) -> dict[str, list[float | None]]:
    """Returns every score that some run has, with its value in each; `None` where it has none."""
    names = dict.fromkeys(name for run in runs for name in run.scores)
    return {name: [run.scores.get(name) for run in runs] for name in names}


def _scores(directory):
    """Returns the scores of a run's end, or the last ones of its training."""
    evaluations = read_history(directory.evaluations_file)
    scores = {name: value for name, value in (evaluations or [{}])[-1].items() if name != "step"}
    for table in directory.scores().get("tables", []):
        # The first row is the model's own; a column's name says which way is better.
        for column, value in zip(table["columns"][1:], table["rows"][0][1:], strict=True):
            scores[column.partition(" (")[0]] = value
    return scores
