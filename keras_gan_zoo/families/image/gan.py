"""The generative adversarial network (Goodfellow et al. 2014)."""

from collections.abc import Sequence
from typing import Any

import keras

from keras_gan_zoo import losses
from keras_gan_zoo.losses.adversarial import AdversarialLoss
from keras_gan_zoo.models.latent_gan import LatentGAN
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor


@register(
    "gan",
    paper="1406.2661",
    title="Generative Adversarial Networks",
    tags=("minimax", "non-saturating"),
)
class GAN(LatentGAN):
    r"""The first of them: a forger and a detective, each learning from the other.

    Each step moves the discriminator up \( \log D(x) + \log(1 - D(G(z))) \) and then the
    generator up \( \log D(G(z)) \): Algorithm 1 with k = 1. With `loss="minimax"` the generator
    goes down \( \log(1 - D(G(z))) \) instead, which saturates while the discriminator wins. The
    networks and the optimizers, Adam(2e-4, 0.5), are DCGAN's.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to logits (batch, 1).
        loss: An adversarial loss by name (see `keras_gan_zoo.losses.list_losses`).
        label_smoothing: How far below 1 the label of real images lies (1606.03498, section 3.4).
        **kwargs: `penalties`, `ema_decay`, `seed`, `name`.

    Example:
        >>> gan = keras_gan_zoo.get("gan", loss="minimax")
        >>> gan.fit(keras_gan_zoo.data.load("fashion_mnist"), epochs=10)

    Reference:
        https://arxiv.org/abs/1406.2661
    """

    objective: Sequence[str] = (
        "discriminator: max  E_x log D(x) + E_z log(1 - D(G(z)))",
        "generator:     max  E_z log D(G(z))         (non-saturating)",
        "           or  min  E_z log(1 - D(G(z)))    (minimax)",
    )
    watch: Sequence[str] = (
        "At a tie the losses are log 4 = 1.39 and log 2 = 0.69. A discriminator loss near 0 with "
        "a generator loss that grows says that the discriminator has won.",
        "Look for the same picture again and again (mode collapse), which no loss shows: "
        "`keras_gan_zoo.callbacks.CollapseMonitor` does.",
    )
    differs: Sequence[str] = (
        "the networks and the optimizer, DCGAN's and Adam, where the paper has dense layers "
        "with maxout and dropout, and momentum.",
    )

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        loss: str | AdversarialLoss = "non_saturating",
        label_smoothing: float = 0.0,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.adversarial = losses.get(loss, label_smoothing)
        self.label_smoothing = label_smoothing

    def train_step(self, real_images: Tensor) -> dict[str, Tensor]:
        """One discriminator step, then one generator step (Algorithm 1 with k = 1)."""
        latents = self.sample_latents(real_images)
        fakes = self.shared_pass(lambda: self.generator(latents, training=True), "generator")
        fake_images = fakes.outputs

        def discriminator_loss():
            return self.adversarial.discriminator(
                real=self.discriminator(real_images, training=True),
                fake=self.discriminator(fake_images, training=True),
            ) + self.penalty("discriminator", real_images, fake_images)

        def generator_loss():
            return self.adversarial.generator(
                fake=self.discriminator(fake_images, training=True)
            ) + self.penalty("generator", real_images, fake_images)

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        return self.logs()

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the loss and the penalties."""
        return {
            **super().get_config(),
            "loss": losses.saved_name(self.adversarial),
            "label_smoothing": self.label_smoothing,
        }
