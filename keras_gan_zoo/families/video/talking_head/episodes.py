"""What a step takes of each person: some frames to know the person by, and one to draw."""

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.engine.batching import as_batches
from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.families.video.talking_head.head_gan import check_alike
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.samples.element_checks import check_numbers
from keras_gan_zoo.samples.given_arrays import one_array
from keras_gan_zoo.samples.picture_checks import shape_of_data
from keras_gan_zoo.samples.typed_calls import part_of
from keras_gan_zoo.samples.videos import Videos
from keras_gan_zoo.types import Tensor

_PARTS = ("frames", "landmarks", "person")
_LOAD = "keras_gan_zoo.data.load('talking_heads', batch_size=8, shuffle=True)"


def random_episode(
    frames: Tensor, landmarks: Tensor, shots: int, seed: keras.random.SeedGenerator
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Draws frames of each person at random, no frame twice.

    Args:
        frames: (people, more than `shots`, height, width, channels).
        landmarks: Their landmarks likewise.
        shots: How many frames a person is to be known by, K in the paper.
        seed: Draws.

    Returns:
        Frames and landmarks (people, shots, height, width, channels) to know each person by, and a
        further frame with its landmarks (people, height, width, channels).
    """
    shape = (ops.shape(frames)[0], ops.shape(frames)[1])
    order = ops.argsort(random_rows(keras.random.uniform, shape, seed=seed, dtype="float32"))
    chosen = order[:, : shots + 1, None, None, None]
    x, y = (ops.take_along_axis(each, chosen, axis=1) for each in (frames, landmarks))
    return x[:, :shots], y[:, :shots], x[:, shots], y[:, shots]


def check_films(x: Any, frame: tuple, picture: tuple, least: int) -> None:
    """Checks frames and landmarks of people.

    Args:
        x: (frames, landmarks), (frames, landmarks, numbers of people), or a dataset of the three.
        frame: Shape of a frame.
        picture: Shape of a picture of landmarks.
        least: How many frames of a person there have to be.

    Raises:
        DataMismatch: If they do not fit.
    """
    if isinstance(x, tf.data.Dataset):
        spec = x.element_spec
        if not isinstance(spec, tuple) or len(spec) != 3:
            came = f"{len(spec)} things" if isinstance(spec, tuple) else "one thing"
            raise DataMismatch(
                "`x` must yield (frames, landmarks, number of the person), but yields "
                f"{came} an example: pass arrays (frames, landmarks), or {_LOAD}."
            )
        numbers = spec[2]
        if not isinstance(numbers, tf.TensorSpec) or not numbers.dtype.is_integer:
            raise DataMismatch(
                f"`x` must yield the number of the person as a whole number, but yields {numbers}: "
                'pass x.map(lambda x, y, person: (x, y, tf.cast(person, "int32"))), if they are '
                "whole."
            )
        parts = [part_of(x, place, _PARTS) for place in range(2)]
        names = [f"The {part} of `x`" for part in _PARTS]
    elif isinstance(x, (tuple, list)) and len(x) in (2, 3):
        names = ["x[0]", "x[1]"]
        parts = [one_array(part, name) for part, name in zip(x, names, strict=False)]
    else:
        raise DataMismatch(
            "`x` must be a pair (frames, landmarks) of arrays (people, frames, height, width, "
            f"channels), or a dataset, got {type(x).__name__}; e.g. {_LOAD}."
        )
    for part, shape, name in zip(parts, (frame, picture), names, strict=False):
        Videos((None, *shape)).check(part, name=name)
    if not isinstance(x, tf.data.Dataset):
        check_alike(*parts)
    counted = (shape_of_data(parts[0])[-4:-3] or (None,))[0]
    if counted is not None and counted < least:
        raise DataMismatch(
            f"x has {counted} frames of a person where {least} are expected, {least - 1} to know "
            f"the person by and one to draw: build the model with shots={max(1, counted - 1)}, or "
            "pass more."
        )


def people_batches(
    x: Any, people: int, frame: tuple, batch_size: int, shuffle: bool, seed: int | None
) -> tf.data.Dataset:
    """Returns batches of (frames, landmarks, numbers of people).

    Of arrays without numbers, a person's number is the place in the arrays.

    Args:
        x: What `check_films` lets pass.
        people: How many numbers there are.
        frame: Shape of a frame.
        batch_size: People a batch, where `x` is not batched.
        shuffle: Whether to shuffle what is not batched.
        seed: Of the shuffling.

    Raises:
        DataMismatch: If there are more people than numbers, or a number is none of theirs.
    """
    if not isinstance(x, tf.data.Dataset):
        frames, landmarks, *numbers = x
        numbers = np.asarray(numbers[0]) if numbers else np.arange(len(frames))
        if numbers.dtype.kind not in "iu" or numbers.shape != (len(frames),):
            raise DataMismatch(
                f"x[2] has the dtype {numbers.dtype} and the shape {numbers.shape} where the "
                f"numbers of the people of {len(frames)} films are expected, whole, of shape "
                f"({len(frames)},)."
            )
        if np.max(numbers) >= people:
            raise DataMismatch(
                f"`x` has the person number {int(np.max(numbers))}, and the model keeps a vector "
                f"of {people} people: build it with people={int(np.max(numbers)) + 1}."
            )
        x = tf.data.Dataset.from_tensor_slices(
            (
                np.asarray(frames, "float32"),
                np.asarray(landmarks, "float32"),
                np.asarray(numbers, "int32"),
            )
        )
    x = check_numbers(x, people, which=2, what="person")
    return as_batches(x, batch_size, shuffle, seed, (None, *frame))
