"""The base of the families that learn codes first, and then by what Gaussian to draw such codes."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from keras_gan_zoo.models.latent_model import LatentModel
from keras_gan_zoo.models.latents import check_latents
from keras_gan_zoo.networks.fitted_front import decoder_of, gaussian_of
from keras_gan_zoo.types import ArrayLike


class FittedLatents(LatentModel):
    """A generator that is trained on codes of pictures, and draws from a Gaussian fitted to them.

    The Gaussian stands at the front of the generator: `generate`, and what is exported, take
    standard normal latents. `decode` goes by codes themselves. Subclasses say where codes come
    from, and keep the Gaussian fitted in their `train_step`, before the generator moves.

    Args:
        networks: Built networks by attribute name. Among them "generator", from latents (batch,
            latent_dim) to images (batch, height, width, channels) in [-1, 1], made by
            `keras_gan_zoo.networks.behind_gaussian`.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the generator does not begin with a Gaussian.
    """

    # Its parts are asked of `decoder_of` and `gaussian_of`: an attribute Keras would save by that
    # name, and not as a part of the generator.
    averaged = ("generator",)

    def __init__(self, networks: Mapping[str, keras.Model], **kwargs: Any):
        super().__init__(networks, **kwargs)
        generator = networks["generator"]
        gaussian_of(generator)
        self.latent_dim = generator.input_shape[-1]
        self.image_shape = tuple(generator.output_shape[1:])

    def decode(self, codes: ArrayLike, batch_size: int = 64) -> np.ndarray:
        """Draws what codes say, which need not be like any that `generate` would draw.

        Args:
            codes: Float (n, latent_dim).
            batch_size: Pictures drawn at once.

        Returns:
            A float32 array (n, height, width, channels) in [-1, 1].

        Raises:
            ValueError: If the codes are malformed.

        Example:
            >>> model.decode(np.zeros((1, model.latent_dim))).shape
            (1, 28, 28, 1)
        """
        decoder = decoder_of(self.inference_network("generator"))
        return self.draw(decoder, check_latents(codes, self.latent_dim), batch_size)
