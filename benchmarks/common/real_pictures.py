"""The first pictures of a data set, as bytes and as files."""

from pathlib import Path

import numpy as np


def first_pictures(name: str, count: int, **arguments) -> np.ndarray:
    """Returns the first pictures of a set, uint8 (count, height, width, channels).

    Args:
        name: As for `keras_gan_zoo.data.load`.
        count: How many.
        **arguments: Others of `load`.
    """
    from keras_gan_zoo import data
    from keras_gan_zoo.samples.sheets import to_uint8

    (pictures,) = data.load(name, limit=count, batch_size=count, **arguments)
    return to_uint8(pictures)


def write_folder(folder: Path, pictures: np.ndarray) -> None:
    """Writes pictures as PNG files; the folder has its name once all are there."""
    from PIL import Image

    begun = folder.with_suffix(".part")
    begun.mkdir(parents=True, exist_ok=True)
    for number, picture in enumerate(pictures):
        Image.fromarray(picture).save(begun / f"{number:05d}.png")
    begun.rename(folder)
