"""Wasserstein GAN with weight clipping (Arjovsky, Chintala and Bottou 2017)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.models.critic_steps import CriticSteps
from keras_gan_zoo.penalties import clip_weights
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor


@register(
    "wgan",
    paper="1701.07875",
    title="Wasserstein GAN",
    tags=("lipschitz", "wasserstein", "weight clipping"),
)
class WGAN(CriticSteps):
    r"""Lowers the earth mover's distance, which a critic estimates.

    The critic is kept Lipschitz by clipping its weights to [-c, c] after each of its steps
    (Algorithm 1). `-discriminator_loss` estimates the Wasserstein-1 distance up to the critic's
    Lipschitz constant, and falls as the pictures improve.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: The critic f, a network from images to unbounded scores (batch, 1).
        critic_steps: n_critic.
        clipping: c.
        **kwargs: `penalties`, `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the clipping is not positive.

    Example:
        >>> gan = keras_gan_zoo.get("wgan", image_shape=(32, 32, 3), clipping=0.02)

    Reference:
        https://arxiv.org/abs/1701.07875
    """

    objective = (
        "critic:    max  E_x f(x) - E_z f(G(z)),  weights of f clipped to [-c, c]",
        "generator: max  E_z f(G(z))",
    )
    watch = (
        "-discriminator_loss should rise in the first steps, then fall slowly as the pictures "
        "improve: it is the distance.",
        "Where most weights stand at -c or c, the critic is too simple and the pictures stay "
        "coarse: change `clipping`, or use wgan_gp. An optimizer with momentum diverges.",
    )
    differs = (
        "the first generator steps, before which the authors' code gives the critic a hundred "
        "steps each; here it has `critic_steps` always.",
    )

    smallest = {"clipping": 1.0}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        clipping: float = 0.01,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.clipping = check_number(clipping, "clipping", above=0)

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the paper's RMSprop: a momentum makes a clipped critic unstable (section 4)."""
        return {player: keras.optimizers.RMSprop(5e-5) for player in self.players}

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
        """Moves the critic up E f(x) - E f(G(z)), and clips its weights."""
        latents = self.sample_latents(real_images)

        def critic_loss():
            fake_images = self.generator(latents, training=True)
            return (
                ops.mean(self.critic(fake_images, training=True))
                - ops.mean(self.critic(real_images, training=True))
                + self.penalty("discriminator", real_images, fake_images)
            )

        self.minimize(critic_loss, player="discriminator")
        clip_weights(self.critic, self.clipping)

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the critic's steps and the clipping."""
        return {**super().get_config(), "clipping": self.clipping}
