"""Wasserstein GAN with gradient penalty (Gulrajani et al. 2017)."""

from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.engine.one_pass import one_pass
from keras_gan_zoo.models.critic_steps import CriticSteps
from keras_gan_zoo.penalties import check_penalised
from keras_gan_zoo.penalties.gradient_penalty import gradient_penalty
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "wgan_gp",
    paper="1704.00028",
    title="Improved Training of Wasserstein GANs",
    tags=("gradient penalty", "lipschitz", "wasserstein"),
)
class WGANGP(CriticSteps):
    r"""Keeps the critic Lipschitz by a penalty where the gradient's norm is not 1.

    The penalty \( \lambda (\|\nabla_{\hat x} f(\hat x)\|_2 - 1)^2 \) is taken at random points
    \( \hat x \) between a real and a generated image (Algorithm 1). `wasserstein`, which is logged,
    estimates the Wasserstein-1 distance.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: The critic f; without BatchNorm, which would tie the gradients of the
            images of a batch together (section 4).
        gradient_penalty_weight: \( \lambda \).
        **kwargs: `critic_steps`, `penalties`, `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the critic has BatchNorm.

    Example:
        >>> gan = keras_gan_zoo.get("wgan_gp", image_shape=(32, 32, 3), body="resnet")

    Reference:
        https://arxiv.org/abs/1704.00028
    """

    objective = (
        "critic:    max  E_x f(x) - E_z f(G(z)) - lambda E (|grad f(x_hat)| - 1)^2",
        "generator: max  E_z f(G(z))",
    )
    terms = ("wasserstein", "gradient_penalty")
    watch = (
        "`wasserstein` should rise in the first steps, then fall slowly as the pictures improve.",
        "`gradient_penalty` should stay far below `wasserstein`: if it grows, the critic is not "
        "Lipschitz and the distance means nothing; lower the rates or raise its weight.",
    )
    differs = (
        "the networks, which are DCGAN's unless `body='resnet'`; the penalty's norm has a small "
        "number under its root, or its slope would have no end at 0.",
    )

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        gradient_penalty_weight: float = 10.0,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        check_penalised(discriminator, "gradient_penalty")
        self.gradient_penalty_weight = check_number(
            gradient_penalty_weight, "gradient_penalty_weight", least=0
        )

    @classmethod
    def from_defaults(cls, discriminator_normalization: str = "layer", **kwargs: Any) -> "Self":  # type: ignore[override]  # taken by name
        """Builds the family's networks, the critic with layer normalisation (section 4).

        Args:
            discriminator_normalization: "layer" or "none".
            **kwargs: As for `LatentGAN.from_defaults`.
        """
        return super().from_defaults(
            discriminator_normalization=discriminator_normalization, **kwargs
        )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the paper's Adam (Algorithm 1)."""
        return {
            player: keras.optimizers.Adam(1e-4, beta_1=0.0, beta_2=0.9) for player in self.players
        }

    def train_step(self, real_images: Tensor) -> dict[str, Tensor]:
        """`critic_steps` steps of the critic, then one of the generator (Algorithm 1)."""
        for real_batch in self.real_batches(real_images):
            self.critic_step(real_batch)
        latents = self.sample_latents(real_batch)

        def generator_loss():
            fake_images = self.generator(latents, training=True)
            return -ops.mean(self.critic(fake_images, training=True)) + self.penalty(
                "generator", real_batch, fake_images
            )

        self.minimize(generator_loss, player="generator")
        return self.logs()

    def critic_step(self, real_images: Tensor) -> None:
        """Moves the critic once."""
        latents = self.sample_latents(real_images)

        def critic_loss():
            fake_images = self.generator(latents, training=True)
            real_scores, fake_scores = one_pass(self.critic, real_images, fake_images)
            distance = ops.mean(real_scores) - ops.mean(fake_scores)
            steepness = self.gradient_penalty_weight * gradient_penalty(
                self.critic, real_images, fake_images, seed=self.seed_generator
            )
            self.track("wasserstein", distance)
            self.track("gradient_penalty", steepness)
            return -distance + steepness + self.penalty("discriminator", real_images, fake_images)

        self.minimize(critic_loss, player="discriminator")

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the critic's steps and the penalty's weight."""
        return {
            **super().get_config(),
            "gradient_penalty_weight": self.gradient_penalty_weight,
        }
