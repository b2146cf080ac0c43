"""A family as a user would add one: the contract tests find it in the registry and run on it."""

from keras import ops

import keras_gan_zoo


@keras_gan_zoo.register("toy_hinge", task="image", title="A hinge GAN on DCGAN's networks")
class ToyHingeGAN(keras_gan_zoo.LatentGAN):
    def train_step(self, real_images):
        latents = self.sample_latents(real_images)

        def discriminator_loss():
            real = self.discriminator(real_images, training=True)
            fake = self.discriminator(self.generator(latents, training=True), training=True)
            return ops.mean(ops.relu(1 - real)) + ops.mean(ops.relu(1 + fake))

        def generator_loss():
            return -ops.mean(self.discriminator(self.generator(latents, training=True)))

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator")
        return self.logs()
