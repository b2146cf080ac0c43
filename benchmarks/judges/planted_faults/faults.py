"""Faults that generators have, planted in real pictures, for metrics to find.

A generator is stood in for by 500 real pictures that it was not trained on; a faulty one by the
same pictures after something was done to them. So the fault is known, and is the only one.
"""

import dataclasses
from collections.abc import Callable

import numpy as np
from scipy import ndimage

COUNT = 500
"""Pictures of a generator, and of its training set."""
HELD_OUT = 1000
"""Real pictures that the generators were not trained on, of which they are made."""

Rows = list[tuple[str, np.ndarray]]
"""A generator's pictures: rows of one or several of the sets of `Pictures.sets`."""


@dataclasses.dataclass(frozen=True)
class Pictures:
    """The pictures of one data set that the faults are made of.

    Attributes:
        name: The data set.
        sets: By name, uint8 pictures (n, height, width, channels).
        classes: Class of each held-out picture (1000,).
        class_names: What the classes are.
    """

    name: str
    sets: dict[str, np.ndarray]
    classes: np.ndarray
    class_names: tuple[str, ...]


def prepare(
    name: str, train: np.ndarray, held_out: np.ndarray, classes: np.ndarray, class_names
) -> Pictures:
    """Returns the sets of pictures that the faults of a data set need.

    Args:
        name: The data set.
        train: Training pictures, uint8, 500 or more.
        held_out: Pictures of its test set, uint8, 1000 or more.
        classes: Their classes.
        class_names: What the classes are.
    """
    train, held_out = train[:COUNT], held_out[:HELD_OUT]
    some = held_out[:COUNT]
    return Pictures(
        name,
        {
            "train": train,
            "held_out": held_out,
            "mirrored": train[:, :, ::-1],
            "blurred": blurred(some),
            "noisy": noisy(some),
            "recoloured": recoloured(some),
            "torn": torn(some),
        },
        np.asarray(classes)[:HELD_OUT],
        tuple(class_names),
    )


def blurred(images):
    """Blurs by a Gaussian of a 32nd of the side."""
    sigma = images.shape[1] / 32
    soft = ndimage.gaussian_filter(images.astype("float32"), (0, sigma, sigma, 0))
    return _bytes(soft)


def noisy(images):
    """Adds Gaussian noise of 20 grey levels."""
    noise = np.random.default_rng(0).normal(0, 20, images.shape)
    return _bytes(images + noise)


def recoloured(images):
    """Casts colour pictures warm by 24 levels of red and blue; grey ones get a gamma of 0.7."""
    if images.shape[-1] == 3:
        return _bytes(images.astype("float32") + np.array([24, 0, -24], "float32"))
    return _bytes(255 * (images / 255.0) ** 0.7)


def torn(images):
    """Lets the quarters of each picture change places."""
    return np.roll(images, (images.shape[1] // 2, images.shape[2] // 2), axis=(1, 2))


def _bytes(images):
    return np.rint(np.clip(images, 0, 255)).astype("uint8")


def control(seed: int) -> Rows:
    """Returns a healthy generator: 500 of the 1000 held-out pictures, drawn at random."""
    random = np.random.default_rng(seed)
    return [("held_out", random.choice(HELD_OUT, COUNT, replace=False))]


def _without_classes(dropped: int) -> Callable[[Pictures], Rows]:
    def rows(pictures):
        left = np.flatnonzero(pictures.classes >= dropped)
        return [("held_out", left[:COUNT])]

    return rows


def _repeated(different: int) -> Callable[[Pictures], Rows]:
    return lambda pictures: [("held_out", np.arange(COUNT) % different)]


def _memorised(count: int) -> Callable[[Pictures], Rows]:
    return lambda pictures: [("held_out", np.arange(COUNT - count)), ("train", np.arange(count))]


def _whole(name: str) -> Callable[[Pictures], Rows]:
    return lambda pictures: [(name, np.arange(COUNT))]


FAULTS: dict[str, Callable[[Pictures], Rows]] = {
    "one class dropped": _without_classes(1),
    "half the classes dropped": lambda pictures: _without_classes(len(pictures.class_names) // 2)(
        pictures
    ),
    "one picture repeated": _repeated(1),
    "25 pictures repeated": _repeated(25),
    "250 pictures twice each": _repeated(250),
    "blur": _whole("blurred"),
    "noise": _whole("noisy"),
    "colour shift": _whole("recoloured"),
    "torn to quarters": _whole("torn"),
    "training set returned": _whole("train"),
    "training set mirrored": _whole("mirrored"),
    "10 % memorised": _memorised(COUNT // 10),
    "1 % memorised": _memorised(COUNT // 100),
}
"""By name, how a faulty generator draws from the sets."""


def drawn(rows: Rows, sets: dict[str, np.ndarray]) -> np.ndarray:
    """Returns the pictures, or whatever else `sets` holds of each picture, that rows name."""
    return np.concatenate([sets[name][indices] for name, indices in rows])
