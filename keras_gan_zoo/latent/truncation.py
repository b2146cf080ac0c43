"""The truncation trick: latents near the mode, for typical pictures of less variety.

It lies with the other latents, below the families, one of which draws by it.
"""

from keras_gan_zoo.models.latents import truncated_latents

__all__ = ["truncated_latents"]
