"""Pictures that the commands learn from and are judged by, and the numbers that judge them."""

import numpy as np

FIRST_HELD_OUT = 60_000
"""Faces are learned from identity 0 on; the judge of faces has those from 30,000 on."""


def drawn_faces(first, count, size, folder):
    """Returns faces of these identities, uint8 (count, size, size, 3), drawn once.

    Args:
        first: Number of the first identity.
        count: How many.
        size: Pixels on each side.
        folder: Where they are kept.
    """
    from keras_gan_zoo.data import render_faces

    path = folder / f"faces-{first}-{count}-{size}.npy"
    if not path.exists():
        np.save(path, render_faces("colour", first, count, size)[0])
    return np.load(path)


def as_floats(images):
    """Returns uint8 pictures as float32 in [-1, 1]."""
    return images.astype("float32") / np.float32(127.5) - np.float32(1)


def from_the_data(name, images, real, folder):
    """Returns how far pictures are from others: FID, precision and recall with three neighbours.

    Args:
        name: Which pictures, the same name always for the same ones: their features are kept.
        images: uint8 (n, height, width, channels).
        real: Features of the others, as `saved_features` returns them.
        folder: Where features are kept.
    """
    from benchmarks.common.saved_features import saved_features
    from keras_gan_zoo.metrics import fid, precision_recall

    features = saved_features(f"lectures-{name}", images, folder)
    both = precision_recall(features, real, neighbours=3)
    return {
        "FID": float(fid(features, real)),
        "precision": float(both.precision),
        "recall": float(both.recall),
    }


def how_sharp(images, real):
    """Returns the mean sharpness of pictures, as a share of that of real ones."""
    from keras_gan_zoo.metrics import sharpness
    from keras_gan_zoo.samples.sheets import to_uint8

    drawn, others = (sharpness(to_uint8(each), (0, 255)).mean() for each in (images, real))
    return float(drawn / others)


def given_back(given, again):
    """Returns how alike pictures in [-1, 1] and their reconstructions are: PSNR and LPIPS.

    PSNR is in decibels, the mean over the pictures; LPIPS is that of VGG16, 0 of the same picture.
    """
    from keras_gan_zoo.metrics import lpips, psnr

    again = np.clip(again, -1, 1)
    return {
        "PSNR": float(psnr(given, again, (-1, 1)).mean()),
        "LPIPS": float(lpips(given, again, "vgg", (-1, 1)).mean()),
    }
