"""Folders of pictures, in the layouts that people keep them in."""

import dataclasses
import itertools
import math
import os
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data.examples import Examples, numbered
from keras_gan_zoo.data.folder_scan import (
    ScannedPicture,
    enforce,
    files_below,
    natural_order,
    scan_files,
    visible_children,
)
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.errors import listed
from keras_gan_zoo.samples.picture_files import UnreadablePicture, read_picture

_SPLITS = frozenset({"train", "test", "val", "valid", "validation"})
# Decoded pictures are kept in memory up to this many bytes a set, and decoded anew beyond it.
_KEPT_BYTES = 1 << 29


def folder_examples(
    path: str | os.PathLike, options: LoadOptions
) -> tuple[str, Examples | tuple[Examples, Examples]]:
    """Returns the kind of a folder and its examples.

    The layouts, each of which may also lie inside the folders `train` and `test`:

    - pictures side by side: kind `"images"`;
    - one subfolder a class: `"labelled"`, classes numbered in natural order of their names;
    - `trainA` and `trainB` (`testA`, `testB`), or `A` and `B`: `"unpaired"`;
    - `input` and `target` with files of the same stems: `"paired"`.

    Every file is decoded once beforehand to see that it is whole. Pictures are in natural order
    of their names. If all files are grey the images have one channel, otherwise three.

    Args:
        path: The folder.
        options: `split`, `image_size`, `channels`, `unreadable` and `cache_dir` are used.

    Returns:
        The kind, and the examples: two sets of them if the kind is `"unpaired"`.

    Raises:
        ValueError: If the path is no folder, its layout is none of these, or the pictures differ
            in size and no `image_size` is given.
        UnreadableImages: If more files are unreadable than `options.unreadable` admits.
    """
    root = Path(path).expanduser().absolute()
    if not root.is_dir():
        raise ValueError(f"{str(path)!r} is not a folder.")
    kind, groups = find_layout(root, options.split)
    files = [file for group in groups.values() for file in group]
    if not files:
        raise ValueError(f"The folder {root} holds no files for split={options.split!r}.")
    report = scan_files(root, files, options.cache_dir)
    if kind == "paired":
        report = _report_lonely(report, groups)
    enforce(report, options.unreadable)
    usable = {picture.path: picture for picture in report.pictures}
    pictures = [[usable[file] for file in group if file in usable] for group in groups.values()]
    if kind == "labelled":
        labels = np.repeat(
            np.arange(len(groups), dtype="int32"), [len(group) for group in pictures]
        )
        return kind, _examples([list(itertools.chain(*pictures))], options, labels)
    for folder, group in zip(groups, pictures, strict=True):
        if not group:
            raise ValueError(f"The folder {folder} holds no readable pictures.")
    if kind == "paired":
        for folder, group in zip(groups, pictures, strict=True):
            group.sort(
                key=lambda picture, folder=folder: natural_order(_stem(picture.path, folder))
            )
    if kind == "unpaired":
        return kind, (_examples(pictures[:1], options), _examples(pictures[1:], options))
    return kind, _examples(pictures, options)


def find_layout(root: Path, split: str) -> tuple[str, dict[Path, list[Path]]]:
    """Returns the kind of a folder, and the files in each of its subfolders.

    Args:
        root: The folder.
        split: Name of the part wanted.

    Returns:
        The kind, and the files by the subfolder that says what they are: a class, a domain, a
        side of the pair, or `root` itself.

    Raises:
        ValueError: If the layout is none of those that `folder_examples` names, or has no such
            split.
    """
    _, folders = visible_children(root)
    names = {folder.name for folder in folders}
    if split in names and names <= _SPLITS:
        return _layout_inside(root / split)
    ends = {name[:-1] for name in names if re.fullmatch("[a-z]+[AB]", name)}
    domains = {end for end in ends if {f"{end}A", f"{end}B"} <= names}
    if split in domains:
        return "unpaired", {
            root / name: files_below(root / name) for name in (f"{split}A", f"{split}B")
        }
    if has := domains or (names if names <= _SPLITS else None):
        raise ValueError(f"The folder {root} has no split {split!r}; it has {listed(has)}.")
    if split != "train":
        raise ValueError(
            f"The folder {root} has no split {split!r}: it is not divided into splits, and all of "
            "it is 'train'."
        )
    return _layout_inside(root)


def _layout_inside(root):
    files, folders = visible_children(root)
    if files and folders:
        raise ValueError(
            f"The folder {root} holds both files ({files[0].name}) and subfolders "
            f"({folders[0].name}), so it is neither one set of pictures nor one subfolder a class."
        )
    groups = {folder: files_below(folder) for folder in folders}
    names = {folder.name for folder in folders}
    if names == {"A", "B"}:
        return "unpaired", groups
    if names == {"input", "target"}:
        return "paired", groups
    return ("labelled", groups) if folders else ("images", {root: files})


def _report_lonely(report, groups):
    """Moves pictures without a partner of the same stem from the usable to the unreadable."""
    usable = {picture.path for picture in report.pictures}
    sides = []
    for folder, files in groups.items():
        stems = {}
        for file in files:
            if file in usable:
                stems.setdefault(_stem(file, folder), file)
        sides.append(stems)
    common = sides[0].keys() & sides[1].keys()
    partners = {side[stem] for side in sides for stem in common}
    lonely = []
    for (folder, files), other in zip(groups.items(), reversed(groups), strict=True):
        for file in files:
            if file in usable - partners:
                second = _stem(file, folder) in common
                reason = "a second file of its stem" if second else f"no partner in {other.name}"
                lonely.append((file, reason))
    pictures = tuple(picture for picture in report.pictures if picture.path in partners)
    return dataclasses.replace(report, pictures=pictures, unreadable=(*report.unreadable, *lonely))


def _stem(file, folder):
    return file.relative_to(folder).with_suffix("")


def _examples(
    sides: Sequence[Sequence[ScannedPicture]],
    options: LoadOptions,
    labels: np.ndarray | None = None,
) -> Examples:
    """Returns examples of one picture, of a picture and its label, or of two pictures."""
    readers, fit = zip(*(_picture_reader(pictures, options) for pictures in sides), strict=True)

    def read(index):
        images = tuple(reader(index) for reader in readers)
        if labels is not None:
            return images[0], tf.gather(labels, index)
        return images if len(images) == 2 else images[0]

    # By the last two parts of their paths, so that a folder can be moved.
    names = [
        "\n".join(str(Path(*each.path.parts[-2:])) for each in row)
        for row in zip(*sides, strict=True)
    ]
    return Examples(numbered(np.array(names)), read, vectorised=all(fit))


def _picture_reader(pictures, options):
    """Returns a function from a row number to the uint8 picture, all of one shape.

    Also returns whether all pictures are kept in memory, and the function takes many numbers too.
    """
    size = options.image_size or _common_size(pictures)
    channels = options.channels or max(picture.channels for picture in pictures)
    shape = (*size, channels)
    fits = len(pictures) * math.prod(shape) <= _KEPT_BYTES
    kept = np.empty((len(pictures), *shape), np.uint8) if fits else None
    is_kept = np.zeros(len(pictures), bool)

    def decode(index):
        path = pictures[index].path
        try:
            return read_picture(path, size, channels).pixels
        except UnreadablePicture as error:
            raise ValueError(
                f"{path} was whole when it was scanned and is no more: {error}"
            ) from error

    def keep_and_look_up(indices):
        wanted = np.ravel(indices)
        for index in wanted[~is_kept[wanted]]:
            kept[index] = decode(index)
            is_kept[index] = True
        return kept[indices]

    def read(index):
        pixels = tf.numpy_function(keep_and_look_up if fits else decode, [index], tf.uint8)
        pixels.set_shape((*index.shape, *shape))
        return pixels

    return read, fits


def _common_size(pictures):
    sizes = {}
    for picture in pictures:
        sizes.setdefault((picture.height, picture.width), picture.path)
    if len(sizes) > 1:
        examples = " and ".join(f"{h}x{w} ({p.name})" for (h, w), p in list(sizes.items())[:2])
        raise ValueError(
            f"The pictures in {pictures[0].path.parent} come in {len(sizes)} sizes, such as "
            f"{examples}: pass image_size, such as image_size=64."
        )
    return next(iter(sizes))
