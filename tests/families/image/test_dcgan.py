"""DCGAN's own algorithm, and its compilation by XLA."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gan_zoo


def small(**arguments):
    return keras_gan_zoo.get(
        "dcgan", image_shape=(16, 16, 1), width=4, latent_dim=8, seed=5, **arguments
    )


@pytest.fixture(scope="module")
def batch(pictures):
    return ops.convert_to_numpy(ops.image.resize(pictures[:8], (16, 16)))


def test_losses_are_those_of_the_paper(batch):
    still = {player: keras.optimizers.SGD(0.0) for player in ("discriminator", "generator")}
    gan = small(optimizers=still)
    losses = gan.train_on_batch(batch)
    latents = keras.random.normal((8, 8), seed=keras.random.SeedGenerator(5))
    fakes = gan.generator(latents, training=True)
    real, fake = (gan.discriminator(x, training=True).numpy() for x in (batch, fakes))
    probability = {"real": 1 / (1 + np.exp(-real)), "fake": 1 / (1 + np.exp(-fake))}
    assert losses == pytest.approx(
        {
            "discriminator_loss": -np.mean(np.log(probability["real"]))
            - np.mean(np.log(1 - probability["fake"])),
            "generator_loss": -np.mean(np.log(probability["fake"])),
        },
        rel=1e-4,
    )


def test_each_step_draws_other_latents(batch):
    still = {player: keras.optimizers.SGD(0.0) for player in ("discriminator", "generator")}
    gan = small(optimizers=still)
    first, second = (gan.train_on_batch(batch)["generator_loss"] for _ in range(2))
    assert first != second


def test_optimizers_are_the_papers():
    gan = small()
    for player in gan.players:  # 1511.06434, section 4
        assert float(gan.optimizer[player].learning_rate) == pytest.approx(2e-4)
        assert gan.optimizer[player].beta_1 == 0.5
