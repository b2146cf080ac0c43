"""Heads as single pictures with the person's number: the frames of `talking_heads`, one by one."""

import math

import numpy as np

from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.talking_heads import sources
from keras_gan_zoo.data.sources import register_source


@register_source(
    "head_portraits",
    kind="labelled",
    splits=tuple(sources.PEOPLE),
    image_shape=(sources.SIZE, sources.SIZE, 3),
    licence="CC0 1.0 (meshes), as the package declares",
    description=(
        "The frames of `talking_heads` one by one, with the person's number: 16 pictures each of "
        "200 people, numbers 0 to 199, for training and 48 each of 20 others, numbers 200 to 219, "
        "for testing; each time another face and another turn of the head."
    ),
)
def head_portraits(options: LoadOptions) -> tuple[np.ndarray, np.ndarray]:
    """Returns pictures, uint8 (n, 64, 64, 3), and the numbers of their persons.

    Args:
        options: `split`, `limit` (in pictures, those of a person in turn) and `cache_dir` count.

    Raises:
        keras_gan_zoo.data.DataUnavailable: If the meshes have to be fetched and cannot be.

    Example:
        >>> images, persons = head_portraits(LoadOptions("test", limit=50))
        >>> persons[[0, 47, 48]]
        array([200, 200, 201], dtype=int32)
    """
    each = sources.FRAMES[options.split]
    people = math.ceil(options.limit / each) if options.limit else None
    asked = LoadOptions(options.split, limit=people, cache_dir=options.cache_dir)
    frames = sources.filmed_people(asked)["frames"]
    first = 0 if options.split == "train" else len(sources.PEOPLE["train"])
    persons = first + np.repeat(np.arange(len(frames), dtype="int32"), each)
    images = np.reshape(frames, (-1, *frames.shape[2:]))
    return images[: options.limit], persons[: options.limit]
