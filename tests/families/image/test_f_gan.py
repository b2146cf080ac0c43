"""f-GAN: the bound of every divergence, and one of a user's own."""

import numpy as np
import pytest
from keras import ops
from tiny import fakes, numpy, points, reloaded, scores, step, tiny

import keras_gan_zoo
from keras_gan_zoo import losses

BATCH = points(6)


def expected(gan, divergence, saturating):
    (fake,) = fakes(gan, 6)
    activated = [
        divergence.activation(scores(gan, samples).astype("float32")) for samples in (BATCH, fake)
    ]
    conjugate = numpy(divergence.conjugate(activated[1])).mean()
    real, fake = (numpy(output).mean() for output in activated)
    return {
        "discriminator_loss": conjugate - real,
        "generator_loss": -conjugate if saturating else -fake,
    }


@pytest.mark.parametrize("saturating", [False, True])
@pytest.mark.parametrize("name", losses.list_divergences())
def test_players_move_the_bound(name, saturating):
    gan = tiny("f_gan", divergence=name, saturating=saturating)
    logged = step(gan, BATCH)
    divergence = losses.get_divergence(name)
    assert logged == pytest.approx(expected(gan, divergence, saturating), rel=1e-3, abs=1e-4)


def test_the_divergence_is_saved(tmp_path):
    gan = tiny("f_gan", divergence="reverse_kl", saturating=True)
    again = reloaded(gan, tmp_path)
    assert again.divergence is gan.divergence
    assert again.saturating is True
    assert step(again, BATCH) == step(gan, BATCH)


def test_a_divergence_of_ones_own(tmp_path):
    neyman = losses.FDivergence(
        "neyman_of_a_test",
        activation=lambda v: 1 - ops.exp(-v),
        conjugate=lambda t: 2 - 2 * ops.sqrt(1 - t),
    )
    gan = tiny("f_gan", divergence=neyman)
    with pytest.raises(ValueError, match=r"'neyman_of_a_test' is not registered"):
        gan.save(tmp_path / "gan.keras")
    losses.register_divergence(neyman)
    again = reloaded(gan, tmp_path)
    logged = step(again, BATCH)
    assert logged == step(gan, BATCH)
    assert logged == pytest.approx(expected(gan, neyman, False), rel=1e-4)


def test_of_the_original_gan_it_is_the_original_gan():
    assert step(tiny("f_gan", divergence="gan"), BATCH) == pytest.approx(
        step(tiny("gan"), BATCH), rel=1e-5
    )


def test_what_the_divergence_settles_is_not_taken():
    with pytest.raises(ValueError, match=r"'f_gan' has no argument 'loss'"):
        tiny("f_gan", loss="hinge")
    assert "loss" not in keras_gan_zoo.describe("f_gan").arguments
    with pytest.raises(ValueError, match=r"Did you mean 'jensen_shannon'\?"):
        tiny("f_gan", divergence="jensen-shannon")


def test_the_bound_rises_when_the_discriminator_learns():
    gan = tiny("f_gan", divergence="squared_hellinger", still=False)
    gan.compile({"generator": {"learning_rate": 0.0}, "discriminator": {"learning_rate": 0.01}})
    bounds = [-gan.train_on_batch(BATCH + 2)["discriminator_loss"] for _ in range(60)]
    assert np.mean(bounds[-5:]) > np.mean(bounds[:5]) + 0.1
