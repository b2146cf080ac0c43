"""Folders of videos: each file is decoded once, into the cache, and clips are cut out of that."""

import functools
import hashlib
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import numpy as np

from keras_gan_zoo.data.clips import clip_examples
from keras_gan_zoo.data.examples import Examples
from keras_gan_zoo.data.folder_layout import find_layout
from keras_gan_zoo.data.folder_scan import FolderReport, ScannedPicture, enforce
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.machine.progress_bar import progress_bar
from keras_gan_zoo.samples.video_files import UnreadableVideo, video_frames
from keras_gan_zoo.storage.cache import write_atomically

_WORTH_A_BAR = 50
_OPEN_AT_ONCE = 128


def folder_of_clips(path: str | os.PathLike, options: LoadOptions) -> tuple[str, Examples]:
    """Returns the kind of a folder of videos, `"videos"`, and its clips.

    Files lie side by side or in subfolders, in folders of splits or not, as pictures do. Every file
    is decoded once, at the size asked for, into an .npy file of the cache; a file that changes is
    decoded again. Clips are read from there, so that memory does not grow with their number. A
    decoding that is stopped goes on with the next file.

    Args:
        path: The folder.
        options: `split`, `frames`, `image_size`, `channels`, `unreadable` and `cache_dir` are used.

    Raises:
        ValueError: If the path is no folder or its layout is another, if there are labels asked
            for, or the videos differ in size and no `image_size` is given.
        UnreadableImages: If more files are unreadable, or too short, than `options.unreadable`
            admits.
        ImportError: If there is an .mp4 file and PyAV is missing.
    """
    root = Path(path).expanduser().absolute()
    frames = options.frames or 1
    if not root.is_dir():
        raise ValueError(f"{str(path)!r} is not a folder.")
    if options.labels or options.pairs:
        asked = "labels=True" if options.labels else f"pairs={options.pairs!r}"
        raise ValueError(f"{asked} is for pictures, and frames={frames} asks for videos.")
    layout = find_layout(root, options.split)
    if layout.kind not in ("images", "labelled"):
        raise ValueError(
            f"The folder {root} has the two sides of pairs, where videos side by side are expected."
        )
    files = [file for group in layout.groups.values() for file in group]
    if not files:
        raise ValueError(f"The folder {root} holds no files for split={options.split!r}.")
    decoded, unreadable = {}, []
    with progress_bar(
        files, desc="videos", unit="video", disable=len(files) < _WORTH_A_BAR
    ) as waiting:
        for file in waiting:
            try:
                decoded[file] = _Decoded(_decoded(file, options))
                if len(decoded[file]) < frames:
                    held = len(decoded.pop(file))
                    raise UnreadableVideo(f"{held} frames, fewer than frames={frames}")
            except UnreadableVideo as error:
                unreadable.append((file, str(error)))
    scanned = tuple(ScannedPicture(file, *video.shape[1:]) for file, video in decoded.items())
    enforce(FolderReport(root, scanned, tuple(unreadable)), options.unreadable, "videos")
    _check_one_size(scanned, root)
    names = [str(Path(*file.parts[-2:])) for file in decoded]
    return "videos", clip_examples(list(decoded.values()), frames, str(root), names)


class _Decoded:
    """A video in an .npy file, of which a slice is read when it is asked for."""

    def __init__(self, path: Path):
        self.path = path
        self.shape = _opened(path).shape

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, frames: slice) -> np.ndarray:
        return _opened(self.path)[frames]


@functools.lru_cache(_OPEN_AT_ONCE)
def _opened(path: Path) -> np.ndarray:
    return np.load(path, mmap_mode="r", allow_pickle=False)


def _decoded(file: Path, options: LoadOptions) -> Path:
    """Returns the .npy file that a video was decoded into, uint8 of the size asked for."""
    try:
        status = file.stat()
    except OSError as error:
        raise UnreadableVideo((error.strerror or str(error)).lower()) from None
    stamp = (os.fsdecode(file), status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    known = repr((stamp, options.image_size, options.channels))
    digest = hashlib.sha256(known.encode("utf-8", "surrogateescape")).hexdigest()[:24]
    target = Path(options.cache_dir) / "videos" / digest[:2] / f"{digest}.npy"
    if not target.exists():
        size = options.image_size
        assert not isinstance(size, int)  # `LoadOptions` has made a pair of it
        with closing(video_frames(file, size, options.channels)) as frames:
            first = next(frames, None)
            if first is None:
                raise UnreadableVideo("no frames in it")
            write_atomically(target, lambda opened: _write(opened, first, frames))
    return target


def _write(file: BinaryIO, first: np.ndarray, rest: Iterator[np.ndarray]) -> None:
    """Writes frames as they come; their number, which stands before them, is written last."""
    _write_header(file, 0, first)
    start = file.tell()
    file.write(np.ascontiguousarray(first).tobytes())
    count = 1
    for frame in rest:
        if frame.shape != first.shape:
            raise UnreadableVideo(f"frames of {first.shape} and of {frame.shape}")
        file.write(np.ascontiguousarray(frame).tobytes())
        count += 1
    file.seek(0)
    _write_header(file, count, first)
    assert file.tell() == start  # NumPy leaves room for a number of frames of any length


def _write_header(file: BinaryIO, count: int, frame: np.ndarray) -> None:
    described = {"descr": "|u1", "fortran_order": False, "shape": (count, *frame.shape)}
    np.lib.format.write_array_header_1_0(file, described)


def _check_one_size(videos: tuple[ScannedPicture, ...], root: Path) -> None:
    shapes = {(one.height, one.width, one.channels): one.path for one in reversed(videos)}
    if len(shapes) > 1:
        (first, one), (second, other) = list(shapes.items())[-1], next(iter(shapes.items()))
        advice = "image_size, such as image_size=64"
        if first[:2] == second[:2]:
            advice = "channels=3"
        raise ValueError(
            f"The videos in {root} come in {len(shapes)} shapes, such as "
            f"{'x'.join(map(str, first))} ({one.name}) and {'x'.join(map(str, second))} "
            f"({other.name}): pass {advice}."
        )
