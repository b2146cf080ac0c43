"""Talking heads as a data set: people, each in several frames, with the lines of their faces."""

import contextlib
import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.talking_heads import landmarks, meshes, people, rendering
from keras_gan_zoo.data.sets.talking_heads.meshes import PACKAGE, head_meshes
from keras_gan_zoo.data.sources import register_source
from keras_gan_zoo.machine.progress_bar import progress_bar
from keras_gan_zoo.storage.cache import prepared_arrays

if TYPE_CHECKING:
    from keras_gan_zoo.data.examples import Examples

SIZE = 64
"""Height and width of a frame."""

PEOPLE = {"train": range(200), "test": range(10_000, 10_020)}
"""The people of each split, by their numbers: nobody is in both."""

FRAMES = {"train": 16, "test": 48}
"""Frames of each person: of the test 32 to learn a person from, and 16 to be judged by."""

_BLOCK = 5
"""People that are drawn and kept at a time: what is stopped goes on behind the last block."""


@register_source(
    "talking_heads",
    kind="samples",
    splits=tuple(PEOPLE),
    image_shape=(SIZE, SIZE, 3),
    licence="CC0 1.0 (meshes), as the package declares",
    description=(
        "Heads in three dimensions, drawn here: 200 people in 16 frames each for training and 20 "
        "others in 48 for testing, with the lines of the face in each frame and the person's "
        "number, as `talking_head` takes them; `limit` counts people."
    ),
)
def _talking_heads(options: LoadOptions) -> "Examples":
    # Here, as TensorFlow is not to be waited for by who lists the data sets.
    import tensorflow as tf

    from keras_gan_zoo.data.examples import Examples, numbered

    held = filmed_people(options)
    with tf.device("CPU:0"):
        frames, lines = (tf.constant(held[name]) for name in ("frames", "landmarks"))

    def read(row):
        pictures = (tf.cast(tf.gather(all_of, row), "float32") for all_of in (frames, lines))
        return *(each / 127.5 - 1.0 for each in pictures), tf.cast(row, "int32")

    return Examples(numbered(held["frames"]), read, vectorised=True)


def filmed_people(options: LoadOptions) -> dict[str, np.ndarray]:
    """Returns the people of a split from the cache, or draws them for it.

    Args:
        options: `split`, `limit` (in people) and `cache_dir` count.

    Returns:
        "frames" and "landmarks", uint8 (people, frames, 64, 64, 3), and "places", where the
        landmarks are, float32 (people, frames, points, 2): pixels from the left and from the top.

    Raises:
        keras_gan_zoo.data.DataUnavailable: If the meshes have to be fetched and cannot be.

    Example:
        >>> filmed_people(LoadOptions("test", limit=2))["frames"].shape
        (2, 48, 64, 64, 3)
    """
    everyone = PEOPLE[options.split]
    count = min(options.limit or len(everyone), len(everyone))
    folder = options.cache_dir / "talking_heads"
    names = ["frames", "landmarks", "places"]
    blocks = [everyone[first : first + _BLOCK] for first in range(0, count, _BLOCK)]
    made_from = {"package": str(PACKAGE), "code": _code(), "frames": FRAMES[options.split]}
    drawing = _Drawing(options)
    held = []
    with drawing:
        for block in blocks:
            where = folder / f"{options.split}-{block.start}"
            origin = {**made_from, "people": [block.start, len(block)]}
            draw = functools.partial(drawing.films_of, block, count)
            held.append(prepared_arrays(where, names, draw, origin))
    return {name: np.concatenate([block[name] for block in held])[:count] for name in names}


class _Drawing(contextlib.ExitStack):
    """Draws people, with a renderer and a progress bar that are there only once they are needed."""

    def __init__(self, options: LoadOptions):
        super().__init__()
        self._options = options
        self._renderer: rendering.HeadRenderer | None = None
        self._bar: Any = None

    def films_of(self, block: range, count: int) -> tuple[dict, dict[str, object]]:
        """Returns the films of a block of people and where they come from.

        Args:
            block: Numbers of people.
            count: How many people are wanted in all.
        """
        split = self._options.split
        if self._renderer is None:
            self._renderer = rendering.HeadRenderer(head_meshes(self._options.cache_dir), SIZE)
            done = block.start - PEOPLE[split].start
            total = -(-count // _BLOCK) * _BLOCK
            bar = progress_bar(total=total, initial=done, desc=f"talking heads, {split}")
            self._bar = self.enter_context(bar)
        films = []
        for person in block:
            films.append(people.filmed(self._renderer, person, FRAMES[split]))
            self._bar.update()
        arrays = {name: np.stack([film[name] for film in films]) for name in films[0]}
        return arrays, {"package": str(PACKAGE), "counts": {split: len(block)}}


def _code() -> str:
    """Returns what decides how a head is drawn, as a short checksum."""
    files = [Path(str(module.__file__)) for module in (landmarks, meshes, people, rendering)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
