"""Latents that stay the same through a training, to see what becomes of them."""

import numpy as np


def fixed_latents(model, count: int, seed: int) -> np.ndarray:
    """Returns latents from the distribution that a model is trained with.

    They are drawn here and not by the model, whose own random draws they must not disturb.

    Args:
        model: A model with `latent_dim`; `latent_distribution` "uniform" means [-1, 1], anything
            else a standard normal.
        count: How many.
        seed: The same seed gives the same latents.

    Returns:
        Float32 (count, latent_dim).

    Example:
        >>> fixed_latents(keras_gan_zoo.get("dcgan", latent_dim=8), count=4, seed=0).shape
        (4, 8)
    """
    random = np.random.default_rng(seed)
    shape = (count, model.latent_dim)
    if getattr(model, "latent_distribution", "normal") == "uniform":
        return random.uniform(-1.0, 1.0, shape).astype("float32")
    return random.standard_normal(shape, "float32")
