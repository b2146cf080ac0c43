"""SNGAN: the hinge loss, and a discriminator that only its own step changes."""

import numpy as np
import pytest
from tiny import fakes, points, reloaded, scores, step, tiny

from keras_gan_zoo.layers import SpectralNormalization


def state(network):
    return [variable.numpy().copy() for variable in network.variables]


def test_losses_are_those_of_the_paper():
    batch = points(8)
    gan, twin = tiny("sngan", critic_steps=2), tiny("sngan", critic_steps=2)
    logged = step(gan, batch)
    first, second, last = fakes(twin, 4, 4, 4)
    losses = []
    # In the order of the steps: each call of the discriminator moves its power iteration.
    for real, fake in ((batch[::2], first), (batch[1::2], second)):
        real, fake = scores(twin, real), scores(twin, fake)
        losses.append(np.maximum(0, 1 - real).mean() + np.maximum(0, 1 + fake).mean())
    assert logged == pytest.approx(
        {"discriminator_loss": np.mean(losses), "generator_loss": -scores(twin, last).mean()},
        rel=1e-4,
        abs=1e-6,
    )


def test_the_generators_step_leaves_the_discriminator_as_it_is():
    gan = tiny("sngan", still=False, critic_steps=1)
    layers = [x for x in gan.discriminator.layers if isinstance(x, SpectralNormalization)]
    assert len(layers) == 4 and all(layer.u.shape[0] for layer in layers)
    moved = {}
    minimize = gan.minimize

    def watched(loss, player):
        before, vectors = state(gan.discriminator), [layer.u.numpy() for layer in layers]
        minimize(loss, player)
        unchanged = all(
            np.array_equal(a, b) for a, b in zip(before, state(gan.discriminator), strict=True)
        )
        turned = [
            bool(np.any(u != layer.u.numpy()))
            for u, layer in zip(vectors, layers, strict=True)
            if layer.u.shape[0] > 1
        ]
        moved[player] = unchanged, turned

    gan.minimize = watched
    step(gan, points(4))
    assert moved["generator"] == (True, [False] * 3)
    assert moved["discriminator"] == (False, [True] * 3)


def test_the_discriminator_is_lipschitz_after_a_while():
    gan = tiny("sngan", still=False, critic_steps=1)
    for _ in range(30):
        gan.train_on_batch(points(4))
    a, b = points(200, seed=1), points(200, seed=2)
    slopes = np.abs(np.asarray(gan.discriminator(a) - gan.discriminator(b))[:, 0]) / np.linalg.norm(
        a - b, axis=1
    )
    # Each maxout unit is the largest of affine functions whose kernels, side by side, have norm 1.
    assert 0 < slopes.max() <= 1.01


def test_optimizer_is_the_papers():
    gan = tiny("sngan", still=False)
    for player in gan.players:
        adam = gan.optimizer[player]
        assert float(adam.learning_rate) == pytest.approx(2e-4)
        assert (adam.beta_1, adam.beta_2) == (0.0, 0.9)
    assert gan.critic_steps == 5


def test_settings_are_saved(tmp_path):
    again = reloaded(tiny("sngan", critic_steps=2, loss="non_saturating"), tmp_path)
    assert (again.critic_steps, again.adversarial.name) == (2, "non_saturating")
