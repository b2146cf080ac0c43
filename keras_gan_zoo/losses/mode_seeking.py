"""The mode-seeking loss of a conditional generator that ignores its latents (1903.05628)."""

from keras import ops

from keras_gan_zoo.losses.distances import mean_absolute
from keras_gan_zoo.types import Tensor

_SIDE = 8
"""Pixels of a side at which pictures are compared: noise in them is no other picture."""
_LEAST = 0.1


def mode_seeking(images: Tensor, others: Tensor, latents: Tensor, other_latents: Tensor) -> Tensor:
    r"""Returns the mode-seeking loss: the distance of latents over the distance of pictures.

    1903.05628, eq. 3, has the generator raise \( d(G(c, z_1), G(c, z_2)) / d(z_1, z_2) \), with d
    the mean absolute difference. As in its experiments the inverse is lowered. Two things differ:
    what is added to the denominator is more, as the gradient of a generator that ignores its
    latents would be that of this loss alone; and pictures are compared at 8 pixels a side, since
    it is easiest for a generator to differ in noise.

    Args:
        images: Pictures (batch, height, width, channels) of some conditions and latents, height and
            width multiples of 8.
        others: Pictures of the same conditions and other latents.
        latents: The first ones, (batch, latent_dim).
        other_latents: The other ones.

    Returns:
        A scalar in (0, 10].

    Example:
        >>> float(mode_seeking(ops.zeros((2, 8, 8, 1)), ops.ones((2, 8, 8, 1)), z, z + 2.0))
        1.666...
    """
    side = images.shape[1] // _SIDE
    difference = ops.average_pool(images - others, side)
    ratio = mean_absolute(difference) / mean_absolute(latents - other_latents)
    return 1.0 / (ratio + _LEAST)
