"""R3GAN: relativistic pairs under R1 and R2."""

import numpy as np
import pytest
import tensorflow as tf
from tiny import fakes, numpy, points, reloaded, scores, step, tiny

BATCH = points(6)


def squared_slopes(gan, samples):
    samples = tf.constant(np.asarray(samples, "float32"))
    with tf.GradientTape() as tape:
        tape.watch(samples)
        total = tf.reduce_sum(gan.discriminator(samples))
    return np.sum(numpy(tape.gradient(total, samples)) ** 2, axis=1)


def test_losses_are_those_of_the_paper():
    gan = tiny("r3gan", gamma=3.0)
    logged = step(gan, BATCH)
    (drawn,) = fakes(gan, 6)
    real, fake = scores(gan, BATCH), scores(gan, drawn)
    relativistic = np.mean(np.log(1 + np.exp(-(real - fake))))
    r1, r2 = (1.5 * np.mean(squared_slopes(gan, samples)) for samples in (BATCH, drawn))
    assert r1 > 0 and r2 > 0
    assert logged == pytest.approx(
        {
            "discriminator_loss": relativistic + r1 + r2,
            "generator_loss": np.mean(np.log(1 + np.exp(-(fake - real)))),
            "relativistic": relativistic,
            "r1": r1,
            "r2": r2,
        },
        rel=1e-3,
    )


def test_defaults_and_saving(tmp_path):
    gan = tiny("r3gan", still=False)
    for player in gan.players:
        adam = gan.optimizer[player]
        assert float(adam.learning_rate) == pytest.approx(2e-4)
        assert (adam.beta_1, adam.beta_2) == (0.0, 0.99)
    assert gan.gamma == 1.0
    assert reloaded(tiny("r3gan", gamma=0.5), tmp_path).gamma == 0.5


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"BatchNormalization"):
        tiny("r3gan", discriminator_normalization="batch")
    with pytest.raises(ValueError, match=r"`gamma` must be a number of at least 0, got -1"):
        tiny("r3gan", gamma=-1)
