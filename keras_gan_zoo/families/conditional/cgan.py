"""Conditional generative adversarial nets (Mirza and Osindero 2014)."""

from typing import Any

import keras

from keras_gan_zoo import losses
from keras_gan_zoo.losses.adversarial import AdversarialLoss
from keras_gan_zoo.models.label_gan import LabelGAN
from keras_gan_zoo.networks.label_networks import label_discriminator
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor


@register(
    "cgan",
    paper="1411.1784",
    title="Conditional Generative Adversarial Nets",
    tags=("labels",),
)
class CGAN(LabelGAN):
    r"""Tells both players the class: the first conditional GAN.

    The game is `GAN`'s with everything conditioned on y (section 3.2, eq. 2). The paper's networks
    are dense; these are the zoo's bodies, given y as an embedding beside z and as a channel beside
    the picture.

    Args:
        generator: Network from [latents (batch, latent_dim), labels (batch,)] to images in
            [-1, 1].
        discriminator: Network from [images, labels (batch,)] to logits (batch, 1).
        classes: Number of classes, numbered from 0.
        loss: An adversarial loss by name (see `keras_gan_zoo.losses.list_losses`).
        **kwargs: `ema_decay`, `seed`, `name`.

    Example:
        >>> gan = keras_gan_zoo.get("cgan", image_shape=(28, 28, 1), classes=10)
        >>> gan.fit(keras_gan_zoo.data.load("fashion_mnist", labels=True), epochs=10)
        >>> shoes = gan.generate(7, n=16, seed=0)

    Reference:
        https://arxiv.org/abs/1411.1784
    """

    objective = (
        "discriminator: max  E_{x,y} log D(x|y) + E_{z,y} log(1 - D(G(z|y)|y))",
        "generator:     max  E_{z,y} log D(G(z|y)|y)   (non-saturating)",
    )
    watch = (
        "At a tie the losses are log 4 = 1.39 and log 2 = 0.69, whether or not the class is kept: "
        "look at a row of pictures of each class, or ask a classifier.",
        "Classes that blend into each other mean that the discriminator does not look at y; "
        "`acgan` asks for the class outright, `projection_gan` gives it more weight.",
    )
    differs = (
        "the networks and their optimizer: the zoo's bodies and Adam, where the paper has dense "
        "layers with maxout and a falling rate with momentum.",
        "the generator's loss, which is non-saturating; eq. 2 as written is `loss='minimax'`.",
    )

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        classes: int = 10,
        loss: str | AdversarialLoss = "non_saturating",
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, classes, **kwargs)
        self.adversarial = losses.get(loss)

    build_discriminator = staticmethod(label_discriminator)

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One discriminator step, then one generator step, both told the class (eq. 2)."""
        x, y = data
        z = self.sample_latents(x)
        fakes = self.shared_pass(lambda: self.generator([z, y], training=True), "generator")
        G_z = fakes.outputs

        def D(images):
            return self.discriminator([images, y], training=True)

        def discriminator_loss():
            return self.adversarial.discriminator(real=D(x), fake=D(G_z))

        def generator_loss():
            return self.adversarial.generator(fake=D(G_z))

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        return self.logs()

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the classes and the loss."""
        return {**super().get_config(), "loss": losses.saved_name(self.adversarial)}
