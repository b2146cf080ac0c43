"""The truncation trick: latents near the mode, for typical pictures of less variety."""

import numpy as np

from keras_gan_zoo.checks import check_number, check_whole, random_source


def truncated_latents(
    n: int, latent_dim: int, threshold: float, seed: int | None = None
) -> np.ndarray:
    """Draws latents from a truncated standard normal distribution.

    Numbers beyond it are drawn again until they are not.

    Args:
        n: How many, at least 1.
        latent_dim: Length of each.
        threshold: Largest magnitude of a number, above 0; 2 leaves nearly all of the variety,
            0.5 little.
        seed: The same seed gives the same latents; `None` gives new ones.

    Returns:
        Float32 (n, latent_dim) in [-threshold, threshold].

    Raises:
        ValueError: If a number is out of its range.

    Example:
        >>> typical = gan.generate(latents=truncated_latents(16, gan.latent_dim, threshold=0.7))

    Reference:
        https://arxiv.org/abs/1809.11096, section 3.1: the truncation trick.
    """
    shape = (check_whole(n, "n", least=1), check_whole(latent_dim, "latent_dim", least=1))
    threshold = check_number(threshold, "threshold", above=0)
    generator = random_source(seed)
    latents = generator.standard_normal(shape)
    while (beyond := np.abs(latents) > threshold).any():
        latents[beyond] = generator.standard_normal(int(beyond.sum()))
    return latents.astype("float32")
