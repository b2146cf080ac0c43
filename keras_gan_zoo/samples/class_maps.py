"""Maps of classes as a kind of sample: a class number for each pixel of a picture."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.samples.kind import Kind


class ClassMaps(Kind):
    """Maps that say of each pixel of a picture what is there, whole numbers.

    Args:
        shape: (height, width).
        classes: How many classes there are; a map has the numbers 0 to `classes` - 1.

    Example:
        >>> ClassMaps((64, 128), 10).values()
        'whole numbers from 0 to 9'
    """

    name = "class maps"
    unit = "class map"

    def __init__(self, shape: Sequence[int | None], classes: int):
        super().__init__(shape)
        self.classes = classes

    def values(self) -> str:
        """Returns the range of the numbers in words."""
        return f"whole numbers from 0 to {self.classes - 1}"

    def check(self, x: Any, name: str = "x") -> None:
        """Raises if an array is no batch of such maps; an axis of one channel is let pass.

        Args:
            x: An array (n, height, width) or (n, height, width, 1).
            name: What the sentence calls the argument.

        Raises:
            keras_gan_zoo.data.DataMismatch: If shape, dtype or a number is wrong.
        """
        maps = np.asarray(x)
        self.check_form(maps.shape[1:], maps.dtype, name)
        if not len(maps):
            raise DataMismatch(f"{name} has the shape {maps.shape}: it holds no class maps.")
        wrong = maps[(maps < 0) | (maps >= self.classes)]
        if wrong.size:
            raise DataMismatch(
                f"{name} has the class {wrong.flat[0]} where 0 to {self.classes - 1} are expected: "
                f"build the model with classes={max(int(maps.max()) + 1, self.classes)}, or give "
                "what belongs to no class one of its own."
            )

    def check_form(self, shape: Sequence[int | None], dtype: Any, name: str = "x") -> None:
        """Raises if shape and dtype of one map are not those of this kind.

        Args:
            shape: Of one map.
            dtype: Of the numbers.
            name: What the sentence calls the argument.

        Raises:
            keras_gan_zoo.data.DataMismatch: If either is wrong.
        """
        shape, dtype = tuple(shape), str(getattr(dtype, "name", dtype))
        fits = len(shape) in (2, 3) and shape[2:] in ((), (1,)) and _fits(shape[:2], self.shape)
        if fits and dtype.startswith(("int", "uint")):
            return
        advice = ""
        if len(shape) == 3 and shape[2] == self.classes:
            advice = f": pass {name}.argmax(axis=-1) if they are one-hot"
        elif fits:
            advice = f": pass {name}.astype('int32') if they are class numbers"
        raise DataMismatch(
            f"{name} has class maps of shape {shape}, {dtype}, where {self.shape} whole numbers "
            f"are expected, a class for each pixel{advice}."
        )

    def examples(self, count: int, seed: int = 0) -> np.ndarray:
        """Returns maps of random squares of 4 pixels, int32 (count, height, width)."""
        random = np.random.default_rng(seed)
        height, width = self.shape
        squares = random.integers(0, self.classes, (count, -(-height // 4), -(-width // 4)))
        return squares.repeat(4, 1).repeat(4, 2)[:, :height, :width].astype("int32")


def _fits(found: Sequence[int | None], wanted: Sequence[int | None]) -> bool:
    return all(None in (a, b) or a == b for a, b in zip(found, wanted, strict=True))
