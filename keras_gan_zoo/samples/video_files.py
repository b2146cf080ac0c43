"""Reads and writes one video file: .npy, .gif and .webp, and .mp4 where PyAV is installed."""

from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageSequence, UnidentifiedImageError

from keras_gan_zoo.samples.films import FILM_SUFFIXES, pyav, write_film
from keras_gan_zoo.samples.picture_files import OpenedPicture
from keras_gan_zoo.samples.sheets import as_colours, to_uint8
from keras_gan_zoo.storage.durable import replacing

VIDEO_SUFFIXES = (*FILM_SUFFIXES, ".npy")
"""Of the files that hold a video."""

RATE = 12.5
"""Frames a second of the films that are written: 8 hundredths each, which a .gif can say."""


class UnreadableVideo(ValueError):
    """A file that holds no video that can be read; the text is the reason."""


def video_frames(
    path: Path, image_size: tuple[int, int] | None = None, channels: int | None = None
) -> Generator[np.ndarray, None, None]:
    """Yields the frames of a file one after the other, so that a long film takes little memory.

    Args:
        path: An .npy file of (frames, height, width, channels) or (frames, height, width), uint8 or
            floating point in [-1, 1]; a .gif or .webp film, a frame of which that stands n times as
            long as the shortest comes n times; or an .mp4 film.
        image_size: `(height, width)`: each frame's middle of that aspect ratio is kept and
            resized bilinearly with antialiasing. None keeps the size.
        channels: 1 or 3 to convert, or None for what an array has, and 3 of a film.

    Yields:
        Frames, uint8 (height, width, channels).

    Raises:
        UnreadableVideo: If the file is missing or empty, holds no video, or is cut off.
        ImportError: If it is an .mp4 and PyAV is missing, with the command that installs it.
    """
    if path.suffix.lower() not in VIDEO_SUFFIXES:
        raise UnreadableVideo("not a video of a known format")
    if path.suffix.lower() == ".mp4":
        pyav()
    read = {".npy": _of_array, ".mp4": _of_mp4}.get(path.suffix.lower(), _of_animation)
    try:
        if not path.stat().st_size:
            raise UnreadableVideo("empty file")
        for image in read(path):
            yield OpenedPicture(image).pixels(image_size, channels)
    except UnreadableVideo:
        raise
    except UnidentifiedImageError:
        raise UnreadableVideo("not a video of a known format") from None
    except FileNotFoundError:
        raise UnreadableVideo("file not found") from None
    # Whatever a decoder raises on hostile bytes means the same here: no whole video.
    except Exception as error:
        reason = " ".join(str(error).split())
        raise UnreadableVideo(f"corrupt: {reason}") from error


def read_video(
    path: Path,
    image_size: tuple[int, int] | None = None,
    channels: int | None = None,
    most: int | None = None,
) -> np.ndarray:
    """Returns the video in a file, uint8 (frames, height, width, channels).

    Args:
        path: As for `video_frames`.
        image_size: As for `video_frames`.
        channels: As for `video_frames`.
        most: How many frames to read at most; `None` for all.

    Raises:
        UnreadableVideo: As `video_frames`.

    Example:
        >>> np.save("/tmp/clip.npy", np.zeros((5, 8, 8, 1), "uint8"))
        >>> read_video(Path("/tmp/clip.npy")).shape
        (5, 8, 8, 1)
    """
    with closing(video_frames(path, image_size, channels)) as frames:
        return np.stack(list(islice(frames, most)))


def write_video(path: Path, video: Any) -> Path:
    """Writes a video as a film, or as an .npy file of its bytes, whole or not at all.

    Args:
        path: A `.gif`, `.webp`, `.mp4` or `.npy` file that is not there yet.
        video: (frames, height, width, channels), floats in [-1, 1] or uint8.

    Returns:
        The path.

    Raises:
        ValueError: If it is a file of another suffix.
        FileExistsError: If a film is there already.
    """
    frames = to_uint8(video)
    if path.suffix.lower() == ".npy":
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as partial:
            np.save(partial, frames)
        return path
    return write_film(path, map(in_colours, frames), RATE)


def in_colours(frame: np.ndarray) -> np.ndarray:
    """Returns a frame of any number of channels as films have it, uint8 (height, width, 3)."""
    return np.broadcast_to(as_colours(frame), (*frame.shape[:2], 3))


def _of_array(path: Path) -> Iterator[Image.Image]:
    video = np.load(path, mmap_mode="r", allow_pickle=False)
    video = video[..., None] if video.ndim == 3 else video
    if video.ndim != 4 or video.shape[-1] not in (1, 3) or not video.size:
        raise UnreadableVideo(f"an array {video.shape}, not (frames, height, width, 1 or 3)")
    if video.dtype != np.uint8 and video.dtype.kind != "f":
        raise UnreadableVideo(f"an array of {video.dtype}, not of uint8 or of floats in [-1, 1]")
    for frame in video:
        # Bicubic resizing overshoots a little; 0 to 255 does not.
        if video.dtype != np.uint8 and not np.abs(frame).max() <= 1.1:
            raise UnreadableVideo("floats outside [-1, 1]")
        frame = to_uint8(frame)
        yield Image.fromarray(frame[..., 0] if frame.shape[-1] == 1 else frame)


def _of_animation(path: Path) -> Iterator[Image.Image]:
    with Image.open(path, formats=("GIF", "WEBP")) as film:
        # Frames that are alike are written as one that stands for longer: the time of the shortest
        # is a frame's.
        stands = [_milliseconds(frame) for frame in ImageSequence.Iterator(film)]
        for index, milliseconds in enumerate(stands):
            film.seek(index)
            yield from [film.convert("RGB")] * max(1, round(milliseconds / max(1, min(stands))))


def _milliseconds(frame: Image.Image) -> float:
    frame.load()  # which a .webp tells its time by
    return frame.info.get("duration") or 0


def _of_mp4(path: Path) -> Iterator[Image.Image]:
    with pyav().open(str(path)) as file:
        if not file.streams.video:
            raise UnreadableVideo("no moving pictures in it")
        for frame in file.decode(video=0):
            yield frame.to_image()
