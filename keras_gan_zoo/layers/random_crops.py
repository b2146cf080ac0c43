"""Random crops of a batch of pictures, drawn in the training step: a resumed training goes on."""

import keras
from keras import ops

from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Tensor


def random_crops(
    images: Tensor, height: int, width: int, seed: keras.random.SeedGenerator
) -> Tensor:
    """Cuts a part out of each picture, each at a place of its own, all places being as likely.

    Args:
        images: (batch, at least `height`, at least `width`, channels).
        height: Of the parts.
        width: Of the parts.
        seed: Draws the places.

    Returns:
        Parts (batch, height, width, channels); the pictures themselves where they are that large.
    """
    for axis, length in ((1, height), (2, width)):
        if images.shape[axis] != length:
            images = _cut(images, axis, length, seed)
    return images


def _cut(images, axis, length, seed):
    places = ops.shape(images)[axis] - length + 1
    drawn = random_rows(keras.random.uniform, (ops.shape(images)[0],), seed=seed, dtype="float32")
    start = ops.cast(ops.floor(drawn * ops.cast(places, "float32")), "int32")
    # Rounded, the largest number below 1 may come to one place too many.
    start = ops.minimum(start, places - 1)
    index = start[:, None] + ops.arange(length, dtype="int32")
    shape = [-1, 1, 1, 1]
    shape[axis] = length
    return ops.take_along_axis(images, ops.reshape(index, shape), axis=axis)
