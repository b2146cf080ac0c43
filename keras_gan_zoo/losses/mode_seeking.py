"""What a conditional generator loses where it does not heed its latents."""

from keras_gan_zoo.losses.distances import mean_absolute

_LEAST = 1e-2


def mode_seeking(images, others, latents, other_latents):
    r"""Returns how little two pictures of one condition differ for how much their latents do.

    1903.05628, eq. 3, has the generator raise \( d(G(c, z_1), G(c, z_2)) / d(z_1, z_2) \), with d
    the mean absolute difference. As in its experiments the inverse is lowered; what is added to the
    denominator bounds it, where it would be without bound for a generator that ignores its latents.

    Args:
        images: Pictures (batch, height, width, channels) of some conditions and latents.
        others: Pictures of the same conditions and other latents.
        latents: The first ones, (batch, latent_dim).
        other_latents: The other ones.

    Returns:
        A scalar in (0, 100].

    Example:
        >>> float(mode_seeking(ops.zeros((2, 4, 4, 1)), ops.ones((2, 4, 4, 1)), z, z + 2.0))
        1.96...
    """
    ratio = mean_absolute(images - others) / mean_absolute(latents - other_latents)
    return 1.0 / (ratio + _LEAST)
