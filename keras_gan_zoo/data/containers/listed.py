"""What all containers without folders have in common: members in order, with labels or texts."""

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from keras_gan_zoo.data.containers.members import Container
from keras_gan_zoo.data.folder_layout import Layout
from keras_gan_zoo.storage.packages import DataUnavailable

IMAGE_NAMES = ("image", "image/encoded", "img", "images", "picture", "jpg", "png", "image_raw")
LABEL_NAMES = ("label", "labels", "image/class/label", "fine_label", "class", "cls")
TEXT_NAMES = ("text", "caption", "captions")


def listed_layout(
    container: Container,
    labels: Sequence[Any] | None = None,
    class_names: Sequence[str] = (),
    blocks: Sequence[int] | None = None,
) -> tuple[Any, Layout]:
    """Returns a container as a folder, and its members in their own order as the layout.

    Args:
        container: The container.
        labels: Of each member its class number, or its text; None where there are none.
        class_names: Names of the classes.
        blocks: Of each member the part of the container that is read as a whole for it.
    """
    root: Any = container.root()
    files = [root / name for name in container.sizes]
    kind = "images"
    if labels is not None and len(labels):
        kind = "captioned" if isinstance(labels[0], str) else "labelled"
        if kind == "labelled" and min(labels) < 0:  # how a test set says that it has none
            kind, labels = "images", None
    return root, Layout(
        kind,
        {root: files},
        tuple(class_names) if kind == "labelled" else (),
        labels=_by_file(files, labels),
        blocks=_by_file(files, blocks),
    )


def _by_file(files: Sequence[Any], values: Sequence[Any] | None) -> Mapping[Any, Any] | None:
    return dict(zip(files, values, strict=True)) if values is not None and len(values) else None


def refuse_split(path: Path, split: str) -> None:
    """Refuses another split than "train" of what is not divided.

    Raises:
        ValueError: If it is another.
    """
    if split != "train":
        raise ValueError(
            f"{path} has no split {split!r}: it is not divided into splits, and all of it is "
            "'train'."
        )


def imported(package: str, module: str, path: Path) -> Any:
    """Returns the module of a package that reads a format.

    Raises:
        DataUnavailable: If it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise DataUnavailable(
            f"{path} is read by {package}, which does not import here ({error}): "
            "`pip install keras_gan_zoo[formats]`."
        ) from error
