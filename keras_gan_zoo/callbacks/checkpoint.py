"""Saves checkpoints of the whole model, from which training resumes exactly."""

import os
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from keras_gan_zoo.callbacks.checkpoint_folder import (
    checkpoints,
    newest_intact,
    remove_checkpoint,
    remove_leftovers,
    set_aside,
    write_checkpoint,
)
from keras_gan_zoo.callbacks.every_steps import EverySteps
from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.storage.folder_lock import FolderLock
from keras_gan_zoo.types import Logs

if TYPE_CHECKING:
    import keras


class CheckpointNotWritten(OSError):
    """A checkpoint could not be written; the message says why, and which is the last one."""


class Checkpoint(EverySteps):
    """Saves the whole state of training every so many steps, and keeps the newest files.

    A file `step_000200.keras` is what `model.save` writes: networks, averages, every player's
    optimizer, image histories and all random states. Beside it, `step_000200.json` records its
    SHA-256, the versions that wrote it, and where the training stands: the place in the data, the
    means of the losses, and what other callbacks have gathered. `gan.fit(..., resume=True)` goes
    on from there, in the middle of an epoch too, to the same weights and logs as if it had never
    stopped.

    A file gets its name only once it is complete and on the disk, so that a file of that name
    can be trusted whatever happened; one that was damaged later is named, and the one before it
    is used.

    It also saves at the step at which `StopSignal`, or anything else, stops the training.

    Args:
        directory: Folder of the files; it is made.
        every: Steps from one to the next.
        keep: How many of the newest files stay.
        write: `False` for the workers of a distributed training that only read the files, which
            one of them writes.

    Raises:
        ValueError: If `every` or `keep` is not a whole number of at least 1; in `fit`, if another
            training is writing into the folder, or it holds later steps than the model has taken,
            which belong to another training.
        CheckpointNotWritten: In `fit`, if the folder or a file cannot be written: before the
            first step if the folder is read-only.

    Example:
        >>> saver = Checkpoint("checkpoints", every=500)
        >>> gan.fit(images, epochs=20, callbacks=[saver], resume=True)  # also the first time
    """

    def __init__(
        self, directory: str | os.PathLike, every: int = 1000, keep: int = 2, *, write: bool = True
    ):
        super().__init__(every)
        self.directory = Path(directory)
        self.keep = check_whole(keep, "keep", least=1)
        self.write = write
        self._lock = FolderLock(self.directory)
        # Set by `AdversarialModel.fit`: the training that this belongs to.
        self.training = None

    def resume(self, model: "keras.Model") -> dict | None:
        """Restores a model from the newest intact checkpoint.

        Damaged files that are newer are named in a warning and renamed.

        Args:
            model: A compiled model, built as the one that was saved.

        Returns:
            Where the training stands, for `fit`; `None` if there is no checkpoint.

        Raises:
            CheckpointDamaged: If there are checkpoints and none is whole.
            ValueError: If the newest is of another model, or does not know its place.
        """
        stored = newest_intact(self.directory)
        if stored is None:
            return None
        if message := stored.warning():
            warnings.warn(message, stacklevel=2)
        for path in stored.damaged if self.write else ():
            set_aside(path)
        if stored.training is None:
            raise ValueError(
                f"The checkpoint {str(stored.path)!r} does not say where in the data its training "
                "was, so that it cannot go on exactly; load it with keras.models.load_model."
            )
        begun = stored.training.get("begun") or {}
        anew = model.load_state(stored.path, begun.get("trainable"))
        return {**stored.training, "path": str(stored.path), "anew": anew}

    def newest(self) -> Path | None:
        """Returns the path of the newest intact checkpoint, or `None` if there is none yet."""
        stored = newest_intact(self.directory)
        return None if stored is None else stored.path

    def on_train_begin(self, logs: Logs = None) -> None:
        """Checks that the folder can be written to."""
        super().on_train_begin(logs)
        if not self.write:
            return
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.directory):
                pass
        except OSError as error:
            raise self._not_written(f"the folder {str(self.directory)!r}", error) from error
        if not self._lock.acquire():
            raise ValueError(
                f"Another training writes its checkpoints into {str(self.directory)!r}: wait for "
                "it to end, or choose another folder."
            )
        remove_leftovers(self.directory)
        later = max(checkpoints(self.directory), default=0)
        if later > self.step:
            raise ValueError(
                f"{str(self.directory)!r} holds a checkpoint of step {later}, but this training is "
                f"at step {self.step}: go on with that one by resume=True, or choose another "
                "folder."
            )

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Saves if a checkpoint is due, or if training is about to stop."""
        super().on_train_batch_end(batch, logs)
        if self.model.stop_training:
            self._act_once(logs)

    def on_train_end(self, logs: Logs = None) -> None:
        """Saves the last step if that was not done, and releases the folder."""
        super().on_train_end(logs)
        self.release()

    def release(self) -> None:
        """Lets another training have the folder; `fit` does it however it ends."""
        self._lock.release()

    def act(self, step: int, logs: Logs) -> None:
        """Saves the model, then removes all but the `keep` newest files."""
        # The workers read their means together, or each would wait for the others.
        training = self.training and self.training.state()
        if not self.write:
            return
        try:
            write_checkpoint(self.directory, step, self.model.save, training)
        except OSError as error:
            self.release()  # where the fit is Keras's own, nobody else would
            raise self._not_written(f"the checkpoint of step {step}", error) from error
        for _, old in sorted(checkpoints(self.directory).items())[: -self.keep]:
            remove_checkpoint(old)

    def _not_written(self, what, error):
        newest = self.newest() if self.directory.is_dir() else None
        kept = f"The last good one is {str(newest)!r}." if newest else "There is none before it."
        return CheckpointNotWritten(
            f"Cannot write {what}: {error.strerror or error}. {kept} Once there is room and the "
            "right to write there, go on from it by resume=True."
        )
