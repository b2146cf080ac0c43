"""Inception features that the benchmarks share, on disk, so that each picture is seen once."""

from pathlib import Path

import numpy as np

from keras_gan_zoo.metrics import Features, extract_features, inception_pool3

FOLDER = "runs/features"
"""Where benchmarks keep features, unless they are told another folder."""


def saved_features(
    name: str, images: np.ndarray, folder: str | Path = FOLDER, batch_size: int = 50
) -> Features:
    """Returns the standard Inception features of pictures, extracting only what is missing.

    A set that another benchmark has extracted further, or less far, is the same set: the file
    holds the first so many of it.

    Args:
        name: Which pictures; the same name must always mean the same ones, in the same order.
        images: uint8 (n, height, width, channels).
        folder: Where the files lie.
        batch_size: Pictures that go through the network at a time.

    Returns:
        Features of the 2015-12-05 InceptionV3 after the legacy resize.
    """
    path = Path(folder) / f"{name.replace('/', '-')}.f32"
    return extract_features(
        images, inception_pool3("legacy"), source=name, batch_size=batch_size, save_to=path
    )
