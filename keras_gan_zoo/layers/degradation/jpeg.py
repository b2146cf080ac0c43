"""What JPEG loses of a picture, computed in the training step (ITU-T T.81, appendices A and K)."""

import numpy as np
from keras import ops

from keras_gan_zoo.layers.degradation.edges import with_edges
from keras_gan_zoo.types import Tensor

_BRIGHTNESS = """
16 11 10 16 24 40 51 61 12 12 14 19 26 58 60 55 14 13 16 24 40 57 69 56 14 17 22 29 51 87 80 62
18 22 37 56 68 109 103 77 24 35 55 64 81 104 113 92 49 64 78 87 103 121 120 101
72 92 95 98 112 100 103 99"""
_COLOUR = """
17 18 24 47 99 99 99 99 18 21 26 66 99 99 99 99 24 26 56 99 99 99 99 99 47 66 99 99 99 99 99 99
99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99"""
_TABLES = np.stack(
    [np.array(table.split(), "float32").reshape(8, 8) for table in (_BRIGHTNESS, _COLOUR)]
)
_BLOCK = 8
# JFIF's: brightness, and how blue and how red, each of which is 0 for grey.
_TO_YCC = np.array(
    [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]], "float32"
).T
_TO_RGB = np.array([[1, 0, 1.402], [1, -0.344136, -0.714136], [1, 1.772, 0]], "float32").T
_WAVES = np.array(
    [
        [
            np.sqrt((1 if k == 0 else 2) / _BLOCK) * np.cos((2 * n + 1) * k * np.pi / 16)
            for n in range(_BLOCK)
        ]
        for k in range(_BLOCK)
    ],
    "float32",
)


def jpeg_compressed(images: Tensor, quality: Tensor) -> Tensor:
    """Returns pictures as they come out of JPEG files.

    Colours at half the sides (4:2:0), blocks of 8 x 8, the standard's tables, scaled by quality as
    the Independent JPEG Group does. Nothing flows back through it.

    Args:
        images: (batch, height, width, 3 or 1) in [0, 1], float32.
        quality: (batch,), 1 to 100.

    Returns:
        The same shape, in [0, 1].

    Example:
        >>> jpeg_compressed(ops.full((2, 32, 32, 3), 0.5), ops.array([30.0, 90.0])).shape
        TensorShape([2, 32, 32, 3])
    """
    height, width, channels = images.shape[1:]
    bottom, right = (-side % (2 * _BLOCK) for side in (height, width))
    x = with_edges(images, (0, bottom), (0, right)) * 255
    quality = ops.reshape(quality, (-1, 1, 1))
    scale = ops.where(quality < 50, 5000 / quality, 200 - 2 * quality)
    tables = [ops.clip(ops.floor((table[None] * scale + 50) / 100), 1, 255) for table in _TABLES]
    if channels == 1:
        return ops.clip(_rounded(x - 128, tables[0]) + 128, 0, 255)[:, :height, :width] / 255
    x = ops.matmul(x, _TO_YCC)
    brightness = _rounded(x[..., :1] - 128, tables[0]) + 128
    colour = _rounded(ops.average_pool(x[..., 1:], 2), tables[1])
    colour = ops.repeat(ops.repeat(colour, 2, axis=1), 2, axis=2)
    x = ops.matmul(ops.concatenate([brightness, colour], axis=-1), _TO_RGB)
    return ops.stop_gradient(ops.clip(x, 0, 255)[:, :height, :width] / 255)


def _rounded(x, table):
    """Rounds the waves of each block to multiples of the table, (batch, 8, 8)."""
    _, height, width, _ = x.shape
    table = ops.tile(table, (1, height // _BLOCK, width // _BLOCK))[..., None]
    waves = ops.round(_in_blocks(x, _WAVES) / table) * table
    return _in_blocks(waves, _WAVES.T)


def _in_blocks(x, matrix):
    """Multiplies rows and columns of each block by a matrix."""
    _, height, width, channels = x.shape
    shape = (-1, height // _BLOCK, _BLOCK, width // _BLOCK, _BLOCK, channels)
    product = ops.einsum("ki,bhiwjc,lj->bhkwlc", matrix, ops.reshape(x, shape), matrix)
    return ops.reshape(product, (-1, height, width, channels))
