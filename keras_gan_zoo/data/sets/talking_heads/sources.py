"""Talking heads as a data set: people, each in several frames, with the lines of their faces."""

from typing import TYPE_CHECKING

import numpy as np

from keras_gan_zoo.data.made_blocks import code_checksum, one_by_one
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.talking_heads import landmarks, meshes, people, rendering
from keras_gan_zoo.data.sets.talking_heads.meshes import PACKAGE, head_meshes
from keras_gan_zoo.data.sources import register_source

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
    code = code_checksum(landmarks, meshes, people, rendering)
    made_from = {"package": str(PACKAGE), "code": code}

    def begin(_):
        renderer = rendering.HeadRenderer(head_meshes(options.cache_dir), SIZE)
        return lambda person: people.filmed(renderer, person, FRAMES[options.split])

    return one_by_one(
        options.cache_dir / "talking_heads" / options.split,
        ["frames", "landmarks", "places"],
        everyone,
        count,
        _BLOCK,
        begin=begin,
        label="talking heads",
        told={"package": str(PACKAGE)},
        origin=lambda block: {
            **made_from,
            "frames": FRAMES[options.split],
            "people": [block.start, len(block)],
        },
    )
