"""R3GAN: relativistic pairs under two gradient penalties (Huang, Gokaslan et al. 2025)."""

from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.models.latent_gan import LatentGAN
from keras_gan_zoo.penalties import check_penalised
from keras_gan_zoo.penalties.zero_centered import zero_centered
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "r3gan",
    paper="2501.05441",
    title="The GAN is dead; long live the GAN! A Modern GAN Baseline",
    tags=("gradient penalty", "mode collapse", "relativistic"),
)
class R3GAN(LatentGAN):
    r"""Judges each fake beside a real image, which leaves no reward for dropping a mode.

    Each player wants its own picture of a pair to look the more real of the two (eq. 2). Penalties
    on the gradient at real (R1) and at generated images (R2) make the game converge (eq. 3).
    The algorithm of 2501.05441. Its networks (config E) are `body="r3gan"`, with which a step takes
    several times as long as with the default body.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to logits (batch, 1), without BatchNorm.
        gamma: Weight of both penalties, \( \frac{\gamma}{2} E\|\nabla_x D(x)\|^2 \).
        **kwargs: `penalties`, `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the discriminator has BatchNorm, or gamma is negative.

    Example:
        >>> gan = keras_gan_zoo.get("r3gan", image_shape=(32, 32, 3))
        >>> gan = keras_gan_zoo.get("r3gan", body="r3gan", image_shape=(64, 64, 3))

    Reference:
        https://arxiv.org/abs/2501.05441
    """

    objective = (
        "f(t) = -log(1 + exp(-t))",
        "discriminator: max  E_{x, z} f(D(x) - D(G(z))) - gamma/2 (E_x |grad D(x)|^2",
        "                    + E_z |grad D(G(z))|^2)",
        "generator:     max  E_{x, z} f(D(G(z)) - D(x))",
    )
    terms = ("relativistic", "r1", "r2")
    watch = (
        "`relativistic` should stay near log 2 = 0.69; near 0 the discriminator has won: raise "
        "`gamma`. Blurred pictures and a loss that does not move ask for a smaller one.",
        "`r1` and `r2` should stay of one size; `r2` running away means that the generator moves "
        "too fast.",
    )
    differs = (
        "the networks: DCGAN's without normalisation, unless `body` is 'r3gan'. Those then are "
        "config E, but narrower by default, with a tanh at the end, and resampled by [1, 3, 3, 1] "
        "where the authors' code has [1, 2, 1].",
        "the schedules: gamma, beta2, rate and average stay as they are, where the paper moves "
        "them through a burn-in: the rate from 2e-4 to 5e-5, beta2 from 0.9 to 0.99 and gamma to a "
        "tenth.",
        "the augmentation: there is none unless `augment` is given, where the authors' code has "
        "one whose chance rises, to 0.55 on CIFAR-10 and 0.3 on faces.",
    )

    def __init__(
        self, generator: keras.Model, discriminator: keras.Model, gamma: float = 1.0, **kwargs: Any
    ):
        super().__init__(generator, discriminator, **kwargs)
        check_penalised(discriminator, "r1")
        self.gamma = check_number(gamma, "gamma", least=0)

    @classmethod
    def from_defaults(  # type: ignore[override]  # taken by name
        cls,
        generator_normalization: str = "none",
        discriminator_normalization: str = "none",
        body: str = "dcgan",
        width: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the family's networks, without normalisation (section 3).

        Args:
            body: "r3gan", the paper's config E; or "dcgan", "infogan", "resnet" or "mlp".
            width: Channels of the map at full resolution of a picture larger than 32. `None` for
                64, and for 16 with body="r3gan": on 64x64 pixels and a batch of 16 a step then took
                1.7 s on one core, and 3.3 s with 32, where DCGAN's of 32 took 0.5 s. The paper has
                384 for 64x64.
            generator_normalization: As in `LatentGAN.from_defaults`.
            discriminator_normalization: "none", "layer" or "spectral".
            **kwargs: As for `LatentGAN.from_defaults`.
        """
        if width is None:
            width = 16 if body == "r3gan" else 64
        return super().from_defaults(
            body=body,
            width=width,
            generator_normalization=generator_normalization,
            discriminator_normalization=discriminator_normalization,
            **kwargs,
        )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns Adam without momentum, of the authors' first rate and last beta2."""
        return {
            player: keras.optimizers.Adam(2e-4, beta_1=0.0, beta_2=0.99) for player in self.players
        }

    def train_step(self, real_images: Tensor) -> dict[str, Tensor]:
        """One discriminator step, then one generator step."""
        latents = self.sample_latents(real_images)
        fakes = self.shared_pass(lambda: self.generator(latents, training=True), "generator")
        fake_images = fakes.outputs

        def discriminator_loss():
            real = self.discriminator(real_images, training=True)
            fake = self.discriminator(fake_images, training=True)
            relativistic = ops.mean(ops.softplus(fake - real))
            r1 = self.gamma * zero_centered(self.discriminator, real_images)
            r2 = self.gamma * zero_centered(self.discriminator, fake_images)
            self.track("relativistic", relativistic)
            self.track("r1", r1)
            self.track("r2", r2)
            return relativistic + r1 + r2 + self.penalty("discriminator", real_images, fake_images)

        def generator_loss():
            real = self.discriminator(real_images, training=True)
            fake = self.discriminator(fake_images, training=True)
            return ops.mean(ops.softplus(real - fake)) + self.penalty(
                "generator", real_images, fake_images
            )

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        return self.logs()

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the penalties' weight."""
        return {**super().get_config(), "gamma": self.gamma}
