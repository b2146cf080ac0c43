"""Boundaries as a kind of sample: where the segments of a sound end."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.samples.kind import Kind


class Boundaries(Kind):
    """The frame in front of which each segment ends, the last of them again behind the last.

    Args:
        length: How many segments there may be.
        frames: How many frames there are.

    Example:
        >>> Boundaries(3, 10).check(np.int32([[4, 7, 7]]))  # two segments: 0 to 3, and 4 to 6
    """

    name = "boundaries"

    def __init__(self, length: int, frames: int):
        super().__init__((length,))
        self.frames = frames
        self.value_range = (0, frames)

    def values(self) -> str:
        """Returns dtype and range in words."""
        return f"int32 in [0, {self.frames}], rising"

    def check(self, x: Any, name: str = "x") -> None:
        """Raises if ends (n, length) do not fit; of a dataset, their shape and dtype alone.

        Raises:
            keras_gan_zoo.data.DataMismatch: If the shape, the dtype or an end is wrong.
        """
        is_dataset = isinstance(x, tf.data.Dataset)
        spec = x.element_spec if is_dataset else np.asarray(x)
        shape, dtype = (
            tuple(spec.shape),
            np.dtype(getattr(spec.dtype, "as_numpy_dtype", spec.dtype)),
        )
        if dtype.kind not in "iu":
            raise DataMismatch(
                f"{name} has the dtype {dtype} where numbers of frames, whole ones, are expected: "
                "times in seconds become some by keras_gan_zoo.data.frames_until."
            )
        if shape[-1:] != self.shape or (not is_dataset and len(shape) != 2):
            raise DataMismatch(
                f"{name} has the shape {shape} where ends of shape (n, {self.shape[0]}) are "
                "expected, the last one again where there are fewer segments."
            )
        if is_dataset:
            return
        ends = np.asarray(x)
        if ends.size and (ends.min() < 0 or ends.max() > self.frames):
            raise DataMismatch(
                f"{name} has the end {ends.max() if ends.min() >= 0 else ends.min()} where ends in "
                f"[0, {self.frames}] are expected, as a sound has {self.frames} frames."
            )
        falling = np.flatnonzero((np.diff(ends, axis=1) < 0).any(axis=1))
        if len(falling):
            raise DataMismatch(
                f"{name}[{falling[0]}] has an end in front of the one before: sort them with "
                f"np.sort({name}, axis=1)."
            )

    def examples(self, count: int, seed: int = 0) -> np.ndarray:
        """Returns ends that are drawn at random, int32 (count, length)."""
        random = np.random.default_rng(seed)
        places = random.random((count, self.frames)).argsort(axis=1)[:, : self.shape[0]]
        return np.sort(1 + places, axis=1).astype("int32")
