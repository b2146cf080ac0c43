"""Batches that pass through a network at once train as if each had passed alone."""

import keras
import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo.engine.one_pass import one_pass, processes_samples_independently
from keras_gan_zoo.families.image import wgan_gp
from keras_gan_zoo.families.translation import cyclegan
from keras_gan_zoo.networks import patchgan

PICTURES = [
    np.random.default_rng(seed).uniform(-1, 1, (2, 16, 16, 1)).astype("float32")
    for seed in range(2)
]
SMALL = {
    "cyclegan": {"blocks": 1, "discriminator_width": 2, "discriminator_downsamplings": 1},
    "wgan_gp": {"latent_dim": 4, "critic_steps": 1},
}


def trained(family):
    gan = keras_gan_zoo.get(family, seed=0, image_shape=(16, 16, 1), width=2, **SMALL[family])
    # Without a large epsilon Adam would magnify what is all rounding.
    optimizers = {player: {"learning_rate": 1e-3, "epsilon": 1e-2} for player in gan.players}
    gan.compile(optimizers, run_eagerly=True)  # two steps are sooner taken than traced
    for _ in range(2):
        logs = gan.train_on_batch(PICTURES[0] if family == "wgan_gp" else tuple(PICTURES))
    return logs, [variable.numpy() for variable in gan.variables]


@pytest.mark.parametrize("module", [cyclegan, wgan_gp], ids=["cyclegan", "wgan_gp"])
def test_same_trajectory(module, monkeypatch):
    family = module.__name__.rpartition(".")[2]
    at_once, weights = trained(family)
    alone = lambda network, *batches: [network(batch, training=True) for batch in batches]  # noqa: E731
    monkeypatch.setattr(module, "one_pass", alone)
    one_by_one, others = trained(family)
    assert at_once == pytest.approx(one_by_one, rel=1e-4)
    for ours, other in zip(weights, others, strict=True):
        np.testing.assert_allclose(ours, other, rtol=1e-4, atol=1e-5)


def test_one_call_for_batches_of_different_sizes():
    network, calls = patchgan((16, 16, 1), width=2, downsamplings=1), []
    expected = [network(batch, training=True) for batch in (PICTURES[0], PICTURES[1][:1])]
    network.call = lambda *args, run=network.call, **kwargs: calls.append(1) or run(*args, **kwargs)
    parts = one_pass(network, PICTURES[0], PICTURES[1][:1])
    assert len(calls) == 1
    for part, alone in zip(parts, expected, strict=True):
        np.testing.assert_allclose(part, alone, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    "layer",
    [keras.layers.BatchNormalization(), keras.layers.Dropout(0.5), keras.layers.Layer()],
    ids=["statistics", "noise", "unknown"],
)
def test_what_is_not_known_to_be_independent_passes_alone(layer):
    network = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Conv2D(2, 3), layer])
    assert not processes_samples_independently(network)
    assert processes_samples_independently(keras.Sequential(network.layers[:1]))
