"""Videos as a kind of sample: strips of frames side by side, and a film beside each sheet."""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from keras_gan_zoo.errors import listed
from keras_gan_zoo.samples.films import FILM_SUFFIXES, write_film
from keras_gan_zoo.samples.growth import show_growth
from keras_gan_zoo.samples.kind import Group, Kind, write_array
from keras_gan_zoo.samples.labelled_rows import BANDS, GAP, save_rows
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.samples.sheets import grid, save_png, stack, to_uint8
from keras_gan_zoo.samples.video_files import (
    RATE,
    VIDEO_SUFFIXES,
    UnreadableVideo,
    read_video,
    write_video,
)
from keras_gan_zoo.types import ArrayLike

_MADE_UP = 8
"""Frames of a made-up video where any number will do."""


class Videos(Kind):
    """Videos of one size, float in [-1, 1], channels last.

    Args:
        shape: (frames, height, width, channels); `None` frames where any number will do.

    Example:
        >>> Videos((5, 64, 64, 3)).examples(2).shape
        (2, 5, 64, 64, 3)
    """

    name = "videos"
    unit = "video"
    sheet_suffix = ".png"
    file_suffix = ".gif"
    file_suffixes = VIDEO_SUFFIXES
    watched = 8
    value_range = (-1.0, 1.0)

    def examples(self, count: int, seed: int = 0) -> np.ndarray:
        """Returns random squares that move on by a pixel a frame, each video in a way of its own.

        Args:
            count: How many.
            seed: The same seed gives the same ones.
        """
        pictures = Pictures(self.shape[1:]).examples(count, seed)
        ways = np.random.default_rng(seed).integers(-1, 2, (count, 2))
        return np.stack(
            [
                np.stack([np.roll(picture, time * way, (0, 1)) for time in range(self._frames)])
                for picture, way in zip(pictures, ways, strict=True)
            ]
        )

    @property
    def _frames(self) -> int:
        return self.shape[0] or _MADE_UP

    def numbers(self, samples: ArrayLike) -> dict[str, float]:
        """Returns what is told of pictures, and `motion`, the root mean square from frame to frame.

        `difference` is that of two videos in a row.
        """
        videos = np.asarray(samples, "float64")
        numbers = Pictures(videos.shape[2:]).numbers(videos.reshape(-1, *videos.shape[2:]))
        motion = np.diff(videos, axis=1) if videos.shape[1] > 1 else np.zeros(1)
        return {
            **numbers,
            "difference": float(np.sqrt(np.mean(np.diff(videos, axis=0) ** 2))),
            "motion": float(np.sqrt(np.mean(motion**2))),
        }

    # Sheets

    def rows(
        self, groups: Sequence[Group], columns: int = 8, smallest_side: int = 0
    ) -> list[tuple[str, np.ndarray]]:
        """Lays groups out in strips: a row a video, its frames side by side.

        The videos of a group's sets come in turn, such as a true one and the predicted one.

        Returns:
            For each row its label and the row itself, uint8 (height, width, 3).
        """
        laid_out = []
        for group in groups:
            for index in range(len(group[0][1])):
                for label, videos in group:
                    scale = _scale(videos.shape[2:4], smallest_side)
                    strip = grid(videos[index], videos.shape[1], GAP, scale)
                    laid_out.append((label, strip))
        return laid_out

    def save_sheet(
        self, path: Path, groups: Sequence[Group], columns: int = 8, smallest_side: int = 0
    ) -> None:
        """Writes a PNG file of strips, and a `.webp` film of the same name in which they move.

        Args:
            path: The PNG file; its folder is made.
            groups: What to show, in order.
            columns: Videos side by side in the film.
            smallest_side: Least height and width that a frame is shown with, in pixels.
        """
        save_rows(path, self.rows(groups, columns, smallest_side))
        film = path.with_suffix(".webp")
        film.unlink(missing_ok=True)  # of an earlier run to the same step
        write_film(film, _moving(groups, columns, smallest_side), RATE)

    def show_growth(self, sheets: Sequence[Path], folder: Path) -> list[Path]:
        """Writes a strip of a few moments of the training, and a film of all of them."""
        return show_growth(sheets, folder, BANDS)

    def shrink_sheet(self, path: Path) -> None:
        """Writes a sheet of strips in as little as shows as much, as that of pictures."""
        Pictures(self.shape[1:]).shrink_sheet(path)

    # Files

    def read_file(self, path: Path) -> np.ndarray:
        """Returns the video in a file, its frames cut to their middle and resized to this size.

        Where this kind has a number of frames, the file's first ones are taken.

        Raises:
            ValueError: If the file holds no video, or one of too few frames.
            ImportError: If PyAV is needed and missing.
        """
        frames, height, width, channels = self.shape
        try:
            video = read_video(path, (height, width), channels, most=frames)
        except UnreadableVideo as error:
            raise ValueError(f"{str(path)!r} cannot be read: {error}.") from None
        if len(video) < (frames or 1):
            raise ValueError(f"{str(path)!r} has {len(video)} frames where {frames} are needed.")
        return video / np.float32(127.5) - 1.0

    def write_file(self, path: Path, sample: Any) -> None:
        """Writes one video as a film, or as an .npy file of its bytes."""
        write_video(path, sample)

    def write(
        self, output: Path, count: int, batches: Iterable, *, columns: int | None = None
    ) -> list[Path]:
        """Writes a film or a `.png` of strips of all, an `.npy` file, or a folder of films.

        Args:
            output: The file or the folder.
            count: How many videos come.
            batches: The videos, a batch at a time.
            columns: Videos side by side in one film; `None` for as many as make it square.

        Raises:
            ValueError: If it is a file of another suffix.
        """
        suffix = output.suffix.lower()
        batches = map(to_uint8, batches)
        if suffix not in ("", ".png", *VIDEO_SUFFIXES):
            raise ValueError(
                f"The output of {self.name} must be a {listed((*VIDEO_SUFFIXES, '.png'))} file, or "
                f"a folder, got {str(output)!r}."
            )
        if suffix == ".npy":
            return [write_array(output, count, batches)]
        if suffix:
            groups = [[("samples", np.concatenate(list(batches)))]]
            if suffix in FILM_SUFFIXES:
                columns = min(columns or min(8, math.ceil(math.sqrt(count))), count)
                return [write_film(output, _moving(groups, columns, 0), RATE)]
            save_png(output, stack([row for _, row in self.rows(groups)], GAP))
            return [output]
        digits = len(str(count - 1))
        videos = (video for batch in batches for video in batch)
        return [
            write_video(output / f"{index:0{digits}d}{self.file_suffix}", video)
            for index, video in enumerate(videos)
        ]


def _scale(sides: Sequence[int], smallest_side: int) -> int:
    return max(1, -(-smallest_side // min(sides)))


def _moving(groups: Sequence[Group], columns: int, smallest_side: int) -> Iterable[np.ndarray]:
    """Yields the frames of a film of all videos side by side; a shorter one stands at its end."""
    last = max(videos.shape[1] for group in groups for _, videos in group)
    kind = Pictures(groups[0][0][1].shape[2:])
    for time in range(last):
        still: list[Group] = [
            [(label, videos[:, min(time, videos.shape[1] - 1)]) for label, videos in group]
            for group in groups
        ]
        yield stack([row for _, row in kind.rows(still, columns, smallest_side)], GAP)
