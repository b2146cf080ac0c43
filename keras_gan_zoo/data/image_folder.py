"""Folders of pictures, in the layouts that people keep them in."""

import dataclasses
import itertools
import math
import os
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data.containers.members import Member, open_file
from keras_gan_zoo.data.examples import Examples, numbered
from keras_gan_zoo.data.folder_files import natural_order
from keras_gan_zoo.data.folder_layout import Layout, find_layout
from keras_gan_zoo.data.folder_scan import ScannedPicture, enforce, scan_files
from keras_gan_zoo.data.kept_pictures import KeptPictures, in_threads
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sources import LABELLED_KINDS
from keras_gan_zoo.errors import listed
from keras_gan_zoo.samples.element_checks import DAMAGED
from keras_gan_zoo.samples.picture_files import UnreadablePicture

# Makes a warning point at the line that calls `load`.
_STACK_LEVEL = 5
_HALVES: dict[str | None, tuple[str | None, ...]] = {
    "left_to_right": ("left", "right"),
    "right_to_left": ("right", "left"),
}
# Decoded pictures are kept in memory up to this many bytes a set, and decoded anew beyond it.
_KEPT_BYTES = 1 << 29


def folder_examples(
    path: str | os.PathLike, options: LoadOptions, layout: Layout | None = None
) -> tuple[str, Examples | tuple[Examples, Examples]]:
    """Returns the kind of a folder and its examples.

    The layouts, each of which may also lie inside folders of splits, or, but for the first, have
    those inside its own folders (`cats/train`, `cats/test`, `dogs/train`, ...):

    - pictures side by side: kind `"images"`; or `"paired"`, if `pairs` says that each file holds
      two;
    - one subfolder a class: `"labelled"`, the classes of all splits numbered together in natural
      order of their names;
    - `trainA` and `trainB` (`testA`, `testB`), or `A` and `B`: `"unpaired"`, or, if `pairs` is
      `"by_name"`, `"paired"` by the files' stems;
    - `input` and `target` with files of the same stems: `"paired"`;
    - any, with a file `dataset.json` that lists the class of each picture: `"labelled"`.

    Splits are `train` or `training`, `test` or `testing`, and `val`, `valid`, `validation` or
    `dev`, in small or capital letters; where the one that is asked for is not there, one that
    means the same is taken.

    Every file is decoded beforehand to see that it is whole, and what was decoded is kept for
    the first pass while there is room. Pictures are in natural order of their names. If all files
    are grey the images have one channel, otherwise three.

    Args:
        path: The folder, or the `Member` of a file that is seen as a folder.
        options: `split`, `image_size`, `channels`, `pairs`, `unreadable` and `cache_dir` are used.
        layout: What is in it, if that is known; None finds it out.

    Returns:
        The kind, and the examples: two sets of them if the kind is `"unpaired"`.

    Raises:
        ValueError: If the path is no folder, its layout is none of these or not one that `pairs`
            is for, pictures of several splits would come together, or the pictures differ in size
            and no `image_size` is given.
        UnreadableImages: If more files are unreadable than `options.unreadable` admits.
    """
    root: Any = path if isinstance(path, Member) else Path(path).expanduser().absolute()
    if not root.is_dir():
        raise ValueError(f"{str(path)!r} is not a folder.")
    layout = layout or find_layout(root, options.split)
    kind, groups = _with_pairs(layout, options.pairs, root), layout.groups
    if layout.left_out:
        warnings.warn(
            f"The folder {root} is divided into splits; what is in {listed(layout.left_out)} "
            "belongs to none and is left out.",
            stacklevel=_STACK_LEVEL - 1,
        )
    files = [file for group in groups.values() for file in group]
    if not files:
        raise ValueError(f"The folder {root} holds no files for split={options.split!r}.")
    halves = _HALVES.get(options.pairs, (None,))
    single = kind in ("images", *LABELLED_KINDS)
    sets = 1 if single else 2
    size = options.image_size
    assert not isinstance(size, int)  # `LoadOptions` has made a pair of it
    kept = KeptPictures(size, options.channels, halves, sets * _KEPT_BYTES)
    report = scan_files(root, files, options.cache_dir, kept)
    if kind == "paired" and len(groups) == 2:
        report = _report_lonely(report, groups)
    enforce(report, options.unreadable)
    usable = {picture.path: picture for picture in report.pictures}
    pictures = [[usable[file] for file in group if file in usable] for group in groups.values()]
    if single:
        _warn_of_halves(report, root)
    if kind in LABELLED_KINDS:
        together = list(itertools.chain(*pictures))
        if layout.labels is None:
            numbers = np.arange(len(groups), dtype="int32")
            labels = np.repeat(numbers, [len(group) for group in pictures])
        else:
            labels = np.array([layout.labels[picture.path] for picture in together])
            labels = labels if kind == "captioned" else labels.astype("int32")
        examples = _examples([together], options, kept, labels=labels, blocks=layout.blocks)
        return kind, dataclasses.replace(examples, class_names=layout.class_names)
    for folder, group in zip(groups, pictures, strict=True):
        if not group:
            raise ValueError(f"The folder {folder} holds no readable pictures.")
    if kind == "paired" and len(groups) == 1:
        return kind, _examples(pictures * 2, options, kept, halves)
    if kind == "paired":
        for folder, group in zip(groups, pictures, strict=True):
            group.sort(
                key=lambda picture, folder=folder: natural_order(_stem(picture.path, folder))  # type: ignore[misc]  # a default is not inferred
            )
    if kind == "unpaired":
        return kind, tuple(_examples([side], options, kept) for side in pictures)  # type: ignore[return-value]  # two
    return kind, _examples(pictures, options, kept, blocks=layout.blocks)


def _with_pairs(layout: Layout, pairs: str | None, root: Path) -> str:
    """Returns the kind of a layout, given how the user says that pictures are paired."""
    fits = {None: (layout.kind,), "by_name": ("paired", "unpaired")}.get(pairs, ("images",))
    if layout.kind in fits:
        return layout.kind if pairs is None else "paired"
    found = {
        "images": "pictures side by side: pass pairs='left_to_right' if each holds two",
        "labelled": "a subfolder for each class: pass pairs=None",
        "paired": "the sides in folders of their own: pass pairs='by_name'",
        "unpaired": "the sides in folders of their own: pass pairs='by_name'",
    }
    raise ValueError(
        f"pairs={pairs!r} does not fit the folder {root}, which has {found[layout.kind]}."
    )


def _warn_of_halves(report, root):
    if all(picture.width == 2 * picture.height for picture in report.pictures):
        warnings.warn(
            f"All pictures in {root} are twice as wide as high: if each is a pair side by side, "
            "as in the data sets of pix2pix, pass pairs='left_to_right' or 'right_to_left'.",
            stacklevel=_STACK_LEVEL,
        )


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
    kept: KeptPictures,
    halves: Sequence[str | None] = (None, None),
    labels: np.ndarray | None = None,
    blocks: Mapping[Path, int] | None = None,
) -> Examples:
    """Returns examples of one picture, of a picture and its label, or of two pictures."""
    readers, fit = zip(
        *(_picture_reader(*side, options, kept) for side in zip(sides, halves, strict=False)),
        strict=True,
    )

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
    # Where all pictures stay in memory it does not matter which lie together in the file.
    together = None
    if blocks is not None and not all(fit):
        together = np.array([blocks[picture.path] for picture in sides[0]])
    return Examples(numbered(np.array(names)), read, vectorised=all(fit), blocks=together)


def _picture_reader(pictures, half, options, decoded):
    """Returns a function from a row number to the uint8 picture, all of one shape.

    Also returns whether all pictures are kept in memory, and the function takes many numbers too.
    """
    size = options.image_size or _common_size(pictures, half)
    channels = options.channels or max(picture.channels for picture in pictures)
    shape = (*size, channels)
    fits = len(pictures) * math.prod(shape) <= _KEPT_BYTES
    kept = np.empty((len(pictures), *shape), np.uint8) if fits else None
    is_kept = np.zeros(len(pictures), bool)
    for row, picture in enumerate(pictures[: options.limit] if fits else ()):
        pixels = decoded.take(picture.path, half, shape)
        if pixels is not None:
            kept[row] = pixels
            is_kept[row] = True

    def decode(index):
        path = pictures[index].path
        try:
            return open_file(path).pixels(size, channels, half)
        except UnreadablePicture as error:
            raise ValueError(
                f"{path} {DAMAGED} ({error}): repair it, or load the folder again."
            ) from error

    def keep_and_look_up(indices):
        wanted = np.ravel(indices)
        missing = wanted[~is_kept[wanted]]
        if missing.size:
            kept[missing] = in_threads(decode, missing)
            is_kept[missing] = True
        return kept[indices]

    def read(index):
        pixels = tf.numpy_function(keep_and_look_up if fits else decode, [index], tf.uint8)
        pixels.set_shape((*index.shape, *shape))
        return pixels

    return read, fits


def _common_size(pictures: Sequence, half: str | None) -> tuple[int, int]:
    sizes: dict[tuple[int, int], Path] = {}
    for picture in pictures:
        sizes.setdefault((picture.height, picture.width), picture.path)
    if len(sizes) > 1:
        examples = " and ".join(f"{h}x{w} ({p.name})" for (h, w), p in list(sizes.items())[:2])
        raise ValueError(
            f"The pictures in {pictures[0].path.parent} come in {len(sizes)} sizes, such as "
            f"{examples}: pass image_size, such as image_size=64."
        )
    height, width = next(iter(sizes))
    return height, width if half is None else max(1, width // 2)
