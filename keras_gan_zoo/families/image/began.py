"""Boundary equilibrium GAN (Berthelot, Schumm and Metz 2017)."""

from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.models.autoencoder_gan import AutoencoderGAN
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "began",
    paper="1703.10717",
    title="BEGAN: Boundary Equilibrium Generative Adversarial Networks",
    tags=("auto-encoder", "energy"),
)
class BEGAN(AutoencoderGAN):
    r"""Two players held in balance: the auto-encoder attends to fakes only as far as it can afford.

    A control variable k keeps the errors of fakes and of real images in the proportion
    \( \gamma \) (sections 3.3 and 3.4). `convergence` logs the paper's measure M, which falls as
    the pictures improve (section 3.4.1).

    Args:
        generator: Network from latents (batch, latent_dim) in [-1, 1] to images in [-1, 1].
        discriminator: Network from images to a pair (reconstruction, code), such as
            `keras_gan_zoo.networks.autoencoder`.
        gamma: Diversity ratio, E[L(G(z))] / E[L(x)], above 0; the smaller, the fewer the kinds.
        k_learning_rate: lambda_k.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If gamma or lambda_k is not positive.

    Example:
        >>> gan = keras_gan_zoo.get("began", image_shape=(32, 32, 3), gamma=0.5)

    Reference:
        https://arxiv.org/abs/1703.10717
    """

    latent_distribution = "uniform"
    objective = (
        "error:         L(v) = |v - D(v)|,  D an auto-encoder",
        "discriminator: min  E_x L(x) - k E_z L(G(z))",
        "generator:     min  E_z L(G(z))",
        "balance:       k <- clip(k + lambda_k (gamma L(x) - L(G(z))), 0, 1)",
        "convergence:   M = L(x) + |gamma L(x) - L(G(z))|",
    )
    terms = ("convergence", "balance")
    watch = (
        "`convergence` (M) should fall; where it stalls, halve the learning rates, as the paper "
        "does.",
        "`balance` (k) should settle inside (0, 1): at 0 the auto-encoder does not look at fakes, "
        "at 1 it looks at nothing else. Few kinds of picture ask for a larger `gamma`.",
    )
    differs = (
        "the networks: DCGAN's generator, where the paper's is the auto-encoder's decoder, with "
        "skips that vanish.",
        "the learning rate, which the paper halves whenever M stalls, and a user has to.",
        "the moves: the generator moves after the discriminator and against it as moved, where "
        "the paper's gradients are of one moment.",
    )

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        gamma: float = 0.75,
        k_learning_rate: float = 0.001,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.gamma = check_number(gamma, "gamma", above=0)
        self.k_learning_rate = check_number(k_learning_rate, "k_learning_rate", above=0)
        self.k = self.add_weight(
            shape=(), initializer="zeros", trainable=False, aggregation="mean", name="k"
        )

    @classmethod
    def from_defaults(  # type: ignore[override]  # taken by name
        cls,
        generator_normalization: str = "none",
        discriminator_normalization: str = "none",
        code_dim: int = 64,
        **kwargs: Any,
    ) -> "Self":
        """Builds the family's networks, without batch normalisation (section 3.5).

        Args:
            generator_normalization: As in `LatentGAN.from_defaults`.
            discriminator_normalization: "none", "batch", "layer" or "instance".
            code_dim: Length of the auto-encoder's code, N_h; `None` for its innermost map.
            **kwargs: As for `AutoencoderGAN.from_defaults`.
        """
        return super().from_defaults(
            generator_normalization=generator_normalization,
            discriminator_normalization=discriminator_normalization,
            code_dim=code_dim,
            **kwargs,
        )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the paper's Adam (section 4.1)."""
        return {player: keras.optimizers.Adam(1e-4) for player in self.players}

    def error(self, images: Tensor) -> Tensor:
        """Returns the mean absolute error of the reconstruction, a scalar."""
        reconstruction, _ = self.discriminator(images, training=True)
        return ops.mean(ops.absolute(images - reconstruction))

    def train_step(self, real_images: Tensor) -> dict[str, Tensor]:
        """One discriminator step, one generator step, and the balance of them (section 3.4)."""
        errors = {}

        def discriminator_loss():
            fake_images = self.generator(self.sample_latents(real_images), training=True)
            errors["real"] = self.error(real_images)
            return errors["real"] - self.k * self.error(fake_images)

        def generator_loss():
            errors["fake"] = self.error(
                self.generator(self.sample_latents(real_images), training=True)
            )
            return errors["fake"]

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator")
        surplus = self.gamma * errors["real"] - errors["fake"]
        self.k.assign(ops.clip(self.k + self.k_learning_rate * surplus, 0.0, 1.0))
        self.track("convergence", errors["real"] + ops.absolute(surplus))
        self.track("balance", self.k)
        return self.logs()

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the balance's settings."""
        return {
            **super().get_config(),
            "gamma": self.gamma,
            "k_learning_rate": self.k_learning_rate,
        }
