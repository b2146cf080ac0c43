"""The three data sets that faults are planted in, as `faults.Pictures`."""

import numpy as np

from benchmarks.judges.planted_faults.faults import COUNT, HELD_OUT, Pictures, prepare
from keras_gan_zoo import data
from keras_gan_zoo.data import render_faces

_CLASSIFIER_PICTURES = {"cifar10": 15_000, "fashion_mnist": 10_000, "faces": 3000}
_FIRST_HELD_OUT_FACE = 10_000
_CIFAR = (
    *("airplane", "automobile", "bird", "cat", "deer"),
    *("dog", "frog", "horse", "ship", "truck"),
)
_FASHION = (
    *("T-shirt", "trouser", "pullover", "dress", "coat"),
    *("sandal", "shirt", "sneaker", "bag", "ankle boot"),
)
_SKIN = ("pale", "peach", "tan", "dark")

NAMES = ("cifar10", "fashion_mnist", "faces")


def load(name: str) -> tuple[Pictures, np.ndarray, np.ndarray]:
    """Returns the pictures of a data set, and labelled ones for a classifier to learn from.

    The classes of the cartoon faces are their skin tones.

    Args:
        name: One of `NAMES`.

    Returns:
        `(pictures, images, classes)`: the labelled images, uint8 (n, height, width, channels),
        are training pictures that are none of `pictures`.
    """
    count = COUNT + _CLASSIFIER_PICTURES[name]
    if name == "faces":
        images, classes = _faces(0, count)
        held_out, of_held_out = _faces(_FIRST_HELD_OUT_FACE, HELD_OUT)
        class_names = _SKIN
    else:
        images, classes = _labelled(name, "train", count)
        held_out, of_held_out = _labelled(name, "test", HELD_OUT)
        class_names = _CIFAR if name == "cifar10" else _FASHION
    pictures = prepare(name, images, held_out, of_held_out, class_names)
    return pictures, images[COUNT:], classes[COUNT:]


def _labelled(name, split, count):
    batches = data.load(name, split=split, limit=count, batch_size=count, labels=True)
    images, labels = next(iter(batches))
    return np.rint((images.numpy() + 1) * 127.5).astype("uint8"), labels.numpy()


def _faces(first, count):
    images, attributes = render_faces("colour", first, count, size=64)
    return images, np.array([_SKIN.index(face["skin"]) for face in attributes])
