"""The checkpoints in a folder, each a model and its record, verified before it is used."""

import json
import os
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from keras_gan_zoo.machine.versions import versions
from keras_gan_zoo.storage.cache import sha256_of
from keras_gan_zoo.storage.durable import replacing, sync_folder, write_text

_NAME = re.compile(r"step_(\d+)\.keras")
DAMAGED = ".damaged"
"""What is added to the name of a checkpoint that is set aside."""


@dataclass(frozen=True)
class StoredCheckpoint:
    """An intact checkpoint.

    Attributes:
        path: The file, as `model.save` writes it.
        training: Where in its training the model was, as `Checkpoint` was told; `None` in files
            that have no record.
        versions: What wrote it, by name.
        damaged: Newer files that are damaged, each with what is wrong, newest first.
    """

    path: Path
    training: dict | None
    versions: dict[str, str]
    damaged: dict[Path, str]

    def warning(self) -> str | None:
        """Returns a sentence on the damaged files that were passed over, or `None`."""
        if not self.damaged:
            return None
        return (
            f"Damaged and not used: {_listed(self.damaged)}. The one before is used: "
            f"{str(self.path)!r}."
        )


class CheckpointDamaged(ValueError):
    """No checkpoint in the folder is intact."""


def write_checkpoint(
    directory: Path, step: int, save: Callable[[Path], None], training: dict | None
) -> Path:
    """Writes a checkpoint: the record, and then the model under its name.

    Args:
        directory: The folder; it exists.
        step: Number of the step.
        save: Writes the model to the path that it is given.
        training: Where in its training the model is, as plain values.

    Returns:
        The model's path.
    """
    path = directory / f"step_{step:06d}.keras"
    with replacing(path) as partial:
        save(partial)
        record = {
            "sha256": sha256_of(partial),
            "bytes": partial.stat().st_size,
            "versions": versions(),
            "training": training,
        }
        # Before the model gets its name: a model without a record is one of an older version.
        write_text(path.with_suffix(".json"), json.dumps(record) + "\n")
    return path


def checkpoints(directory: str | os.PathLike) -> dict[int, Path]:
    """Returns the checkpoint files of a folder by step, damaged ones included."""
    found = {}
    for path in Path(directory).glob("step_*.keras"):
        match = _NAME.fullmatch(path.name)
        if match:
            found[int(match[1])] = path
    return found


def latest_checkpoint(directory: str | os.PathLike) -> Path | None:
    """Returns the path of the newest intact checkpoint, or `None`."""
    stored = newest_intact(directory)
    return None if stored is None else stored.path


def newest_intact(directory: str | os.PathLike) -> StoredCheckpoint | None:
    """Returns the newest intact checkpoint, verified by its SHA-256, or `None`.

    Args:
        directory: Folder of the checkpoints; it need not exist.

    Raises:
        CheckpointDamaged: If there are checkpoints, and none is whole.

    Example:
        >>> newest_intact("runs/dcgan_fashion_mnist/checkpoints").path.name
        'step_005000.keras'
    """
    damaged: dict[Path, str] = {}
    for _, path in sorted(checkpoints(directory).items(), reverse=True):
        record, wrong = _read_record(path)
        wrong = wrong or _damage(path, record)
        if wrong is None:
            return StoredCheckpoint(
                path, record.get("training"), record.get("versions", {}), damaged
            )
        damaged[path] = wrong
    if damaged:
        raise CheckpointDamaged(
            f"No checkpoint can be read: {_listed(damaged)}. Remove them to begin anew, or choose "
            "another folder."
        )
    return None


def set_aside(path: Path) -> None:
    """Renames a damaged checkpoint, so that it is ignored from now on."""
    os.replace(path, path.with_name(path.name + DAMAGED))
    sync_folder(path.parent)


def remove_checkpoint(path: Path) -> None:
    """Removes a checkpoint and its record."""
    path.unlink()
    path.with_suffix(".json").unlink(missing_ok=True)


def remove_leftovers(directory: Path) -> None:
    """Removes the leftovers of a process that was killed while it wrote a checkpoint."""
    for partial in directory.glob(".step_*.partial.*"):
        partial.unlink()
    for record in directory.glob("step_*.json"):
        if not record.with_suffix(".keras").exists():
            record.unlink()


def _listed(damaged: Mapping[Path, str]) -> str:
    return "; ".join(f"{str(path)!r} ({wrong})" for path, wrong in damaged.items())


def _read_record(path: Path) -> tuple[dict, str | None]:
    """Returns the record of a checkpoint, empty if it has none, and what is wrong with it."""
    try:
        record = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, None
    except (OSError, ValueError):
        return {}, "its record cannot be read"
    if not isinstance(record, dict) or not isinstance(record.get("sha256"), str):
        return {}, "its record cannot be read"
    return record, None


def _damage(path: Path, record: Mapping) -> str | None:
    """Returns what is wrong with a checkpoint's bytes, or `None`."""
    try:
        if "sha256" in record:
            same = sha256_of(path) == record["sha256"]
            return None if same else "its SHA-256 is not the one recorded"
        # A file of an older version, whose archive at least knows a checksum of each part.
        with zipfile.ZipFile(path) as archive:
            return None if archive.testzip() is None else "a part of it is damaged"
    except zipfile.BadZipFile:
        return "it is not an archive"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
