"""Steerable filters: derivatives of a Gaussian in any direction, out of a few of them (1991)."""

import numpy as np
from keras import ops
from numpy.polynomial.hermite_e import HermiteE

from keras_gan_zoo.types import ArrayLike, Tensor


def derivative_kernels(
    angles: ArrayLike, order: int = 2, size: int = 5, sigma: float = 1.0
) -> np.ndarray:
    r"""Returns the derivative of a Gaussian along each of some directions, as kernels.

    \( f_\theta = \partial^n / \partial u^n \, e^{-(x^2 + y^2) / 2 \sigma^2} \) along
    \( u = x \cos\theta + y \sin\theta \), where x grows to the right and y downwards. Of the order
    1 they answer to edges, of the order 2 to lines. A multiple of the Gaussian makes each sum to 0,
    and one factor makes the squares of the kernel at the angle 0 sum to 1, as those of Freeman and
    Adelson do; both are the same linear map of every kernel, so that they stay steerable.

    Args:
        angles: In radians, (angles,).
        order: Of the derivative, n, at least 1.
        size: Pixels a side, odd.
        sigma: Of the Gaussian, in pixels.

    Returns:
        Float64 (angles, size, size).

    Example:
        >>> derivative_kernels([0.0], order=1, size=3)[0].round(2)
        array([[ 0.33,  0.  , -0.33],
               [ 0.54,  0.  , -0.54],
               [ 0.33,  0.  , -0.33]])

    Reference:
        Freeman and Adelson, "The design and use of steerable filters", IEEE TPAMI 13(9), 1991.
    """
    places = np.arange(size) - size // 2
    x, y = places[None, :] / sigma, places[:, None] / sigma
    gaussian = np.exp(-(x**2 + y**2) / 2)
    hermite = HermiteE.basis(order)

    def along(angle):
        kernel = (-1) ** order * hermite(x * np.cos(angle) + y * np.sin(angle)) * gaussian
        return kernel - gaussian * kernel.sum() / gaussian.sum()

    norm = np.sqrt(np.square(along(0.0)).sum())
    return np.stack([along(angle) for angle in np.atleast_1d(np.asarray(angles))]) / norm


def basis_angles(order: int) -> np.ndarray:
    """Returns the directions of which kernels of all others are made: `order` + 1 of half a turn.

    Example:
        >>> np.degrees(basis_angles(2)).round().tolist()
        [0.0, 60.0, 120.0]
    """
    return np.pi * np.arange(order + 1) / (order + 1)


def steering_weights(angles: ArrayLike, order: int) -> np.ndarray:
    r"""Returns how much of each kernel of the basis makes the kernel of each angle.

    \( f_\theta = \sum_j k_j(\theta) f_{\theta_j} \) with \( k_j(\theta) = \frac{1}{n + 1}
    \sum_{m = -n, -n + 2, \ldots, n} \cos m (\theta - \theta_j) \): a derivative of the order n has
    these frequencies alone around its middle. Of the order 2 they are the paper's
    \( \frac{1}{3} (1 + 2 \cos 2 (\theta - \theta_j)) \).

    Args:
        angles: In radians, (angles,).
        order: Of the derivative, n.

    Returns:
        Float64 (angles, order + 1).

    Example:
        >>> steering_weights([0.0, np.pi / 2], order=1).round(6) + 0.0
        array([[1., 0.],
               [0., 1.]])
    """
    turns = np.atleast_1d(np.asarray(angles, "float64"))[:, None] - basis_angles(order)
    frequencies = np.arange(-order, order + 1, 2)
    return np.cos(frequencies * turns[..., None]).sum(axis=-1) / (order + 1)


def steerable_responses(
    pictures: Tensor, orientations: int, order: int = 2, size: int = 5, sigma: float = 1.0
) -> Tensor:
    """Returns what a bank of filters, as many directions of half a turn, answers to pictures.

    Only the basis is laid over the pictures: `order` + 1 kernels, whatever the bank's size. Beyond
    the edges lies the pictures' reflection.

    Args:
        pictures: (batch, height, width, channels), of known height, width and channels.
        orientations: Filters of the bank; the first is along the rows.
        order: As for `derivative_kernels`.
        size: As for `derivative_kernels`; half of it is less than a side of the pictures.
        sigma: As for `derivative_kernels`.

    Returns:
        Float32 (batch, channels, height, width, orientations).

    Example:
        >>> steerable_responses(ops.ones((2, 16, 16, 1)), orientations=8).shape
        TensorShape([2, 1, 16, 16, 8])
    """
    _, height, width, channels = pictures.shape
    basis = derivative_kernels(basis_angles(order), order, size, sigma)
    planes = ops.transpose(ops.cast(pictures, "float32"), (0, 3, 1, 2))
    planes = ops.reshape(planes, (-1, height, width, 1))
    edge = (size // 2, size // 2)
    planes = ops.pad(planes, [(0, 0), edge, edge, (0, 0)], mode="reflect")
    kernels = basis.transpose(1, 2, 0)[:, :, None].astype("float32")
    answers = ops.conv(planes, kernels, padding="valid")
    angles = np.pi * np.arange(orientations) / orientations
    steered = ops.matmul(answers, steering_weights(angles, order).T.astype("float32"))
    return ops.reshape(steered, (-1, channels, height, width, orientations))


def huber(differences: Tensor, delta: float = 1.0) -> Tensor:
    r"""Returns Huber's function of differences, element by element.

    \( \rho(d) = d^2 / 2 \) up to \( |d| = \delta \), and from there on the straight line that goes
    on as steeply, \( \delta (|d| - \delta / 2) \).

    Example:
        >>> huber(ops.array([0.5, -3.0]))
        <tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.125, 2.5  ], dtype=float32)>
    """
    within = ops.minimum(ops.abs(differences), delta)
    return within * (ops.abs(differences) - within / 2)
