"""Trackers: what shows a training's curves, pictures and histograms in a browser, by one word."""

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from keras_gan_zoo.errors import listed, nearest

if TYPE_CHECKING:
    from keras_gan_zoo.trackers.tracker import Tracker

__all__ = ["NAMES", "check_tracker", "open_tracker"]


def _tensorboard(directory, name, config):
    from keras_gan_zoo.trackers.tensorboard import TensorBoardTracker

    return TensorBoardTracker(directory, config)


def _by_runs(package):
    def opened(directory, name, config):
        from keras_gan_zoo.trackers.run_tracker import RunTracker

        return RunTracker(package, directory, name, config)

    return opened


_OPEN: dict[str, Callable[..., "Tracker"]] = {
    "tensorboard": _tensorboard,
    "trackio": _by_runs("trackio"),
    "wandb": _by_runs("wandb"),
}
NAMES = tuple(_OPEN)
"""The words by which trackers are asked for."""


def check_tracker(name: object, what: str = "tracker") -> str:
    """Returns the name of a tracker.

    Raises:
        ValueError: If there is none of this name, with the nearest.
    """
    if not isinstance(name, str) or name not in _OPEN:
        raise ValueError(
            f"`{what}` must be one of {listed(_OPEN)}, got {name!r}.{nearest(name, _OPEN)}"
        )
    return name


def open_tracker(
    name: str,
    directory: str | os.PathLike,
    run_name: str = "run",
    config: Mapping[str, Any] | None = None,
) -> "Tracker":
    """Opens a tracker.

    Args:
        name: "tensorboard", "trackio" or "wandb".
        directory: Folder of what the tracker keeps; it is made.
        run_name: What the run is called in trackers that gather several.
        config: Plain values to show beside the curves: the settings of a recipe, say.

    Raises:
        ValueError: If there is no such tracker.
        ImportError: If its package is not installed; with the command that installs it.

    Example:
        >>> tracker = open_tracker("tensorboard", "logs")
        >>> tracker.numbers(1, {"loss": 0.5})
        >>> tracker.close()
    """
    return _OPEN[check_tracker(name, "name")](directory, run_name, dict(config or {}))
