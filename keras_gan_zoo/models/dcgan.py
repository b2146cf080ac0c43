"""Deep convolutional GAN (Radford, Metz and Chintala 2015)."""

import keras

from keras_gan_zoo import losses
from keras_gan_zoo.models.latent_gan import LatentGAN


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class DCGAN(LatentGAN):
    r"""The convolutional GAN that first trained stably, and the place to begin.

    Each step moves the discriminator up \( \log D(x) + \log(1 - D(G(z))) \) and then the
    generator up \( \log D(G(z)) \): Algorithm 1 of 1406.2661 with one discriminator step, on
    the networks and settings of 1511.06434, section 3 and 4.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to logits (batch, 1).
        loss: An adversarial loss by name (see `keras_gan_zoo.losses.list_losses`).
        **kwargs: `ema_decay`, `seed`, `name`.

    Example:
        >>> gan = keras_gan_zoo.get("dcgan", image_shape=(28, 28, 1))
        >>> gan.fit(keras_gan_zoo.data.load("fashion_mnist"), epochs=10)

    Reference:
        https://arxiv.org/abs/1511.06434
    """

    objective = (
        "discriminator: max  E_x log D(x) + E_z log(1 - D(G(z)))",
        "generator:     max  E_z log D(G(z))   (non-saturating)",
    )

    def __init__(self, generator, discriminator, loss="non_saturating", **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.adversarial = losses.get(loss)

    def train_step(self, real_images):
        """One discriminator step, then one generator step."""
        latents = self.sample_latents(real_images)

        def discriminator_loss():
            fake_images = self.generator(latents, training=True)
            return self.adversarial.discriminator(
                real=self.discriminator(real_images, training=True),
                fake=self.discriminator(fake_images, training=True),
            )

        def generator_loss():
            fake_images = self.generator(latents, training=True)
            return self.adversarial.generator(fake=self.discriminator(fake_images, training=True))

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator")
        return self.logs()

    def get_config(self):
        """Returns the networks and the loss."""
        return {**super().get_config(), "loss": self.adversarial.name}
