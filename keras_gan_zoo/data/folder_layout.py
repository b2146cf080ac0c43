"""Finds out how a folder of pictures is laid out: its splits, classes, domains and pairs."""

import dataclasses
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keras_gan_zoo.data.folder_files import files_below, natural_order, visible_children
from keras_gan_zoo.data.listed_labels import LISTING, listed_labels
from keras_gan_zoo.errors import listed

# What each name of a split stands for, in small letters.
_SPLITS = {
    "train": "train",
    "training": "train",
    "test": "test",
    "testing": "test",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "dev": "val",
}


@dataclass(frozen=True)
class Layout:
    """Which files a split of a folder has, and what they are.

    Attributes:
        kind: `"images"`, `"labelled"`, `"unpaired"` or `"paired"`.
        groups: The files by the folder that says what they are: a class, a domain, a side of the
            pair, or the folder of all. A class that the split lacks has no files.
        class_names: The names of the classes of all splits, in the order of their numbers.
        left_out: Names of folders beside the splits that are none.
        labels: The class number, or the text of a `"captioned"` one, of each file; None where the
            groups are the classes.
        blocks: The part of the source that each file is in, where a part is read as a whole.
    """

    kind: str
    groups: Mapping[Path, list[Path]]
    class_names: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    labels: Mapping[Path, Any] | None = None
    blocks: Mapping[Path, int] | None = None


def find_layout(root: Path, split: str) -> Layout:
    """Returns the layout of a split; see `keras_gan_zoo.data.image_folder.folder_examples`.

    Args:
        root: The folder.
        split: Name of the part wanted.

    Raises:
        ValueError: If the layout is none that `folder_examples` names, the folder has no such
            split, or the pictures of several splits would come together.
    """
    if (listing := root / LISTING).is_file():
        _refuse_undivided(root, split)
        return _listed(root, listing)
    _, folders = visible_children(root)
    by_name = {folder.name: folder for folder in folders}
    splits = [name for name in by_name if split_of(name)]
    domains = _domains_by_split(by_name, root)
    others = set(by_name) - set(splits) - {name for pair in domains.values() for name in pair}
    if splits and domains:
        raise ValueError(
            f"The folder {root} has both {splits[0]!r} and {next(iter(domains.values()))[0]!r}, "
            f"so it is not plain where a split's pictures are: pass {root / splits[0]} alone."
        )
    if domains:
        pair = domains[chosen_split(domains, split, root)]
        layout = _checked(_grouped([by_name[name] for name in pair], "unpaired"), split)
        return dataclasses.replace(layout, left_out=tuple(sorted(others)))
    if splits:
        return _split_first(root, by_name, splits, others, split)
    if any(split_of(child.name) for folder in folders for child in visible_children(folder)[1]):
        return _split_last(root, folders, split)
    _refuse_undivided(root, split)
    return _checked(_inside(root, [root]), "all of it")


def _listed(root: Path, listing: Path) -> Layout:
    """Returns the layout of a folder in which StyleGAN's tools have listed the classes."""
    files = [file for file in files_below(root) if file != listing]
    labels = listed_labels(root, files, listing)
    return Layout("images" if labels is None else "labelled", {root: files}, labels=labels)


def class_names_of(root: Path) -> tuple[str, ...]:
    """Returns the names of a folder's classes, in the order of their numbers; none if it has none.

    Raises:
        ValueError: As `find_layout`.
    """
    if (root / LISTING).is_file():
        return ()  # it numbers classes and does not name them
    _, folders = visible_children(root)
    splits = [folder.name for folder in folders if split_of(folder.name)]
    nested = {
        child.name
        for folder in folders
        for child in visible_children(folder)[1]
        if not splits and split_of(child.name)
    }
    domains = _domains_by_split([folder.name for folder in folders], root)
    for split in [*splits, *nested] or [*domains, "train"]:
        if names := find_layout(root, split).class_names:
            return names
    return ()


def split_of(name: str) -> str | None:
    """Returns which split a folder's name says, `"train"`, `"test"` or `"val"`, or None.

    Example:
        >>> split_of("Training"), split_of("cats")
        ('train', None)
    """
    return _SPLITS.get(name.casefold())


def says_something(name: str) -> bool:
    """Whether a folder's name is that of a split, a domain, or a side of pairs."""
    sides = ("a", "b", "input", "target")
    return bool(split_of(name) or _split_and_domain(name) or name.casefold() in sides)


def _split_first(
    root: Path, by_name: Mapping[Any, Path], splits: Sequence[str], others: set[str], split: str
) -> Layout:
    """Returns the layout of `train/...`, `test/...`."""
    if others and len({split_of(name) for name in splits}) == 1:
        name, other = splits[0], min(others)
        raise ValueError(
            f"The folder {root} has {name!r}, which names a split, beside {other!r}, which names "
            f"none: if {name!r} is a split, pass {root / name}; if it is a class, put all of "
            f"them into a folder {root / 'train'}."
        )
    chosen = by_name[chosen_split(splits, split, root)]
    layout = _checked(_inside(chosen, [by_name[name] for name in splits]), split)
    return dataclasses.replace(layout, left_out=tuple(sorted(others)))


def _split_last(root: Path, folders: Sequence[Path], split: str) -> Layout:
    """Returns the layout of `A/train`, `A/test`, `B/train`, ..., or of classes or sides so."""
    if len(folders) == 1:
        raise ValueError(
            f"The folder {root} has one folder, and the splits are inside it: pass {folders[0]}."
        )
    having = [folder for folder in folders if any(map(_is_split, visible_children(folder)[1]))]
    for folder in folders:
        files, children = visible_children(folder)
        odd: Any = next(itertools.chain(files, itertools.filterfalse(_is_split, children)), None)
        if odd is not None or folder not in having:
            came = "no splits" if folder not in having else f"{odd.name!r} beside its splits"
            raise ValueError(
                f"The folder {root} has splits inside {having[0].name!r}, but {folder.name!r} has "
                f"{came}: put the splits first, as in {root / 'train' / folder.name}, or into "
                "each of the folders alike."
            )
    names = {child.name for folder in folders for child in visible_children(folder)[1]}
    chosen_split(names, split, root)
    inside = []
    for folder in folders:
        here = [child.name for child in visible_children(folder)[1]]
        name = chosen_split(here, split, folder, required=False)
        inside.append(folder / (name or split))
    return _checked(_grouped(inside, _kind(root, folders), [f.name for f in folders]), split)


def _is_split(folder: Path) -> bool:
    return split_of(folder.name) is not None


def _inside(root: Path, splits: Sequence[Path]) -> Layout:
    """Returns the layout of a folder that is not divided further, one of several splits."""
    files, folders = visible_children(root)
    if files and folders:
        raise ValueError(
            f"The folder {root} holds both files ({files[0].name}) and subfolders "
            f"({folders[0].name}), so it is neither one set of pictures nor one subfolder a class."
        )
    if not folders:
        return Layout("images", {root: files})
    # All splits together decide what there is, so that a class has one number in all of them.
    places: dict[str, Path] = {}
    for split in splits:
        for folder in visible_children(split)[1]:
            places.setdefault(folder.name, folder)
    names = sorted(places, key=lambda name: natural_order(Path(name)))
    for first, second in itertools.pairwise(names):
        if first.casefold() == second.casefold():
            raise ValueError(
                f"The folders {places[first]} and {places[second]} differ in capital letters "
                "alone, so it is not plain whether they are one class: name them alike."
            )
    return _grouped([root / name for name in names], _kind(root, [places[name] for name in names]))


def _kind(root: Path, folders: Sequence[Path]) -> str:
    names = {folder.name for folder in folders}
    if names == {"A", "B", "AB"}:
        raise ValueError(
            f"The folder {root} has the two sides of its pairs in 'A' and 'B', and both side by "
            f"side in 'AB': pass {root / 'AB'} and pairs='left_to_right'."
        )
    if names == {"A", "B"}:
        return "unpaired"
    folded = {name.casefold() for name in names}
    return "paired" if folded == {"input", "target"} and len(names) == 2 else "labelled"


def _grouped(
    folders: Sequence[Path], kind: str, class_names: Sequence[str] | None = None
) -> Layout:
    groups = {folder: files_below(folder) if folder.is_dir() else [] for folder in folders}
    names = class_names or [folder.name for folder in folders]
    return Layout(kind, groups, tuple(names) if kind == "labelled" else ())


def _checked(layout: Layout, split: str) -> Layout:
    """Refuses a layout in which pictures of another split lie deeper inside."""
    for folder, files in layout.groups.items():
        inside = {folder / parent for file in files for parent in file.relative_to(folder).parents}
        if layout.kind == "images":
            inside -= {folder}  # whose name is the user's own business
        for place in sorted(inside):
            found = split_of(place.name) or (_split_and_domain(place.name) or [None])[0]
            if found and split_of(split) != found:
                raise ValueError(
                    f"The folder {place}, whose name is that of a split, is one of several inside "
                    "another, so that pictures of several splits would come together: pass "
                    f"{place.parent}."
                )
    return layout


def _domains_by_split(names: Iterable[str], root: Path) -> dict[Any, tuple[str, str]]:
    """Returns the names of both domains' folders, such as `trainA` and `trainB`, by split."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        if parts := _split_and_domain(name, others=True):
            found.setdefault(parts[2], {})[parts[1]] = name
    complete = {split: (two["A"], two["B"]) for split, two in found.items() if len(two) == 2}
    lonely = [name for two in found.values() for name in two.values() if _split_and_domain(name)]
    if lonely and not complete:
        raise ValueError(
            f"The folder {root} has {lonely[0]!r}, but no folder for the other domain: two domains "
            "are two folders, such as 'trainA' and 'trainB'."
        )
    return complete


def _split_and_domain(name: str, others: bool = False) -> tuple[str | None, str, str] | None:
    """Returns what `trainA` says: its split, its domain, and the part before the domain.

    Args:
        name: A folder's name.
        others: Whether what stands before the domain may be no name of a split.
    """
    # A small letter only behind a mark: "testa" is Italian for a head.
    parts = re.fullmatch("([A-Za-z]+)(?:[ _.-]([ABab])|([AB]))", name)
    if parts and (split := split_of(parts[1])):
        return split, (parts[2] or parts[3]).upper(), parts[1]
    parts = re.fullmatch("([a-z]+)([AB])", name) if others else None
    return (None, parts[2], parts[1]) if parts else None


def chosen_split(names: Iterable[str], split: str, root: Path, required: bool = True) -> str | None:
    """Returns which of a folder's own names of splits is the one that is asked for.

    The very name, else the one that differs in capital letters, else one that says the same.
    """
    meanings = (
        lambda name: name,
        str.casefold,
        lambda name: split_of(name) or name,
    )
    for meaning in meanings:
        found = sorted(name for name in names if meaning(name) == meaning(split))
        if len(found) > 1:
            raise ValueError(
                f"The folder {root} has {listed(found)}, each of which may be the split {split!r}: "
                f"pass split={found[0]!r}, or another of them."
            )
        if found:
            return found[0]
    if not required:
        return None
    raise ValueError(f"The folder {root} has no split {split!r}; it has {listed(set(names))}.")


def _refuse_undivided(root, split):
    if split != "train":
        raise ValueError(
            f"The folder {root} has no split {split!r}: it is not divided into splits, and all of "
            "it is 'train'."
        )
