"""BEGAN: the balance of the players, and the measure of convergence."""

import numpy as np
import pytest
from tiny import numpy, rates, reloaded, step, tiny

SHAPE = (16, 16, 1)
BATCH = np.random.default_rng(0).uniform(-1, 1, (4, *SHAPE)).astype("float32")


def small(**arguments):
    return tiny(
        "began", image_shape=SHAPE, width=2, latent_dim=3, code_dim=4, body="dcgan", **arguments
    )


def error(gan, images):
    reconstruction, _ = gan.discriminator(images, training=True)
    return np.abs(numpy(images) - numpy(reconstruction)).mean()


@pytest.mark.parametrize("k", [0.0, 0.4, 1.0])
def test_losses_and_balance_are_those_of_the_paper(k, monkeypatch):
    gan = small(gamma=0.6, k_learning_rate=0.05)
    gan.k.assign(k)
    latents = np.random.default_rng(1).uniform(-1, 1, (2, 4, 3)).astype("float32")
    queue = iter(latents)
    monkeypatch.setattr(gan, "sample_latents", lambda like: next(queue))
    logged = step(gan, BATCH)
    real = error(gan, BATCH)
    of_discriminator, of_generator = (error(gan, gan.generator(z)) for z in latents)
    surplus = 0.6 * real - of_generator
    assert logged == pytest.approx(
        {
            "discriminator_loss": real - k * of_discriminator,
            "generator_loss": of_generator,
            "convergence": real + abs(surplus),
            "balance": np.clip(k + 0.05 * surplus, 0, 1),
        },
        rel=1e-4,
    )
    assert float(gan.k) == pytest.approx(logged["balance"])


def test_latents_are_uniform():
    gan = small()
    latents = numpy(gan.sample_latents(np.zeros((5000, 1))))
    assert -1 <= latents.min() < -0.99 and 0.99 < latents.max() <= 1
    np.testing.assert_allclose(latents.var(axis=0), 1 / 3, atol=0.02)


def test_defaults_are_the_papers():
    gan = small(still=False)
    assert set(rates(gan).values()) == {(1e-4, 0.9)}
    assert (gan.gamma, gan.k_learning_rate, float(gan.k)) == (0.75, 0.001, 0.0)


def test_settings_and_balance_are_saved(tmp_path):
    gan = small(gamma=0.5, k_learning_rate=0.1)
    step(gan, BATCH)
    again = reloaded(gan, tmp_path)
    assert (again.gamma, again.k_learning_rate) == (0.5, 0.1)
    assert float(again.k) == float(gan.k) > 0


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"`gamma` must be a number above 0, got 0"):
        small(gamma=0)
    with pytest.raises(ValueError, match=r"`k_learning_rate` must be a number above 0"):
        small(k_learning_rate=-1)
