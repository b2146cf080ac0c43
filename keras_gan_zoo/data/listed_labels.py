"""`dataset.json`, in which StyleGAN's tools keep the class of each picture of a folder or a zip."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LISTING = "dataset.json"


def listed_labels(root: Path, files: Sequence[Path], listing: Path) -> dict[Path, int] | None:
    """Returns the class number of each file by the listing's `labels`, or None if it has none.

    Args:
        root: The folder, to which the listed names are relative.
        files: The pictures below it.
        listing: The JSON file: `{"labels": [["00000/img00000000.png", 6], ...]}`, each label a
            number, or a one-hot list of numbers; `{"labels": null}` where there are no classes.

    Raises:
        ValueError: If it is no such file, lists no label for a picture, or labels are no classes.
    """
    try:
        labels: Any = json.loads(listing.read_bytes())["labels"]
        by_name = None if labels is None else {str(name): _number(one) for name, one in labels}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{listing} is no listing of labels ({error}): expected is "
            '{"labels": [["00000/img00000000.png", 6], ...]} with a class number from 0 on for '
            'each picture, or {"labels": null}.'
        ) from error
    if by_name is None:
        return None
    names = {file: file.relative_to(root).as_posix() for file in files}
    missing = [name for name in names.values() if name not in by_name]
    if missing:
        raise ValueError(
            f"{listing} has no label for {len(missing)} of the {len(files)} pictures, such as "
            f'{missing[0]}: add them, or write {{"labels": null}} to do without.'
        )
    return {file: by_name[name] for file, name in names.items()}


def _number(label: Any) -> int:
    """Returns the number of a class given as it is, or as a one-hot list."""
    if isinstance(label, list):
        if sorted(label) != [0] * (len(label) - 1) + [1]:
            raise ValueError(f"the label {label} is not one-hot")
        return label.index(1)
    if isinstance(label, bool) or not isinstance(label, int) or not 0 <= label < 1 << 31:
        raise ValueError(f"the label {label!r} is no class number")
    return label
