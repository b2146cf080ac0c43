"""The noise of a sensor, of one strength for each picture (2107.10833, section 3.1)."""

import keras
from keras import ops

from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Tensor

_LEVELS = 256


def with_noise(
    images: Tensor,
    strength: Tensor,
    by_brightness: Tensor,
    grey: Tensor,
    seed: keras.random.SeedGenerator,
) -> Tensor:
    """Adds noise to pictures, and clips them to [0, 1].

    A Poisson count of many photons is as good as normal, with its mean as its variance; so both
    kinds are normal noise here, one as strong everywhere, the other by the root of the brightness.

    Args:
        images: (batch, height, width, channels) in [0, 1], float32.
        strength: Standard deviation, in [0, 1]; where it goes by brightness, the factor of what a
            picture of 256 levels has, one photon a level. This and all else (batch,).
        by_brightness: 1 for Poisson noise, 0 for Gaussian.
        grey: 1 for the same noise in all channels, 0 for one in each.
        seed: Draws the noise.
    """
    batch, (height, width, channels) = ops.shape(images)[0], images.shape[1:]
    drawn = random_rows(
        keras.random.normal, (batch, height, width, channels + 1), seed=seed, dtype="float32"
    )
    strength, by_brightness, grey = (
        ops.reshape(each, (-1, 1, 1, 1)) for each in (strength, by_brightness, grey)
    )
    noise = ops.where(grey > 0.5, drawn[..., :1], drawn[..., 1:])
    photons = ops.sqrt(ops.maximum(images, 0.0) / _LEVELS)
    deviation = strength * ops.where(by_brightness > 0.5, photons, 1.0)
    return ops.clip(images + deviation * noise, 0, 1)
