"""Blur kernels of a camera and of a sharpening filter, one for each picture (2107.10833)."""

import math

from keras import ops

from keras_gan_zoo.layers.degradation.edges import with_edges
from keras_gan_zoo.types import Tensor

RADIUS = 10
"""Of the largest kernel, which has 21 pixels a side."""

_J1_POINTS = 64


def bell_kernels(
    radius: Tensor, sigmas: tuple[Tensor, Tensor], angle: Tensor, shape: Tensor, plateau: Tensor
) -> Tensor:
    """Returns Gaussian, generalized Gaussian and plateau-shaped kernels (section 3.1).

    With q the square of the distance from the middle, in standard deviations along two axes:
    exp(-q^shape / 2), or 1 / (1 + q^shape) for a plateau; a Gaussian is of shape 1.

    Args:
        radius: Pixels from the middle to the edge, at most `RADIUS`; this and all else (batch,),
            float32.
        sigmas: Standard deviations along the two axes, in pixels.
        angle: Of the first axis, in radians.
        shape: The exponent, above 0.
        plateau: 1 for a plateau, 0 for a bell.

    Returns:
        (batch, 21, 21), float32, each of the sum 1.
    """
    y, x = _grid()
    cos, sin = (_of_each(f(angle)) for f in (ops.cos, ops.sin))
    first, second = (_of_each(sigma) for sigma in sigmas)
    q = ops.square((cos * x + sin * y) / first) + ops.square((cos * y - sin * x) / second)
    # A power at 0 has no gradient, and none is asked for; but XLA would make NaN of 0^0.5's log.
    powered = ops.power(ops.maximum(q, 1e-12), _of_each(shape))
    kernels = ops.where(_of_each(plateau) > 0.5, 1 / (1 + powered), ops.exp(-0.5 * powered))
    return _cut(kernels, radius)


def sinc_kernels(radius: Tensor, cutoff: Tensor) -> Tensor:
    """Returns kernels that cut off high frequencies and ring around edges (section 3.3, eq. 6).

    Args:
        radius: As for `bell_kernels`.
        cutoff: (batch,), in radians a pixel, up to pi.

    Returns:
        (batch, 21, 21), float32, each of the sum 1.
    """
    y, x = _grid()
    r = ops.sqrt(ops.square(y) + ops.square(x))
    cutoff = _of_each(cutoff)
    ring = cutoff * bessel_j1(cutoff * r) / (2 * math.pi * ops.maximum(r, 0.5))
    return _cut(ops.where(r > 0.5, ring, ops.square(cutoff) / (4 * math.pi)), radius)


def bessel_j1(x: Tensor) -> Tensor:
    """Returns the Bessel function of the first kind and order 1, for |x| below 60.

    The mean of cos(t - x sin t) over a half-circle, by the midpoint rule, which converges faster
    than any power of the number of points.
    """
    angles = (ops.arange(_J1_POINTS, dtype="float32") + 0.5) * (math.pi / _J1_POINTS)
    return ops.mean(ops.cos(angles - x[..., None] * ops.sin(angles)), axis=-1)


def identity_kernel() -> Tensor:
    """Returns the kernel that blurs nothing, (1, 21, 21)."""
    y, x = _grid()
    return ops.cast(ops.square(y) + ops.square(x) < 0.5, "float32")


def blurred(images: Tensor, kernels: Tensor) -> Tensor:
    """Filters each picture with its kernel, by Fourier's transform.

    Args:
        images: (batch, height, width, channels), float32.
        kernels: (batch, 21, 21).
    """
    height, width = images.shape[1:3]
    x = with_edges(images, (RADIUS, RADIUS), (RADIUS, RADIUS))
    x = ops.transpose(x, (0, 3, 1, 2))
    bottom, right = (side - 2 * RADIUS - 1 for side in x.shape[2:])
    k = ops.pad(kernels[:, None], ((0, 0), (0, 0), (0, bottom), (0, right)))
    real, imaginary = ops.fft2((x, ops.zeros_like(x)))
    k_real, k_imaginary = ops.fft2((k, ops.zeros_like(k)))
    y, _ = ops.ifft2(
        (real * k_real - imaginary * k_imaginary, real * k_imaginary + imaginary * k_real)
    )
    # A kernel lies at the corner, so that what it makes of a pixel comes a diameter later.
    y = y[:, :, 2 * RADIUS : 2 * RADIUS + height, 2 * RADIUS : 2 * RADIUS + width]
    return ops.transpose(y, (0, 2, 3, 1))


def _grid():
    line = ops.arange(-RADIUS, RADIUS + 1, dtype="float32")
    return line[None, :, None], line[None, None, :]


def _of_each(values):
    return ops.reshape(values, (-1, 1, 1))


def _cut(kernels, radius):
    y, x = _grid()
    kernels = ops.where(
        ops.maximum(ops.absolute(y), ops.absolute(x)) <= _of_each(radius), kernels, 0.0
    )
    return kernels / ops.sum(kernels, axis=(1, 2), keepdims=True)
