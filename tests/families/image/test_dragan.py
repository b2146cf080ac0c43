"""DRAGAN: the game of the first GAN under a penalty around the data."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from tiny import fakes, numpy, points, rates, reloaded, scores, sigmoid, step, tiny

from keras_gan_zoo import penalties

BATCH = points(6)


def test_losses_are_those_of_the_paper():
    gan = tiny("dragan", penalties=penalties.DRAGANPenalty(10.0, spread=0.5, seed=3))
    logged = step(gan, BATCH)
    (fake,) = fakes(gan, 6)
    noise = keras.random.normal(BATCH.shape, seed=keras.random.SeedGenerator(3))
    around = tf.constant(BATCH + 0.5 * BATCH.std() * noise)
    with tf.GradientTape() as tape:
        tape.watch(around)
        total = tf.reduce_sum(gan.discriminator(around))
    norms = np.linalg.norm(numpy(tape.gradient(total, around)), axis=1)
    real, fake = sigmoid(scores(gan, BATCH)), sigmoid(scores(gan, fake))
    assert logged == pytest.approx(
        {
            "discriminator_loss": -np.mean(np.log(real))
            - np.mean(np.log(1 - fake))
            + 10 * np.mean((norms - 1) ** 2),
            "generator_loss": -np.mean(np.log(fake)),
        },
        rel=1e-3,
    )


def test_defaults_are_the_papers(tmp_path):
    gan = tiny("dragan", still=False)
    assert set(rates(gan).values()) == {(1e-4, 0.5)}
    (penalty,) = gan.penalties
    assert (type(penalty).__name__, penalty.weight) == ("DRAGANPenalty", 10.0)
    (again,) = reloaded(tiny("dragan", penalties={"dragan": 3.0}), tmp_path).penalties
    assert again.weight == 3.0


def test_batch_normalization_is_refused():
    with pytest.raises(ValueError, match=r"'dragan' needs each sample's own gradient"):
        tiny("dragan", discriminator_normalization="batch")
