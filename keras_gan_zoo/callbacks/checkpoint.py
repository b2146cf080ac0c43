"""Whole models on disk, as training goes."""

import os
import re
from pathlib import Path

from keras_gan_zoo.callbacks.every_steps import EverySteps


class Checkpoint(EverySteps):
    """Saves the whole model every so many steps and keeps the newest files.

    A file `step_000200.keras` is what `model.save` writes: networks, averages, every player's
    optimizer and all random states, so that training goes on from it exactly. It gets its name
    only once it is complete, so that a file of that name can be trusted whatever happened.

    Args:
        directory: Folder of the files; it is made.
        every: Steps from one to the next.
        keep: How many of the newest files stay.

    Raises:
        ValueError: If `every` or `keep` is not a whole number of at least 1.

    Example:
        >>> gan.fit(images, callbacks=[Checkpoint("checkpoints", every=500)])
        >>> gan = keras.models.load_model(latest_checkpoint("checkpoints"))
    """

    def __init__(self, directory: str | os.PathLike, every: int = 1000, keep: int = 2):
        super().__init__(every)
        if isinstance(keep, bool) or not isinstance(keep, int) or keep < 1:
            raise ValueError(f"`keep` must be a whole number of at least 1, got {keep!r}.")
        self.directory = Path(directory)
        self.keep = keep

    def act(self, step, logs):
        """Saves the model, then removes what is more than `keep`."""
        self.directory.mkdir(parents=True, exist_ok=True)
        partial = self.directory / f".step_{step:06d}.partial.keras"
        self.model.save(partial)
        os.replace(partial, self.directory / f"step_{step:06d}.keras")
        for _, old in sorted(checkpoints(self.directory).items())[: -self.keep]:
            old.unlink()


def checkpoints(directory: str | os.PathLike) -> dict[int, Path]:
    """Returns the files that `Checkpoint` wrote, by step."""
    found = {}
    for path in Path(directory).glob("step_*.keras"):
        match = re.fullmatch(r"step_(\d+)\.keras", path.name)
        if match:
            found[int(match[1])] = path
    return found


def latest_checkpoint(directory: str | os.PathLike) -> Path | None:
    """Returns the newest file that `Checkpoint` wrote, or `None` if there is none."""
    found = checkpoints(directory)
    return found[max(found)] if found else None
