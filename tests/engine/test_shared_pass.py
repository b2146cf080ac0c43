"""Pictures that are drawn once train both players as pictures that each draws for itself."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo.engine.shared_pass import SharedPass
from keras_gan_zoo.engine.state_guard import FrozenState
from keras_gan_zoo.families.image.dcgan import DCGAN
from keras_gan_zoo.families.translation.pix2pix import Pix2Pix
from keras_gan_zoo.losses.distances import mean_absolute


class TwiceDCGAN(DCGAN):
    def train_step(self, real_images):
        latents = self.sample_latents(real_images)

        def judged(images):
            return self.discriminator(images, training=True)

        def drawn():
            return self.generator(latents, training=True)

        self.minimize(
            lambda: self.adversarial.discriminator(real=judged(real_images), fake=judged(drawn())),
            "discriminator",
        )
        self.minimize(lambda: self.adversarial.generator(fake=judged(drawn())), "generator")
        return self.logs()


class TwicePix2Pix(Pix2Pix):
    def train_step(self, data):
        x, y = data

        def judged(y):
            return self.discriminator(keras.ops.concatenate([x, y], axis=-1), training=True)

        def discriminator_loss():
            with FrozenState(self.generator.variables):  # or its dropout would differ from what
                fake = self.generator(x, training=True)  # the generator's own step draws
            return 0.5 * self.adversarial.discriminator(real=judged(y), fake=judged(fake))

        def generator_loss():
            fake = self.generator(x, training=True)
            return {
                "l1": self.l1_weight * mean_absolute(y - fake),
                "adversarial": self.adversarial.generator(fake=judged(fake)),
            }

        self.minimize(discriminator_loss, "discriminator")
        self.minimize(generator_loss, "generator")
        return self.logs()


def pictures(seed, channels=1):
    return np.random.default_rng(seed).uniform(-1, 1, (4, 16, 16, channels)).astype("float32")


def trained(cls, batch, **arguments):
    gan = cls.from_defaults(seed=0, image_shape=(16, 16, 1), width=4, **arguments)
    adam = {"learning_rate": 1e-3, "epsilon": 1e-3}  # or it would magnify what is all rounding
    gan.compile(dict.fromkeys(gan.players, adam))
    for _ in range(3):
        logs = gan.train_on_batch(batch)
    return logs, {place: variable.numpy() for place, variable in enumerate(gan.variables)}


def check_same(once, twice):
    for logs, others in zip(once, twice, strict=True):
        assert list(logs) == list(others)
        for name in logs:
            np.testing.assert_allclose(logs[name], others[name], rtol=1e-4, atol=2e-5)


def test_dcgan_with_its_batch_statistics():
    settings = {"latent_dim": 4}
    check_same(
        trained(DCGAN, pictures(0), **settings), trained(TwiceDCGAN, pictures(0), **settings)
    )


def test_pix2pix_with_its_dropout():
    settings = {"discriminator_width": 4, "discriminator_downsamplings": 1}
    batch = (pictures(0), pictures(1))
    check_same(trained(Pix2Pix, batch, **settings), trained(TwicePix2Pix, batch, **settings))


def test_one_pass_is_traced():
    gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=4, latent_dim=4)
    passes = []
    gan.generator.call = lambda *args, draw=gan.generator.call, **kwargs: (
        passes.append(1) or draw(*args, **kwargs)
    )
    tf.function(gan.train_step).get_concrete_function(tf.TensorSpec((4, 16, 16, 1)))
    assert len(passes) == 1


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        (lambda square, product: 5 * square, [20.0, None]),
        (lambda square, product: product, [3.0, 2.0]),
        (lambda square, product: square + product, [7.0, 2.0]),
        (lambda square, product: tf.constant(1.0), [None, None]),
    ],
)
def test_a_loss_need_not_take_all_that_was_drawn(loss, expected):
    weights = [tf.Variable(2.0), tf.Variable(3.0)]
    drawn = SharedPass(lambda: [weights[0] ** 2, weights[0] * weights[1]], [], [])
    with tf.GradientTape() as tape:
        tape.watch(drawn.outputs)
        value = loss(*drawn.outputs)
    *own, of_outputs = tape.gradient(value, [*weights, drawn.outputs])
    carried_on = drawn.complete(own, of_outputs, weights)
    assert [None if each is None else float(each) for each in carried_on] == expected
