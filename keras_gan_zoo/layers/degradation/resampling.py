"""Resampling of pictures by any ratio, each by its own, as a product with a matrix.

The sides of the result are known beforehand, whatever the ratios are: a picture that comes out
smaller lies in the upper left of a canvas, and goes on beyond its edge as it ends there. So a
ratio can be drawn in the training step, for each picture of a batch, and compiled by XLA.
"""

from keras import ops

from keras_gan_zoo.types import Tensor

KINDS = ("area", "bilinear", "bicubic")
"""The kernels, in the order in which shares are given."""


def resample(
    images: Tensor,
    old: tuple[Tensor, Tensor],
    new: tuple[Tensor, Tensor],
    canvas: tuple[int, int],
    kind: Tensor | str = "bicubic",
) -> Tensor:
    """Resamples pictures.

    When a picture shrinks, its kernel grows with the ratio, so that nothing is aliased; beyond the
    picture's edge there is nothing, and weights are divided by their sum. That is what Pillow
    computes.

    Args:
        images: (batch, height, width, channels), float32.
        old: How many rows and columns of each picture count, (batch,) or (1,) each, float32.
        new: How many rows and columns each shall have.
        canvas: (height, width) of the result, at least the largest of `new`.
        kind: One of `KINDS` for all; or for each picture the share of each kind, (batch, 3).

    Returns:
        (batch, *canvas, channels).

    Example:
        >>> whole, half = (ops.array([32.0]),) * 2, (ops.array([16.0]),) * 2
        >>> resample(ops.zeros((4, 32, 32, 3)), whole, half, (16, 16)).shape
        TensorShape([4, 16, 16, 3])
    """
    height, width, channels = images.shape[1:]
    rows = resampling_matrix(old[0], new[0], canvas[0], height, kind)
    columns = resampling_matrix(old[1], new[1], canvas[1], width, kind)
    x = ops.matmul(rows, ops.reshape(images, (-1, height, width * channels)))
    return ops.matmul(columns[:, None], ops.reshape(x, (-1, canvas[0], width, channels)))


def resampling_matrix(
    old: Tensor, new: Tensor, rows: int, columns: int, kind: Tensor | str
) -> Tensor:
    """Returns the matrices that resample a line of pixels, (batch, rows, columns).

    Args:
        old: (batch,), how many pixels of a line count.
        new: (batch,), how many it shall have.
        rows: Pixels of the result.
        columns: Pixels of the line.
        kind: As for `resample`.
    """
    old, new = (ops.cast(side, "float32")[:, None, None] for side in (old, new))
    row = ops.arange(rows, dtype="float32")[None, :, None]
    column = ops.arange(columns, dtype="float32")[None, None, :]
    shrinks = ops.maximum(old / new, 1.0)
    middle = (ops.minimum(row, new - 1) + 0.5) * old / new
    away = (column + 0.5 - middle) / shrinks
    if isinstance(kind, str):
        weights = _KERNELS[kind](away)
    else:
        shares = (kind[:, k, None, None] for k in range(len(KINDS)))
        weights = sum(
            share * _KERNELS[name](away) for share, name in zip(shares, KINDS, strict=True)
        )
    weights = weights * ops.cast(column < old, "float32")
    return weights / ops.sum(weights, axis=-1, keepdims=True)


def _area(x):
    return ops.cast(ops.logical_and(x > -0.5, x <= 0.5), "float32")


def _bilinear(x):
    return ops.relu(1 - ops.absolute(x))


def _bicubic(x):
    """Keys's kernel with a = -1/2, Pillow's and MATLAB's."""
    x = ops.absolute(x)
    near = (1.5 * x - 2.5) * x * x + 1
    far = ((-0.5 * x + 2.5) * x - 4) * x + 2
    return ops.where(x < 1, near, ops.where(x < 2, far, 0.0))


_KERNELS = dict(zip(KINDS, (_area, _bilinear, _bicubic), strict=True))
