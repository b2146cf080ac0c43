"""The families that draw their pictures once train as their papers' steps, which draw them twice.

Each reference below is a family's step with a pass of the generator in each player's loss.
"""

import numpy as np
import pytest
from keras import ops

from keras_gan_zoo.families.conditional.acgan import ACGAN, cross_entropy
from keras_gan_zoo.families.conditional.cgan import CGAN
from keras_gan_zoo.families.conditional.infogan import InfoGAN
from keras_gan_zoo.families.image.bgan import DiscreteBGAN, log_probability
from keras_gan_zoo.families.image.ebgan import EBGAN, pulling_away
from keras_gan_zoo.families.image.r3gan import R3GAN
from keras_gan_zoo.losses import get as get_loss
from keras_gan_zoo.penalties.zero_centered import zero_centered


class TwiceEBGAN(EBGAN):
    def train_step(self, real_images):
        latents = self.sample_latents(real_images)

        def discriminator_loss():
            real, _ = self.energy(real_images)
            fake, _ = self.energy(self.generator(latents, training=True))
            return ops.mean(real) + ops.mean(ops.relu(self.margin - fake))

        def generator_loss():
            energy, code = self.energy(self.generator(latents, training=True))
            return ops.mean(energy) + self.pulling_away_weight * pulling_away(code)

        self.minimize(discriminator_loss, "discriminator")
        self.minimize(generator_loss, "generator")
        return self.logs()


class TwiceR3GAN(R3GAN):
    def train_step(self, real_images):
        latents = self.sample_latents(real_images)

        def judged():
            fake_images = self.generator(latents, training=True)
            difference = self.discriminator(fake_images) - self.discriminator(real_images)
            return fake_images, difference

        def discriminator_loss():
            fake_images, difference = judged()
            r1, r2 = (zero_centered(self.discriminator, x) for x in (real_images, fake_images))
            return ops.mean(ops.softplus(difference)) + self.gamma * (r1 + r2)

        self.minimize(discriminator_loss, "discriminator")
        self.minimize(lambda: ops.mean(ops.softplus(-judged()[1])), "generator")
        return self.logs()


class TwiceCGAN(CGAN):
    def train_step(self, data):
        x, y = data
        z = self.sample_latents(x)

        def judged(images):
            return self.discriminator([images, y], training=True)

        def drawn():
            return self.generator([z, y], training=True)

        self.minimize(
            lambda: self.adversarial.discriminator(real=judged(x), fake=judged(drawn())),
            "discriminator",
        )
        self.minimize(lambda: self.adversarial.generator(fake=judged(drawn())), "generator")
        return self.logs()


class TwiceACGAN(ACGAN):
    def train_step(self, data):
        x, c = data
        z = self.sample_latents(x)

        def judged(images):
            heads = self.discriminator(images, training=True)
            return heads["logits"], cross_entropy(c, heads["class_logits"])

        def discriminator_loss():
            real, class_real = judged(x)
            fake, class_fake = judged(self.generator([z, c], training=True))
            return self.adversarial.discriminator(real=real, fake=fake) + class_real + class_fake

        def generator_loss():
            fake, class_fake = judged(self.generator([z, c], training=True))
            return self.adversarial.generator(fake=fake) + class_fake

        self.minimize(discriminator_loss, "discriminator")
        self.minimize(generator_loss, "generator")
        return self.logs()


class TwiceInfoGAN(InfoGAN):
    def train_step(self, x):
        z = self.sample_latents(x)
        category, code = self.sample_codes(x)

        def judged_fake():
            heads = self.discriminator(
                self.generator([z, category, code], training=True), training=True
            )
            return heads["logits"], self.information(heads, category, code)

        def discriminator_loss():
            real = self.discriminator(x, training=True)["logits"]
            fake, information = judged_fake()
            return self.adversarial.discriminator(real=real, fake=fake) - information

        def generator_loss():
            fake, information = judged_fake()
            return self.adversarial.generator(fake=fake) - information

        self.minimize(discriminator_loss, "discriminator")
        self.minimize(generator_loss, "generator")
        return self.logs()


class TwiceDiscreteBGAN(DiscreteBGAN):
    def train_step(self, real_images):
        latents = self.sample_latents(real_images)
        fakes = []

        def discriminator_loss():
            expected = self.generator(latents, training=True)
            fakes.extend(self.draw_pixels(expected) for _ in range(self.samples))
            return get_loss("non_saturating").discriminator(
                real=self.discriminator(real_images, training=True),
                fake=self.discriminator(fakes[0], training=True),
            )

        def log_probs():
            expected = self.generator(latents, training=True)
            return ops.stack([log_probability(fake, expected) for fake in fakes], axis=1)

        self.minimize(discriminator_loss, "discriminator")
        rewards = ops.softmax(self.log_odds(fakes), axis=1)
        self.reinforce(log_probs, rewards=rewards, baseline=1.0 / self.samples)
        return self.logs()


FAMILIES = {
    EBGAN: TwiceEBGAN,
    R3GAN: TwiceR3GAN,
    CGAN: TwiceCGAN,
    ACGAN: TwiceACGAN,
    InfoGAN: TwiceInfoGAN,
    DiscreteBGAN: TwiceDiscreteBGAN,
}


def trained(cls, batch):
    small = {"image_shape": (8, 8, 1), "body": "mlp", "width": 4, "latent_dim": 4}
    if issubclass(cls, EBGAN):
        small = {"image_shape": (16, 16, 1), "width": 4, "latent_dim": 4, "code_dim": 4}
    if issubclass(cls, (CGAN, ACGAN, InfoGAN)):
        small["classes"] = 3
    gan = cls.from_defaults(seed=0, **small)
    adam = {"learning_rate": 1e-3, "epsilon": 1e-3}  # or it would magnify what is all rounding
    gan.compile(dict.fromkeys(gan.players, adam), run_eagerly=True)
    before = [variable.numpy() for variable in gan.trainable_variables]
    for _ in range(3):
        logs = gan.train_on_batch(batch)
    for variable, value in zip(gan.trainable_variables, before, strict=True):
        assert len(variable.shape) < 2 or np.any(variable.numpy() != value), variable.path
    losses = {name: value for name, value in logs.items() if name.endswith("_loss")}
    return losses, [variable.numpy() for variable in gan.variables]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda cls: cls.__name__)
def test_drawn_once_as_drawn_twice(family):
    side = 16 if family is EBGAN else 8
    images = np.random.default_rng(0).uniform(-1, 1, (6, side, side, 1)).astype("float32")
    if family is DiscreteBGAN:
        images = np.where(images > 0, 1.0, -1.0).astype("float32")
    labels = np.array([0, 1, 2, 0, 1, 2], "int32")
    batch = (images, labels) if family in (CGAN, ACGAN) else images
    losses, state = trained(family, batch)
    other_losses, other_state = trained(FAMILIES[family], batch)
    assert losses == pytest.approx(other_losses, rel=1e-4, abs=2e-5)
    for value, same in zip(state, other_state, strict=True):
        np.testing.assert_allclose(value, same, rtol=1e-4, atol=2e-5)
