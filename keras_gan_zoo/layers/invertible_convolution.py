"""A learned rotation of the channels: the invertible 1x1 convolution (1807.03039)."""

import random
from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_seed
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.layers.bijection import Bijection, of_each
from keras_gan_zoo.types import Shape, Tensor

DECOMPOSITIONS = ("lu", "none")


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class InvertibleConvolution(Bijection):
    r"""Multiplies the channels of each pixel with one invertible matrix W.

    It generalizes the change of halves between couplings (1807.03039, section 3.2), and begins
    as a random rotation. The log-determinant is height * width * log|det W|. With "lu",
    \( W = P L (U + \operatorname{diag}(s)) \) (eq. 10): P is a permutation that stays, L has ones
    and U zeros on its diagonal, and \( \log|\det W| = \sum \log|s| \) costs nothing; the signs of s
    stay, too. With "none" it is the matrix itself that is learned, and its determinant is computed.

    The inverse of "lu" is built of products and sums alone, which phones have:
    \( (I + N)^{-1} = \prod_k (I + (-N)^{2^k}) \), where the N of a triangle is nilpotent, and then
    one step of Newton's for what was rounded. That of "none" is TensorFlow's inverse of a matrix,
    which a phone has not: TF-Lite's converter computes it once and for all.

    Args:
        decomposition: "lu" or "none".
        seed: Seed of the rotation at the beginning, or `None`.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels).
    Output shape: the same, and the log-determinant (batch,).

    Raises:
        ValueError: If there is no such decomposition, or the seed is no whole number.

    Example:
        >>> layer = InvertibleConvolution(seed=0)
        >>> y, log_det = layer(keras.random.normal((8, 4, 4, 6)))
        >>> abs(float(log_det[0])) < 1e-4  # a rotation keeps volumes
        True

    Reference:
        https://arxiv.org/abs/1807.03039
    """

    def __init__(self, decomposition: str = "lu", seed: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        if decomposition not in DECOMPOSITIONS:
            raise ValueError(
                f"`decomposition` must be one of {listed(DECOMPOSITIONS)}, got {decomposition!r}."
                + nearest(decomposition, DECOMPOSITIONS)
            )
        self.decomposition = decomposition
        self.seed = check_seed(seed)

    def build(self, input_shape: Shape) -> None:
        """Draws a rotation, and decomposes it."""
        from scipy.linalg import lu

        self.channels = input_shape[-1]
        # As Keras's own layers: a seed that is not given comes from Python's.
        seed = random.getrandbits(31) if self.seed is None else self.seed
        normal = np.random.default_rng(abs(seed)).standard_normal((self.channels, self.channels))
        rotation, _ = np.linalg.qr(normal)

        def weight(name, value, trainable=True):
            return self.add_weight(
                shape=value.shape,
                initializer=lambda shape, dtype=None: ops.convert_to_tensor(value, dtype),
                trainable=trainable,
                name=name,
            )

        if self.decomposition == "none":
            self.matrix = weight("matrix", rotation)
            return
        permutation, lower, upper = lu(rotation)
        diagonal = np.diag(upper)
        self.permutation = weight("permutation", permutation, trainable=False)
        self.signs = weight("signs", np.sign(diagonal), trainable=False)
        self.lower = weight("lower", np.tril(lower, -1))
        self.upper = weight("upper", np.triu(upper, 1))
        self.log_scale = weight("log_scale", np.log(np.abs(diagonal)))

    def forward(self, x: Tensor, training: bool) -> tuple[Tensor, Tensor]:
        """Multiplies each pixel with W."""
        places = x.shape[1] * x.shape[2]
        if self.decomposition == "none":
            log_volume = ops.slogdet(self.matrix)[1]
        else:
            log_volume = ops.sum(self.log_scale)
        return self._times(x, self.kernel()), of_each(x, places * log_volume)

    def backward(self, y: Tensor) -> Tensor:
        """Multiplies each pixel with the inverse of W."""
        return self._times(y, self.inverse_kernel())

    def kernel(self) -> Tensor:
        """Returns W, (channels, channels)."""
        if self.decomposition == "none":
            return ops.convert_to_tensor(self.matrix)
        lower, upper, diagonal = self._parts()
        triangle = ops.matmul(self._identity() + lower, upper + ops.diag(diagonal))
        return ops.matmul(self.permutation, triangle)

    def inverse_kernel(self) -> Tensor:
        """Returns the inverse of W, (channels, channels)."""
        if self.decomposition == "none":
            return ops.inv(self.matrix)
        lower, upper, _ = self._parts()
        # A sign is its own inverse.
        inverse_diagonal = ops.expand_dims(self.signs * ops.exp(-self.log_scale), -1)
        of_upper = _inverse_of_unit_triangle(inverse_diagonal * upper)
        of_upper = of_upper * ops.transpose(inverse_diagonal)
        of_lower = _inverse_of_unit_triangle(lower)
        inverse = ops.matmul(ops.matmul(of_upper, of_lower), ops.transpose(self.permutation))
        rest = 2.0 * self._identity() - ops.matmul(self.kernel(), inverse)
        return ops.matmul(inverse, rest)

    def _parts(self):
        below = np.tril(np.ones((self.channels, self.channels), "float32"), -1)
        return self.lower * below, self.upper * below.T, self.signs * ops.exp(self.log_scale)

    def _identity(self):
        return np.eye(self.channels, dtype="float32")

    def _times(self, x, matrix):
        pixels = ops.matmul(ops.reshape(x, (-1, self.channels)), matrix)
        return ops.reshape(pixels, (-1, *x.shape[1:]))

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "decomposition": self.decomposition, "seed": self.seed}


def _inverse_of_unit_triangle(strict):
    """Returns the inverse of the identity plus a triangle with zeros on its diagonal."""
    channels = strict.shape[0]
    identity = np.eye(channels, dtype="float32")
    power, inverse, terms = -strict, identity - strict, 2
    while terms < channels:
        power = ops.matmul(power, power)
        inverse = ops.matmul(inverse, identity + power)
        terms *= 2
    return inverse
