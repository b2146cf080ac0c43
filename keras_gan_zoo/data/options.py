"""What a user asks of `load`, checked before any data is touched."""

import operator
from dataclasses import dataclass
from typing import Any

from keras_gan_zoo.checks import is_number
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.storage.cache import cache_folder

PAIRS = ("by_name", "left_to_right", "right_to_left")
"""How the pictures of a folder can be pairs."""


@dataclass(frozen=True)
class LoadOptions:
    """The checked arguments of one `load` call; a source's `prepare` receives them.

    Attributes:
        split: Name of the part of the data, such as `"train"`.
        image_size: `(height, width)` in pixels, or None for the source's own size. A single
            integer is accepted and becomes a square.
        channels: 1, 3, or None for the source's own.
        labels: Whether each example is `(image, label)`.
        limit: Number of examples to keep from the start, or None for all.
        batch_size: Examples a batch, or None for single examples.
        shuffle: Whether the order changes at each iteration.
        seed: Seed of that order.
        jitter: Enlarge each picture by this factor and crop it back at random; 1 for not at all.
        shift: How many pixels a picture is moved at most, at random, up or down and sideways.
        mirror: Whether to mirror half of the pictures, at random.
        pairs: How an image folder's pictures are pairs: `"by_name"`, `"left_to_right"`,
            `"right_to_left"`, or None if they are none or the folder says so itself.
        frames: Frames of a clip, of sources and folders of videos; None for what the source says.
        rate: Samples a second, of folders of sounds; None for folders of anything else.
        samples: Samples of a sound, of folders of sounds; None for whole ones.
        unreadable: `"stop"`, or the share of a folder's files, between 0 and 1, that may be skipped
            because they cannot be read.
        cache_dir: The cache folder, as a `Path`.

    Raises:
        ValueError: If a value lies outside what is described above.
        TypeError: If a value is of another type.

    Example:
        >>> LoadOptions(image_size=64).image_size
        (64, 64)
    """

    split: str = "train"
    image_size: int | tuple[int, int] | None = None
    channels: int | None = None
    labels: bool = False
    limit: int | None = None
    batch_size: int | None = None
    shuffle: bool = False
    seed: int = 0
    jitter: float = 1.0
    shift: int = 0
    mirror: bool = False
    pairs: str | None = None
    frames: int | None = None
    rate: int | None = None
    samples: int | None = None
    unreadable: str | float = "stop"
    cache_dir: Any = None  # from a string or a path to, once checked, a `Path`

    def __post_init__(self):
        if not isinstance(self.split, str) or not self.split:
            raise TypeError(f"split={self.split!r} must be a name such as 'train' or 'test'.")
        if self.channels not in (None, 1, 3):
            raise ValueError(
                f"channels={self.channels!r} must be 1 (grey), 3 (colour) or None (as they come)."
            )
        if self.pairs is not None and self.pairs not in PAIRS:
            raise ValueError(
                f"pairs={self.pairs!r} must be None or one of {listed(PAIRS)}."
                f"{nearest(self.pairs, PAIRS)}"
            )
        if self.samples is not None and self.rate is None:
            raise ValueError(
                f"samples={self.samples!r} is for sounds, which are asked for by their rate: pass "
                "rate, such as rate=16000, or leave samples out."
            )
        checked = {
            "image_size": _size(self.image_size),
            "limit": _positive_integer("limit", self.limit),
            "frames": _positive_integer("frames", self.frames),
            "rate": _positive_integer("rate", self.rate),
            "samples": _positive_integer("samples", self.samples),
            "batch_size": _positive_integer("batch_size", self.batch_size),
            "seed": _integer("seed", self.seed),
            "jitter": _enlargement(self.jitter),
            "shift": _pixels(self.shift),
            "unreadable": _policy(self.unreadable),
            "cache_dir": cache_folder(self.cache_dir),
        }
        for name in ("labels", "shuffle", "mirror"):
            if not isinstance(getattr(self, name), bool):
                raise TypeError(f"{name}={getattr(self, name)!r} must be True or False.")
        for name, value in checked.items():
            object.__setattr__(self, name, value)


def _integer(name, value):
    try:
        if isinstance(value, bool):
            raise TypeError
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{name}={value!r} must be an integer.") from None


def _positive_integer(name, value):
    if value is None:
        return None
    value = _integer(name, value)
    if value < 1:
        raise ValueError(f"{name}={value} must be 1 or more, or None.")
    return value


def _enlargement(jitter):
    if not is_number(jitter) or not 1 <= jitter <= 4:
        raise ValueError(
            f"jitter={jitter!r} must be a number from 1 (no jitter) to 4, such as 1.12: how much "
            "larger a picture becomes before it is cropped."
        )
    return float(jitter)


def _pixels(shift):
    shift = _integer("shift", shift)
    if shift < 0:
        raise ValueError(f"shift={shift} must be 0 or more pixels.")
    return shift


def _size(image_size):
    if image_size is None:
        return None
    pair = image_size if isinstance(image_size, (tuple, list)) else (image_size, image_size)
    if len(pair) != 2:
        raise ValueError(
            f"image_size={image_size!r} must be one integer or (height, width), without channels."
        )
    height, width = (_integer("image_size", side) for side in pair)
    if height < 1 or width < 1:
        raise ValueError(f"image_size={image_size!r} must be 1 pixel or more on each side.")
    return height, width


def _policy(unreadable):
    if unreadable == "stop":
        return unreadable
    if (
        isinstance(unreadable, bool)
        or not isinstance(unreadable, (int, float))
        or not 0 < unreadable < 1
    ):
        raise ValueError(
            f"unreadable={unreadable!r} must be 'stop', or the share of files that may be skipped, "
            "between 0 and 1, such as 0.01."
        )
    return float(unreadable)
