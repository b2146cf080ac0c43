"""Several critic steps, each on a batch of its own, for every step of the generator."""

from typing import Any

import keras
import tensorflow as tf

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.batching import batches_of_steps, dealt_out
from keras_gan_zoo.models.latent_gan import LatentGAN
from keras_gan_zoo.types import Data, Tensor


class CriticSteps(LatentGAN):
    """A latent GAN whose discriminator is a critic that moves `critic_steps` times a step.

    `fit` hands `train_step` the real images of all of them at once, and `real_batches` deals them
    out: as in Algorithm 1 of 1701.07875, each critic step sees other real images.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: The critic: a network from images to unbounded scores (batch, 1).
        critic_steps: Critic steps for each generator step, `n_critic` in the papers.
        **kwargs: As for `LatentGAN`.
    """

    smallest = {"critic_steps": 1}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        critic_steps: int = 5,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.critic_steps = check_whole(critic_steps, "critic_steps", least=1)

    @property
    def critic(self) -> keras.Model:
        """The discriminator, by the name it has in the papers on the Wasserstein distance."""
        return self.discriminator

    def real_batches(self, real_images: Tensor) -> list[Tensor]:
        """Deals what `fit` gave out to one batch for each critic step.

        Raises:
            ValueError: If the images cannot be dealt out evenly.
        """
        rows = real_images.shape[0]
        if rows is not None and rows % (self.critic_steps * self.packing):
            packs = f" of packs of {self.packing}" if self.packing > 1 else ""
            raise ValueError(
                f"`train_step` deals its batch out to critic_steps={self.critic_steps}{packs}, "
                f"but got {rows} images; pass a multiple of {self.critic_steps * self.packing}."
            )
        batches = dealt_out((real_images,), self.critic_steps, "critic_steps")
        return [images for (images,) in batches]

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Gives as many images a step as all critic steps of it need.

        Raises:
            ValueError: If there are fewer than that.
        """
        batches = super().prepare_data(x, batch_size, shuffle)
        return batches_of_steps(batches, self.critic_steps, "critic_steps")

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the number of critic steps."""
        return {**super().get_config(), "critic_steps": self.critic_steps}
