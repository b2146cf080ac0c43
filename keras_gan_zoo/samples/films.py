"""Films: pictures one after the other in a file that plays them again and again."""

import math
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.errors import listed
from keras_gan_zoo.storage.durable import replacing
from keras_gan_zoo.types import PathLike

FILM_SUFFIXES = (".gif", ".mp4", ".webp")

_PALETTE_PIXELS = 1_000_000
"""Pixels that the colours of a GIF are chosen from: once for all frames, or flat areas flicker."""


def check_film_path(path: PathLike, name: str = "path") -> Path:
    """Returns where a film goes, if it can.

    Args:
        path: The file.
        name: What the sentence calls the argument.

    Raises:
        ValueError: If it is none of `FILM_SUFFIXES`.
        FileExistsError: If there is such a file; nothing is written over.
        ImportError: If it is an .mp4 and PyAV is missing.
    """
    path = Path(path)
    if path.suffix.lower() not in FILM_SUFFIXES:
        raise ValueError(f"`{name}` must end in one of {listed(FILM_SUFFIXES)}, got {str(path)!r}.")
    if path.exists():
        raise FileExistsError(
            f"`{name}` {str(path)!r} exists and is not written over: choose another."
        )
    if path.suffix.lower() == ".mp4":
        pyav()
    return path


def write_film(path: PathLike, frames: Iterable[np.ndarray], rate: float = 25.0) -> Path:
    """Writes frames as a film that starts again when it ends, or stays where a player stops it.

    A `.gif` has 256 colours in all, needs all frames in memory, and counts in hundredths of a
    second: 25 or 20 frames a second are exact, 30 become 33. A `.webp` has every colour. An `.mp4`
    (H.264) plays everywhere else, and needs `pip install 'keras_gan_zoo[film]'`; its sides are
    even: a side that is not gets its last row once more. Frames that are alike may become one that
    stands for longer.

    Args:
        path: A `.gif`, `.webp` or `.mp4` file that is not there yet.
        frames: uint8 arrays (height, width, 3) of one size, read one after the other.
        rate: Frames a second, above 0.

    Returns:
        The path.

    Raises:
        ValueError: If the suffix is another, there are no frames, or they differ in size.
        FileExistsError: If the file exists.
        ImportError: If PyAV is needed and missing.

    Example:
        >>> frames = [np.full((32, 32, 3), shade, "uint8") for shade in range(0, 256, 8)]
        >>> write_film("brighter.gif", frames)
        PosixPath('brighter.gif')
    """
    path = check_film_path(path)
    rate = check_number(rate, "rate", above=0)
    frames = _of_one_size(frames)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as partial:
        if path.suffix.lower() == ".mp4":
            _write_mp4(partial, frames, rate)
        elif path.suffix.lower() == ".gif":
            _write_gif(partial, frames, rate)
        else:
            _write_webp(partial, frames, rate)
    return path


def _of_one_size(frames: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    frames = iter(frames)
    first = next(frames, None)
    if first is None:
        raise ValueError("`frames` must be at least one picture, got none.")
    return chain([first], (_as_large_as(first, frame) for frame in frames))


def _as_large_as(first, frame):
    if frame.shape != first.shape:
        raise ValueError(
            f"`frames` must be of one size, got {frame.shape} after {first.shape}: resize them."
        )
    return frame


def _write_gif(path, frames, rate):
    frames = list(frames)
    pixels = len(frames) * frames[0].shape[0] * frames[0].shape[1]
    step = max(1, math.ceil(math.sqrt(pixels / _PALETTE_PIXELS)))
    some = np.concatenate([frame[::step, ::step] for frame in frames])
    palette = Image.fromarray(some).quantize(256, dither=Image.Dither.NONE)
    pictures = (
        Image.fromarray(frame).quantize(palette=palette, dither=Image.Dither.NONE)
        for frame in frames
    )
    hundredths = max(2, round(100 / rate))  # browsers take 1 for 10
    next(pictures).save(
        path, save_all=True, append_images=pictures, duration=10 * hundredths, loop=0
    )


def _write_webp(path, frames, rate):
    pictures = map(Image.fromarray, frames)
    next(pictures).save(
        path,
        save_all=True,
        append_images=pictures,
        duration=round(1000 / rate),
        loop=0,
        quality=85,
        method=4,
    )


def _write_mp4(path, frames, rate):
    from fractions import Fraction

    av = pyav()
    first = next(frames)
    height, width = (side + side % 2 for side in first.shape[:2])
    # Players begin before they have the whole file.
    with av.open(str(path), "w", options={"movflags": "faststart"}) as file:
        stream = file.add_stream("libx264", rate=Fraction(rate).limit_denominator(1000))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"crf": "18"}
        for frame in chain([first], frames):
            rows, columns = height - frame.shape[0], width - frame.shape[1]
            even = np.pad(frame, ((0, rows), (0, columns), (0, 0)), mode="edge")
            picture = av.VideoFrame.from_ndarray(even, format="rgb24")
            file.mux(stream.encode(picture))
        file.mux(stream.encode())


def pyav() -> Any:
    """Returns the module of PyAV.

    Raises:
        ImportError: If it is not installed, with the command that installs it.
    """
    try:
        import av
    except ImportError:
        raise ImportError(
            "An .mp4 film needs PyAV: pip install 'keras_gan_zoo[film]'. A .webp or .gif film "
            "needs nothing."
        ) from None
    return av
