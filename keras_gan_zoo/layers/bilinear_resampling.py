"""Doubling and halving of feature maps by the filter [1, 3, 3, 1] (2501.05441)."""

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


def halving_matrix(side: int) -> np.ndarray:
    """Returns the matrix (side / 2, side) that halves a line of pixels by [1, 3, 3, 1] / 8.

    The line goes on beyond its ends as it ends, so that what is constant stays so.

    Args:
        side: An even number.
    """
    matrix = np.zeros((side // 2, side), "float32")
    for row in range(side // 2):
        for tap, weight in enumerate((1, 3, 3, 1)):
            matrix[row, min(max(2 * row + tap - 1, 0), side - 1)] += weight / 8
    return matrix


def doubling_matrix(side: int) -> np.ndarray:
    """Returns the matrix (2 side, side) that doubles a line of pixels by [1, 3, 3, 1] / 4.

    Linear interpolation, as each of the new pixels lies a quarter of a pixel beside an old one.
    """
    matrix = np.zeros((2 * side, side), "float32")
    for row in range(2 * side):
        near = row // 2
        far = near + (1 if row % 2 else -1)
        matrix[row, near] += 0.75
        matrix[row, min(max(far, 0), side - 1)] += 0.25
    return matrix


class _Resampling(keras.layers.Layer):
    """A matrix for each side of a map; a product can be differentiated as often as one likes."""

    def matrix(self, side: int) -> np.ndarray:
        """Returns the matrix that a line of pixels is multiplied by."""
        raise NotImplementedError

    def build(self, input_shape: Shape) -> None:
        """Computes the matrices."""
        _, height, width, _ = input_shape
        if height is None or width is None:
            raise ValueError(
                f"The map of {self.name!r} must have a known height and width, got "
                f"{tuple(input_shape)}."
            )
        self._rows, self._columns = self.matrix(height), self.matrix(width)

    def call(self, inputs: Tensor) -> Tensor:
        """Resamples a batch of maps."""
        rows, columns = (ops.cast(x, inputs.dtype) for x in (self._rows, self._columns))
        _, height, width, channels = inputs.shape
        # Lines of the map as long vectors, then its rows one by one: nothing is transposed.
        x = ops.matmul(rows, ops.reshape(inputs, (-1, height, width * channels)))
        return ops.matmul(columns, ops.reshape(x, (-1, rows.shape[0], width, channels)))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape after resampling."""
        batch, height, width, channels = input_shape
        return (batch, len(self.matrix(height)), len(self.matrix(width)), channels)


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class BilinearUpsampling2D(_Resampling):
    """Doubles the sides of feature maps by bilinear interpolation.

    What a resize operator computes, whose gradient TensorFlow cannot differentiate again.

    Args:
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels), height and width known.
    Output shape: (batch, 2 height, 2 width, channels).

    Raises:
        ValueError: When it is built, if height or width is free.

    Example:
        >>> BilinearUpsampling2D()(keras.random.normal((1, 8, 8, 3))).shape
        TensorShape([1, 16, 16, 3])

    Reference:
        https://arxiv.org/abs/2501.05441
    """

    def matrix(self, side: int) -> np.ndarray:
        """Returns `doubling_matrix`."""
        return doubling_matrix(side)


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class BilinearDownsampling2D(_Resampling):
    """Halves the sides of feature maps by the filter [1, 3, 3, 1], which lets no aliases through.

    Args:
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels), height and width known and even.
    Output shape: (batch, height / 2, width / 2, channels).

    Raises:
        ValueError: When it is built, if height or width is free or odd.

    Example:
        >>> BilinearDownsampling2D()(keras.random.normal((1, 8, 8, 3))).shape
        TensorShape([1, 4, 4, 3])

    Reference:
        https://arxiv.org/abs/2501.05441
    """

    def build(self, input_shape: Shape) -> None:
        """Computes the matrices."""
        super().build(input_shape)
        _, height, width, _ = input_shape
        if height % 2 or width % 2:
            raise ValueError(
                f"{self.name!r} halves a map's sides, but it was given {height} x {width}: give it "
                "even ones."
            )

    def matrix(self, side: int) -> np.ndarray:
        """Returns `halving_matrix`."""
        return halving_matrix(side)
