"""What every tracker can do."""

import abc
import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

import numpy as np


class Tracker(abc.ABC):
    """Takes what a training gives, step by step."""

    @abc.abstractmethod
    def begin(self, step: int) -> None:
        """Says at which step the training begins, or goes on: later ones come again."""

    @abc.abstractmethod
    def numbers(self, step: int, values: Mapping[str, float]) -> None:
        """Takes losses or scores by name."""

    @abc.abstractmethod
    def picture(self, step: int, name: str, file: Path) -> None:
        """Takes a picture, a PNG file."""

    @abc.abstractmethod
    def texts(self, step: int, name: str, lines: Sequence[str]) -> None:
        """Takes texts, in their order."""

    @abc.abstractmethod
    def histograms(self, step: int, values: Mapping[str, np.ndarray]) -> None:
        """Takes arrays by name, to show how their numbers are distributed."""

    @abc.abstractmethod
    def close(self) -> None:
        """Writes what is left to write."""


def package(name: str) -> ModuleType:
    """Returns a tracker's package.

    Raises:
        ImportError: If it is not installed; with the command that installs it.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ImportError(
            f"`tracker` {name!r} needs the package {name}: pip install {name}"
        ) from error
