"""What the families have in common that draw pictures from latent vectors."""

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.models.base import AdversarialModel
from keras_gan_zoo.models.seeding import seeded
from keras_gan_zoo.networks.dcgan import dcgan_discriminator, dcgan_generator


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class LatentGAN(AdversarialModel):
    """A generator from latents z ~ N(0, I) to images, and a discriminator of images.

    Subclasses write `train_step`. `from_defaults` gives them DCGAN's networks.

    Args:
        generator: Network from latents (batch, latent_dim) to images (batch, height, width,
            channels) in [-1, 1].
        discriminator: Network from images to logits.
        **kwargs: As for `AdversarialModel`: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the generator's images are not what the discriminator takes.

    Example:
        >>> gan = keras_gan_zoo.get("dcgan", image_shape=(32, 32, 3))
        >>> gan.generate(4, seed=0).shape
        (4, 32, 32, 3)
    """

    players = {"discriminator": ["discriminator"], "generator": ["generator"]}
    averaged = ("generator",)

    def __init__(self, generator, discriminator, **kwargs):
        super().__init__({"generator": generator, "discriminator": discriminator}, **kwargs)
        if generator.output_shape[1:] != discriminator.input_shape[1:]:
            raise ValueError(
                f"`generator` draws images of shape {generator.output_shape[1:]}, but "
                f"`discriminator` takes {discriminator.input_shape[1:]}; build both for one shape."
            )
        self.latent_dim = generator.input_shape[-1]
        self.image_shape = tuple(generator.output_shape[1:])

    @classmethod
    def from_defaults(cls, image_shape=(28, 28, 1), latent_dim=100, width=64, seed=None, **kwargs):
        """Builds the family on DCGAN's networks.

        Args:
            image_shape: (height, width, channels) of the pictures; height and width equal, and
                a small number times a power of two (28, 32, 48, 64, 96, 128).
            latent_dim: Length of the latent vectors.
            width: Channels of the widest feature map at full resolution; deeper maps double.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            return cls(
                dcgan_generator(image_shape, latent_dim, width),
                dcgan_discriminator(image_shape, width),
                seed=seed,
                **kwargs,
            )

    def sample_latents(self, like):
        """Returns standard normal latents (batch, latent_dim), as many as `like` has rows."""
        return keras.random.normal((ops.shape(like)[0], self.latent_dim), seed=self.seed_generator)

    def call(self, latents, training=False):
        """Draws images (batch, height, width, channels) in [-1, 1] from latents."""
        return self.inference_network("generator")(latents, training=training)

    def data_shapes(self):
        """Returns the one shape of picture that `fit` takes."""
        return (self.image_shape,)

    def export_networks(self):
        """Returns the generator, averaged if an average is kept."""
        return {"generate": self.inference_network("generator")}

    def generate(self, n=None, *, latents=None, seed=None, batch_size=64) -> np.ndarray:
        """Draws images.

        Args:
            n: How many, from fresh latents. Give either `n` or `latents`.
            latents: Latents (n, latent_dim), float.
            seed: Seed of the fresh latents, for the same pictures again; `None` for new ones.
            batch_size: Images drawn at once.

        Returns:
            A float32 array (n, height, width, channels) in [-1, 1].

        Raises:
            ValueError: If neither or both of `n` and `latents` are given, or one is malformed.

        Example:
            >>> images = gan.generate(16, seed=0)
        """
        if (n is None) == (latents is None):
            raise ValueError("Give `generate` either `n` or `latents`, not both and not neither.")
        if latents is None:
            if not isinstance(n, (int, np.integer)) or n < 1:
                raise ValueError(f"`n` must be a whole number of at least 1, got {n!r}.")
            latents = np.random.default_rng(seed).standard_normal((n, self.latent_dim))
        latents = np.asarray(latents, "float32")
        if latents.ndim != 2 or latents.shape[1] != self.latent_dim:
            raise ValueError(
                f"`latents` must have shape (n, {self.latent_dim}), got {latents.shape}."
            )
        return self.draw(self.inference_network("generator"), latents, batch_size)
