"""Trackio and Weights & Biases, whose packages are called alike: init, log, Image, finish."""

import html
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from keras_gan_zoo.storage.durable import write_text
from keras_gan_zoo.trackers.tracker import Tracker, package

PROJECT = "keras_gan_zoo"
_RUN = "run.txt"


class RunTracker(Tracker):
    """Logs to a run of trackio, which keeps it on this machine, or of wandb.

    Where wandb sends it, wandb is told by its own variables: `WANDB_MODE=offline` sends nothing.
    A training that goes on adds to the run that it began; its name is kept in the folder.

    Args:
        package_name: "trackio" or "wandb".
        directory: Folder that says which run it is; wandb's files lie there, too.
        name: What the run is called.
        config: Plain values to show beside the curves.

    Raises:
        ImportError: If the package is not installed.
    """

    def __init__(
        self,
        package_name: str,
        directory: str | os.PathLike,
        name: str,
        config: Mapping | None = None,
    ):
        self._package = package(package_name)
        self._directory = Path(directory)
        self._directory.mkdir(parents=True, exist_ok=True)
        self._name, self._config = name, dict(config or {})
        self._run: Any = None

    def begin(self, step: int) -> None:
        """Begins a run, or goes on with the one that the folder names."""
        file = self._directory / _RUN
        begun = file.read_text(encoding="utf-8").strip() if file.is_file() and step else None
        arguments: dict[str, Any] = {"project": PROJECT, "config": self._config}
        if self._package.__name__ == "wandb":
            # Its folder must not be called `wandb`, which Python would take for the package.
            arguments |= {"name": self._name, "dir": str(self._directory)}
            if begun:
                arguments |= {"id": begun, "resume": "allow"}
            self._run = self._package.init(**arguments)
            write_text(file, f"{self._run.id}\n")
        else:
            arguments |= {"resume": "allow"} if begun else {}
            self._run = self._package.init(name=begun or self._name, **arguments)
            write_text(file, f"{self._run.name}\n")

    def numbers(self, step: int, values: Mapping[str, float]) -> None:
        """Logs a point of each curve."""
        self._log(step, {name: float(value) for name, value in values.items()})

    def picture(self, step: int, name: str, file: Path) -> None:
        """Logs a PNG file."""
        self._log(step, {name: self._package.Image(str(file), caption=f"step {step:,}")})

    def texts(self, step: int, name: str, lines: Sequence[str]) -> None:
        """Logs texts as a list."""
        listed = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
        self._log(step, {name: self._package.Html(f"<ol>{listed}</ol>")})

    def histograms(self, step: int, values: Mapping[str, np.ndarray]) -> None:
        """Logs the distribution of each array."""
        made = {name: self._package.Histogram(np.ravel(array)) for name, array in values.items()}
        self._log(step, made)

    def close(self) -> None:
        """Ends the run."""
        if self._run is not None:
            self._run.finish()
            self._run = None

    def _log(self, step, values):
        if values:
            self._run.log(values, step=step)
