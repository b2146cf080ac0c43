"""Energy-based GAN (Zhao, Mathieu and LeCun 2016)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.models.autoencoder_gan import AutoencoderGAN
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor


@register(
    "ebgan",
    paper="1609.03126",
    title="Energy-based Generative Adversarial Network",
    tags=("auto-encoder", "energy"),
)
class EBGAN(AutoencoderGAN):
    r"""The discriminator is an auto-encoder, and its reconstruction error an energy.

    Real images are given a low energy; fakes a high one, but only up to a margin m (eq. 1). The
    pulling-away term keeps the codes of a batch of fakes from being the same (eq. 4). The
    optimizers are DCGAN's, which the paper follows for pictures.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to a pair (reconstruction, code), such as
            `keras_gan_zoo.networks.autoencoder`.
        margin: m, in the unit of the energy: the mean squared error of a pixel in [-1, 1]. The
            paper's 10 to 80 are for the sum over a picture.
        pulling_away_weight: Weight of the pulling-away term; 0 leaves it out.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the margin is not positive or the weight is negative.

    Example:
        >>> gan = keras_gan_zoo.get("ebgan", pulling_away_weight=0.0)

    Reference:
        https://arxiv.org/abs/1609.03126
    """

    objective = (
        "energy:        D(x) = |Dec(Enc(x)) - x|^2,  the mean over a picture's values",
        "discriminator: min  E_x D(x) + E_z max(0, m - D(G(z)))",
        "generator:     min  E_z D(G(z)) + weight * pulling_away(Enc(G(z)))",
    )
    terms = ("real_energy", "fake_energy")
    watch = (
        "`fake_energy` should rise towards `margin` and then come down to `real_energy`, which "
        "falls as the auto-encoder learns.",
        "`real_energy` near `margin` means a margin too small: all pictures look real; "
        "`fake_energy` far above it, that the generator has no gradient but its own energy's.",
    )
    differs = (
        "the unit of the energy, a mean of squares over a picture where the paper has their "
        "sum; margins are smaller accordingly.",
    )

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        margin: float = 0.5,
        pulling_away_weight: float = 0.1,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.margin = check_number(margin, "margin", above=0)
        self.pulling_away_weight = check_number(pulling_away_weight, "pulling_away_weight", least=0)

    def energy(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Returns the mean squared reconstruction error of each image, (batch,), and its code."""
        reconstruction, code = self.discriminator(images, training=True)
        return ops.mean(ops.square(reconstruction - images), axis=(1, 2, 3)), code

    def train_step(self, real_images: Tensor) -> dict[str, Tensor]:
        """One discriminator step, then one generator step (eq. 1 and 2)."""
        latents = self.sample_latents(real_images)
        fakes = self.shared_pass(lambda: self.generator(latents, training=True), "generator")
        fake_images = fakes.outputs

        def discriminator_loss():
            real_energy, _ = self.energy(real_images)
            fake_energy, _ = self.energy(fake_images)
            self.track("real_energy", ops.mean(real_energy))
            self.track("fake_energy", ops.mean(fake_energy))
            return ops.mean(real_energy) + ops.mean(ops.relu(self.margin - fake_energy))

        def generator_loss():
            energy, code = self.energy(fake_images)
            return ops.mean(energy) + self.pulling_away_weight * pulling_away(code)

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        return self.logs()

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the energies' settings."""
        return {
            **super().get_config(),
            "margin": self.margin,
            "pulling_away_weight": self.pulling_away_weight,
        }


def pulling_away(codes: Tensor) -> Tensor:
    r"""Returns how alike the codes of a batch are, a scalar in [0, 1].

    The mean squared cosine of each pair, \( \frac{1}{N(N-1)} \sum_i \sum_{j \ne i}
    \left(\frac{S_i \cdot S_j}{|S_i| |S_j|}\right)^2 \) (1609.03126, eq. 4): 0 where all differ.

    Args:
        codes: (batch, length), a batch of at least 2.
    """
    codes = ops.cast(codes, "float32")  # a long code's squares overflow float16
    directions = codes / ops.sqrt(ops.sum(ops.square(codes), axis=1, keepdims=True) + 1e-12)
    cosines = ops.matmul(directions, ops.transpose(directions))
    batch = ops.cast(ops.shape(codes)[0], cosines.dtype)
    return (ops.sum(ops.square(cosines)) - batch) / (batch * (batch - 1.0))
