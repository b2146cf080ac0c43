"""Folders of sounds: each file is read once, into the cache, and cut into sounds of one length."""

import functools
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data.examples import Examples, numbered
from keras_gan_zoo.data.folder_layout import Layout, find_layout
from keras_gan_zoo.data.folder_scan import FolderReport, ScannedPicture, enforce
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.machine.progress_bar import progress_bar
from keras_gan_zoo.samples.sound_files import SOUND_SUFFIXES, UnreadableSound, fitted, read_sound
from keras_gan_zoo.storage.cache import announce, write_atomically

_WORTH_A_BAR = 200
_OPEN_AT_ONCE = 128


def folder_of_sounds(path: str | os.PathLike, options: LoadOptions) -> tuple[str, Examples]:
    """Returns the kind of a folder of sounds, `"sounds"`, and what is cut out of them.

    Files lie side by side or in subfolders, in folders of splits or not, as pictures do. Every file
    is read once, at the rate asked for, into an .npy file of the cache; a file that changes is read
    again. Sounds are read from there, so that memory does not grow with their number.

    Args:
        path: The folder.
        options: `split`, `rate`, `samples`, `labels`, `unreadable` and `cache_dir` are used.

    Raises:
        ValueError: If the path is no folder or its layout is another, it holds no sounds, has no
            classes where labels are asked for, or sounds of several lengths and no `samples` is
            given.
        UnreadableImages: If more files hold no sound than `options.unreadable` admits.
        ImportError: If there are .flac or .ogg files and soundfile is missing.
    """
    root = Path(path).expanduser().absolute()
    if not root.is_dir():
        raise ValueError(f"{str(path)!r} is not a folder.")
    if options.pairs or options.frames:
        asked = f"pairs={options.pairs!r}" if options.pairs else f"frames={options.frames}"
        raise ValueError(f"{asked} is not for sounds, which rate={options.rate} asks for.")
    layout = find_layout(root, options.split)
    _check_layout(layout, root, options)
    files = [file for group in layout.groups.values() for file in group]
    if not files:
        raise ValueError(
            f"The folder {root} holds no sounds for split={options.split!r}: put "
            f"{', '.join(SOUND_SUFFIXES)} files into it, side by side or in a subfolder a class."
        )
    kept, unreadable, averaged = {}, [], 0
    bar = progress_bar(files, desc="sounds", unit="sound", disable=len(files) < _WORTH_A_BAR)
    with bar as waiting:
        for file in waiting:
            try:
                kept[file], channels = _kept(file, options)
                averaged += channels > 1
            except UnreadableSound as error:
                unreadable.append((file, str(error)))
    lengths = [len(_opened(each)) for each in kept.values()]
    scanned = tuple(
        ScannedPicture(file, 1, length, 1) for file, length in zip(kept, lengths, strict=True)
    )
    enforce(FolderReport(root, scanned, tuple(unreadable)), options.unreadable, "sounds")
    if averaged:
        announce(f"{averaged} of the {len(kept)} sounds in {root} have several channels: averaged")
    samples = _samples(lengths, options, root)
    return "sounds", _cut(list(kept.items()), lengths, samples, layout, options)


def sound_places(lengths: Sequence[int], samples: int) -> np.ndarray:
    """Returns where sounds of one length begin in longer ones: one behind the other.

    What is left over at the end is a sound too, with silence behind it, if it is at least half as
    long or the only one.

    Args:
        lengths: Samples of each file.
        samples: Samples of a sound.

    Returns:
        The number of the file and that of the first sample, int64 (sounds, 2).

    Example:
        >>> sound_places([3, 10, 11], samples=4).tolist()
        [[0, 0], [1, 0], [1, 4], [1, 8], [2, 0], [2, 4], [2, 8]]
        >>> sound_places([9], samples=4).tolist()
        [[0, 0], [0, 4]]
    """
    places = [
        (file, start)
        for file, length in enumerate(lengths)
        for start in range(0, length, samples)
        if start == 0 or 2 * (length - start) >= samples
    ]
    return np.array(places, "int64").reshape(-1, 2)


def _cut(
    kept: Sequence[tuple[Path, Path]],
    lengths: Sequence[int],
    samples: int,
    layout: Layout,
    options: LoadOptions,
) -> Examples:
    places = sound_places(lengths, samples)
    numbers = {
        file: number for number, group in enumerate(layout.groups.values()) for file in group
    }
    labels = np.array([numbers[file] for file, _ in kept], "int32")

    def look_up(indices):
        sounds = np.empty((*np.shape(indices), samples), "float32")
        for place, index in zip(np.ndindex(np.shape(indices)), np.ravel(indices), strict=True):
            file, start = places[index]
            sounds[place] = fitted(_opened(kept[file][1])[start : start + samples], samples)
        return sounds, labels[places[indices, 0]]

    def read(index):
        sounds, classes = tf.numpy_function(look_up, [index], (tf.float32, tf.int32))
        sounds.set_shape((*index.shape, samples))
        classes.set_shape(index.shape)
        return (sounds, classes) if options.labels else sounds

    names = [str(Path(*file.parts[-2:])) for file, _ in kept]
    known = np.array([f"{names[file]} {start}" for file, start in places])
    return Examples(numbered(known), read, vectorised=True, class_names=layout.class_names)


def _check_layout(layout: Layout, root: Path, options: LoadOptions) -> None:
    if layout.kind not in ("images", "labelled"):
        raise ValueError(
            f"The folder {root} has the two sides of pairs, where sounds side by side, or in a "
            "subfolder a class, are expected."
        )
    if options.labels and layout.kind != "labelled":
        raise ValueError(
            f"labels=True, but the folder {root} has no subfolders, whose names would be the "
            "classes: pass labels=False."
        )


def _samples(lengths: Sequence[int], options: LoadOptions, root: Path) -> int:
    if options.samples is None and len(set(lengths)) > 1:
        assert options.rate is not None  # by which sounds are asked for
        raise ValueError(
            f"The sounds in {root} have {min(lengths):,} to {max(lengths):,} samples at "
            f"{options.rate:,} a second: pass samples, such as samples={options.rate} for one "
            "second each."
        )
    return options.samples or (lengths[0] if lengths else 1)


@functools.lru_cache(_OPEN_AT_ONCE)
def _opened(path: Path) -> np.ndarray:
    return np.load(path, mmap_mode="r", allow_pickle=False)


def _kept(file: Path, options: LoadOptions) -> tuple[Path, int]:
    """Returns the .npy file that a sound was read into, and how many channels it has."""
    assert options.rate is not None
    try:
        status = file.stat()
    except OSError as error:
        raise UnreadableSound((error.strerror or str(error)).lower()) from None
    stamp = (os.fsdecode(file), status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    known = repr((stamp, options.rate))
    digest = hashlib.sha256(known.encode("utf-8", "surrogateescape")).hexdigest()[:24]
    folder = Path(options.cache_dir) / "sounds" / digest[:2]
    for channels in (1, 2):
        if (target := folder / f"{digest}-{channels}.npy").exists():
            return target, channels
    sound, channels = read_sound(file, options.rate)
    target = folder / f"{digest}-{min(channels, 2)}.npy"
    write_atomically(target, lambda opened: np.save(opened, sound))
    return target, channels
