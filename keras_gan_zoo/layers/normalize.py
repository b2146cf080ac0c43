"""Normalization of feature maps, with the closed form of its gradient."""

from collections.abc import Sequence

from keras import ops

from keras_gan_zoo.types import Tensor


def normalize(
    maps: Tensor, gamma: Tensor, beta: Tensor, axes: Sequence[int], epsilon: float
) -> Tensor:
    r"""Normalizes feature maps over axes of each picture, then scales and shifts channels.

    \( y = \gamma c / s + \beta \) with \( c = x - \mu \) and \( s^2 = \overline{c^2} + \epsilon \).
    With \( g = \gamma\, \partial L / \partial y \) the gradient is
    \( \partial L / \partial x = (g - \overline{g} - c\,\overline{g c} / s^2) / s \)
    (1502.03167, section 3), which can be differentiated again.

    Args:
        maps: (batch, height, width, channels), float32.
        gamma: Gains (channels,).
        beta: Biases (channels,).
        axes: (1, 2) for each channel on its own, (1, 2, 3) for all of them together.
        epsilon: Added to the variance.

    Returns:
        Maps of the same shape.

    Example:
        >>> normalize(maps, ops.ones(3), ops.zeros(3), (1, 2), 1e-5).shape
        TensorShape([2, 8, 8, 3])
    """
    shape = ops.shape(maps)
    pixels = ops.cast(shape[1] * shape[2], "float32")

    def average(sums):
        """Returns the mean over `axes` of what is summed over the pixels."""
        if 3 in axes:
            sums = ops.mean(sums, axis=3, keepdims=True)
        return sums / pixels

    @ops.custom_gradient
    def normalized(x, gamma, beta):
        centred = x - ops.mean(x, axis=axes, keepdims=True)
        inverse = ops.rsqrt(ops.mean(ops.square(centred), axis=axes, keepdims=True) + epsilon)

        def gradient(upstream):
            over_pixels = ops.sum(upstream, axis=(1, 2), keepdims=True)
            with_maps = ops.sum(upstream * centred, axis=(1, 2), keepdims=True)
            shift = inverse * average(over_pixels * gamma)
            slope = ops.power(inverse, 3) * average(with_maps * gamma)
            of_gamma = ops.sum(with_maps * inverse, axis=(0, 1, 2))
            of_beta = ops.sum(over_pixels, axis=(0, 1, 2))
            return upstream * (inverse * gamma) - (centred * slope + shift), of_gamma, of_beta

        return centred * (inverse * gamma) + beta, gradient

    return normalized(maps, gamma, beta)
