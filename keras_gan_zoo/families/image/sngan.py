"""Spectrally normalised GAN (Miyato, Kataoka, Koyama and Yoshida 2018)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras

from keras_gan_zoo import losses
from keras_gan_zoo.losses.adversarial import AdversarialLoss
from keras_gan_zoo.models.critic_steps import CriticSteps
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "sngan",
    paper="1802.05957",
    title="Spectral Normalization for Generative Adversarial Networks",
    tags=("hinge", "lipschitz", "spectral normalization"),
)
class SNGAN(CriticSteps):
    r"""Keeps the discriminator 1-Lipschitz by dividing each kernel by its largest singular value.

    The norm is that of one power iteration a step, and the gradient goes through it (section 2.1,
    eq. 8 to 12). With the hinge loss and five discriminator steps (section 4).

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to logits (batch, 1), of
            `keras_gan_zoo.layers.SpectralNormalization`.
        loss: An adversarial loss by name.
        **kwargs: `critic_steps`, `penalties`, `ema_decay`, `seed`, `name`.

    Example:
        >>> gan = keras_gan_zoo.get("sngan", body="dcgan", image_shape=(28, 28, 1))

    Reference:
        https://arxiv.org/abs/1802.05957
    """

    objective = (
        "discriminator: min  E_x max(0, 1 - D(x)) + E_z max(0, 1 + D(G(z))),  |D|_Lipschitz <= 1",
        "generator:     min  - E_z D(G(z))",
    )
    watch = (
        "The hinge loss of the discriminator should stay between 0.5 and 2; at 0 it has won and "
        "stops learning, at 2 it says the same of every picture.",
        "A body without spectral normalisation trains too, but not as this paper.",
    )
    differs = ("the learning rate, which falls only where a recipe says so.",)

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        loss: str | AdversarialLoss = "hinge",
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.adversarial = losses.get(loss)

    @classmethod
    def from_defaults(  # type: ignore[override]  # taken by name
        cls,
        image_shape: Sequence[int] = (32, 32, 3),
        latent_dim: int = 128,
        body: str = "resnet",
        discriminator_normalization: str = "spectral",
        **kwargs: Any,
    ) -> "Self":
        """Builds the family's networks.

        Args:
            image_shape: (height, width, channels).
            latent_dim: Length of the latent vectors.
            body: "resnet" (tables 4 and 5), "dcgan", "infogan" or "mlp".
            discriminator_normalization: "spectral"; another for comparison.
            **kwargs: As for `LatentGAN.from_defaults`.
        """
        return super().from_defaults(
            image_shape=image_shape,
            latent_dim=latent_dim,
            body=body,
            discriminator_normalization=discriminator_normalization,
            **kwargs,
        )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the Adam of the paper's residual networks (section 4.2)."""
        return {
            player: keras.optimizers.Adam(2e-4, beta_1=0.0, beta_2=0.9) for player in self.players
        }

    def train_step(self, real_images: Tensor) -> dict[str, Tensor]:
        """`critic_steps` steps of the discriminator, then one of the generator."""
        for real_batch in self.real_batches(real_images):
            self.discriminator_step(real_batch)
        latents = self.sample_latents(real_batch)

        def generator_loss():
            fake_images = self.generator(latents, training=True)
            return self.adversarial.generator(
                fake=self.discriminator(fake_images, training=True)
            ) + self.penalty("generator", real_batch, fake_images)

        self.minimize(generator_loss, player="generator")
        return self.logs()

    def discriminator_step(self, real_images: Tensor) -> None:
        """Moves the discriminator once."""
        latents = self.sample_latents(real_images)

        def discriminator_loss():
            fake_images = self.generator(latents, training=True)
            return self.adversarial.discriminator(
                real=self.discriminator(real_images, training=True),
                fake=self.discriminator(fake_images, training=True),
            ) + self.penalty("discriminator", real_images, fake_images)

        self.minimize(discriminator_loss, player="discriminator")

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the loss and the number of discriminator steps."""
        return {**super().get_config(), "loss": losses.saved_name(self.adversarial)}
