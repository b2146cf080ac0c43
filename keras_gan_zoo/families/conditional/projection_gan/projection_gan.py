"""cGANs with projection discriminator (Miyato and Koyama 2018)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras
import tensorflow as tf

from keras_gan_zoo import losses
from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.batching import batches_of_steps, dealt_out
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.conditional.projection_gan.networks import (
    class_normalized_generator,
    projection_discriminator,
)
from keras_gan_zoo.losses.adversarial import AdversarialLoss
from keras_gan_zoo.models.label_gan import LabelGAN
from keras_gan_zoo.networks.tricks import front_layers
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "projection_gan",
    paper="1802.05637",
    title="cGANs with Projection Discriminator",
    tags=("hinge", "labels", "projection", "spectral normalization"),
)
class ProjectionGAN(LabelGAN):
    r"""Compares the class with the picture's features by an inner product.

    \( D(x, y) = y^\top V \phi(x) + \psi(\phi(x)) \) (section 3), spectrally normalised; the
    generator knows the class by conditional batch normalization. With the hinge loss and five
    discriminator steps, as `SNGAN` (section 4).

    Args:
        generator: Network from [latents (batch, latent_dim), labels (batch,)] to images in
            [-1, 1].
        discriminator: Network from [images, labels (batch,)] to logits (batch, 1).
        classes: Number of classes, numbered from 0.
        loss: An adversarial loss by name.
        critic_steps: Discriminator steps for each generator step, at least 1.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If `critic_steps` is no whole number of at least 1.

    Example:
        >>> gan = keras_gan_zoo.get("projection_gan", body="dcgan", image_shape=(28, 28, 1))
        >>> gan.fit(keras_gan_zoo.data.load("fashion_mnist", labels=True), epochs=10)

    Reference:
        https://arxiv.org/abs/1802.05637
    """

    objective: Sequence[str] = (
        "discriminator: D(x, y) = y' V phi(x) + psi(phi(x)),  spectrally normalised",
        "               min  E_{x,y} max(0, 1 - D(x, y)) + E_{z,y} max(0, 1 + D(G(z, y), y))",
        "generator:     min  - E_{z,y} D(G(z, y), y)",
    )
    watch: Sequence[str] = (
        "The hinge loss of the discriminator should stay between 0.5 and 2; at 0 it has won and "
        "stops learning, at 2 it says the same of every picture.",
        "The class is what an inner product can tell: with few classes and large batches it is "
        "right from early on; the pictures within a class take the time.",
    )
    differs: Sequence[str] = (
        "the labels of the fakes, in the generator's step too: they are those of the real "
        "batch, where the authors draw classes evenly.",
        "the learning rate, which falls only where a recipe says so.",
    )
    settled: Sequence[str] = ("embedding_dim", "conditioning", "generator_normalization")

    smallest = {"critic_steps": 1}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        classes: int = 10,
        loss: str | AdversarialLoss = "hinge",
        critic_steps: int = 5,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, classes, **kwargs)
        self.adversarial = losses.get(loss)
        self.critic_steps = check_whole(critic_steps, "critic_steps", least=1)

    @classmethod
    def from_defaults(  # type: ignore[override]  # taken by name
        cls,
        image_shape: Sequence[int] = (32, 32, 3),
        classes: int = 10,
        latent_dim: int = 128,
        width: int = 64,
        body: str = "resnet",
        discriminator_normalization: str = "spectral",
        augment: str | Mapping | None = None,
        instance_noise: float | Sequence[float] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the family's networks.

        Args:
            image_shape: (height, width, channels).
            classes: Number of classes.
            latent_dim: Length of the latent vectors.
            width: Channels of the widest feature map at full resolution.
            body: "resnet", the paper's, or "dcgan".
            discriminator_normalization: "spectral"; another for comparison.
            augment: As for `LabelGAN.from_defaults`.
            instance_noise: As for `LabelGAN.from_defaults`.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            return cls(
                class_normalized_generator(body, image_shape, classes, latent_dim, width),
                projection_discriminator(
                    body,
                    image_shape,
                    classes,
                    width,
                    discriminator_normalization,
                    before=front_layers(augment, instance_noise),
                ),
                classes=classes,
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the paper's Adam (section 4)."""
        return {
            player: keras.optimizers.Adam(2e-4, beta_1=0.0, beta_2=0.9) for player in self.players
        }

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Gives as many pairs a step as all discriminator steps of it need.

        Raises:
            ValueError: If there are fewer than that, or as `LabelGAN.prepare_data`.
        """
        batches = super().prepare_data(x, batch_size, shuffle)
        return batches_of_steps(batches, self.critic_steps, "critic_steps")

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """`critic_steps` discriminator steps, each on other pairs, then one generator step."""
        for x, y in dealt_out(data, self.critic_steps, "critic_steps"):
            self.discriminator_step(x, y)
        z = self.sample_latents(x)

        def generator_loss():
            fake = self.generator([z, y], training=True)
            return self.adversarial.generator(fake=self.discriminator([fake, y], training=True))

        self.minimize(generator_loss, player="generator")
        return self.logs()

    def discriminator_step(self, x: Tensor, y: Tensor) -> None:
        """Moves the discriminator once."""
        z = self.sample_latents(x)

        def discriminator_loss():
            fake = self.generator([z, y], training=True)
            return self.adversarial.discriminator(
                real=self.discriminator([x, y], training=True),
                fake=self.discriminator([fake, y], training=True),
            )

        self.minimize(discriminator_loss, player="discriminator")

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the classes, the loss and the number of discriminator steps."""
        return {
            **super().get_config(),
            "loss": losses.saved_name(self.adversarial),
            "critic_steps": self.critic_steps,
        }
