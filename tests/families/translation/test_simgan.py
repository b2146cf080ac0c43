"""SimGAN: its terms, the order of its players, and the history its discriminator is shown."""

import numpy as np
import pytest
from translators import images, run, softplus, step, still

from keras_gan_zoo.families.translation.simgan.networks import local_discriminator, refiner
from keras_gan_zoo.families.translation.simgan.simgan import SimGAN

SIMULATED, REAL = images(4), images(4, seed=1)


def test_terms_are_those_of_the_paper():
    gan = still("simgan", self_regularization_weight=3.0, refiner_steps=2, discriminator_steps=1)
    refined = run(gan.refiner, SIMULATED)
    first = run(gan.discriminator, refined[:2])
    expected = {
        "realism": np.mean(softplus(-run(gan.discriminator, refined))),
        "self_regularization": 3.0 * np.mean(np.abs(refined - SIMULATED)),
        "discriminator_loss": np.mean(softplus(first))
        + np.mean(softplus(-run(gan.discriminator, REAL[:2]))),
    }
    expected["refiner_loss"] = expected["realism"] + expected["self_regularization"]
    assert step(gan, SIMULATED, REAL) == pytest.approx(expected, rel=1e-4)


def test_each_player_moves_as_often_as_asked_the_refiner_first(monkeypatch):
    gan = still("simgan", refiner_steps=1, discriminator_steps=3)
    moved = []
    minimize = gan.minimize
    monkeypatch.setattr(
        gan, "minimize", lambda loss, player: (moved.append(player), minimize(loss, player))
    )
    (batch,) = gan.prepare_data((images(6), images(6, 1)), 2, shuffle=False)
    step(gan, *batch)
    assert moved == ["refiner", *["discriminator"] * 3]


def test_the_discriminator_is_shown_the_history():
    gan = still("simgan", history_size=4, refiner_steps=1)
    step(gan, SIMULATED, REAL)
    assert int(gan.refined_history.stored) == 4
    np.testing.assert_allclose(gan.refined_history.images, gan.refiner(SIMULATED), atol=1e-6)


def test_the_refiner_neither_moves_nor_resizes():
    network = refiner((20, 30, 1), 2, 2)
    changed = np.zeros((1, 20, 30, 1), "float32")
    changed[0, 10, 15] = 1.0
    moved = np.abs(network(changed) - network(0 * changed))[0, ..., 0] > 1e-9
    rows, columns = np.nonzero(moved)
    # Five convolutions of 3 pixels and one of 1: no further than five pixels.
    assert np.abs(rows - 10).max() <= 5 and np.abs(columns - 15).max() <= 5
    assert local_discriminator((35, 55, 1), 6).output_shape == (None, 9, 14, 1)


def test_networks_must_fit_each_other():
    with pytest.raises(ValueError, match=r"`discriminator` takes \(8, 8, 1\), but `refiner` takes"):
        SimGAN(refiner((16, 16, 1), 2, 1), local_discriminator((8, 8, 1), 3))
