"""Pictures that go on beyond their edges as they end there."""

import numpy as np
from keras import ops

from keras_gan_zoo.types import Tensor


def with_edges(images: Tensor, rows: tuple[int, int], columns: tuple[int, int]) -> Tensor:
    """Repeats the outermost rows and columns, however small the pictures are.

    Args:
        images: (batch, height, width, channels), height and width known.
        rows: How many more there are above and below.
        columns: How many more there are to the left and to the right.
    """
    for axis, (before, after) in ((1, rows), (2, columns)):
        side = images.shape[axis]
        if before or after:
            index = np.clip(np.arange(-before, side + after), 0, side - 1)
            images = ops.take(images, index, axis=axis)
    return images
