"""What the families have in common whose discriminator is an auto-encoder."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras

from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.models.latent_gan import LatentGAN
from keras_gan_zoo.networks.autoencoder import autoencoder
from keras_gan_zoo.networks.bodies import build_generator

if TYPE_CHECKING:
    from typing_extensions import Self


class AutoencoderGAN(LatentGAN):
    """A latent GAN whose discriminator reconstructs pictures: what it knows, it draws well.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to a pair (reconstruction, code), such as
            `keras_gan_zoo.networks.autoencoder`.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the discriminator gives no pair of a picture and a code, or penalties are
            given, which go by logits.
    """

    # There are no logits to penalise, and nothing stands before the auto-encoder.
    settled = ("penalties", "augment", "instance_noise", "packing", "minibatch")

    smallest = {"code_dim": 4}

    def __init__(self, generator: keras.Model, discriminator: keras.Model, **kwargs: Any):
        super().__init__(generator, discriminator, **kwargs)
        outputs = discriminator.output_shape
        if not isinstance(outputs, list) or outputs[0] != generator.output_shape:
            raise ValueError(
                "`discriminator` must give a pair (reconstruction, code), the reconstruction of "
                f"shape {generator.output_shape}, such as keras_gan_zoo.networks.autoencoder, got "
                f"outputs of shape {outputs}."
            )
        if self.penalties:
            raise ValueError(
                f"{type(self).__name__} takes no `penalties`: they go by logits, and its "
                f"discriminator gives none; got {self.penalties[0].name!r}."
            )

    @classmethod
    def from_defaults(  # type: ignore[override]  # another network has other arguments
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        latent_dim: int = 100,
        width: int = 64,
        body: str = "dcgan",
        generator_normalization: str = "batch",
        discriminator_normalization: str = "batch",
        code_dim: int | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds a generator and an auto-encoder.

        Args:
            image_shape: (height, width, channels).
            latent_dim: Length of the latent vectors.
            width: Channels of the widest feature map at full resolution.
            body: The generator's; see `LatentGAN.from_defaults`.
            generator_normalization: As there.
            discriminator_normalization: "batch", "layer", "instance" or "none".
            code_dim: Length of the auto-encoder's code; `None` for its innermost map.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            return cls(
                build_generator(body, image_shape, latent_dim, width, generator_normalization),
                autoencoder(image_shape, width, code_dim, discriminator_normalization),
                seed=seed,
                **kwargs,
            )
