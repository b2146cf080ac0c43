"""DualGAN: Wasserstein critics that move several times, each on pictures of its own, clipped."""

import keras
import numpy as np
import pytest
from translators import images, run, step, still

from keras_gan_zoo.families.translation.dualgan import DualGAN
from keras_gan_zoo.networks.unet import unet

U, V = images(4), images(4, seed=1)


@pytest.mark.parametrize("identity_weight", [0, 0.5])
def test_terms_are_those_of_the_paper(identity_weight):
    gan = still("dualgan", critic_steps=2, clipping=10.0, identity_weight=identity_weight)
    G_A, G_B, D_B, D_A = (getattr(gan, name) for name in gan.network_names)
    distances = []
    for u, v in ((U[i::2], V[i::2]) for i in range(2)):
        fake_v, fake_u = run(G_A, u), run(G_B, v)
        distances.append(
            run(D_A, fake_v).mean()
            - run(D_A, v).mean()
            + run(D_B, fake_u).mean()
            - run(D_B, u).mean()
        )
    expected = {
        "reconstruction_u": 100.0 * np.mean(np.abs(u - run(G_B, fake_v))),
        "reconstruction_v": 100.0 * np.mean(np.abs(v - run(G_A, fake_u))),
        "adversarial_a": -run(D_A, fake_v).mean(),
        "adversarial_b": -run(D_B, fake_u).mean(),
        "identity_u": 100.0 * identity_weight * np.mean(np.abs(u - run(G_B, u))),
        "identity_v": 100.0 * identity_weight * np.mean(np.abs(v - run(G_A, v))),
    }
    expected["generators_loss"] = sum(expected.values())
    expected["discriminators_loss"] = np.mean(distances)
    assert step(gan, U, V) == pytest.approx(expected, rel=1e-4, abs=1e-6)


def test_each_pass_of_the_generators_has_noise_of_its_own():
    """Algorithm 1 draws z and z' anew at each step of the critics, and again for the generators."""
    gan, twin = (still("dualgan", critic_steps=2, clipping=10.0, dropout=0.5) for _ in range(2))
    G_A, G_B, D_B, D_A = (getattr(twin, name) for name in twin.network_names)
    distances = []
    for u, v in ((U[i::2], V[i::2]) for i in range(2)):
        fake_v, fake_u = run(G_A, u), run(G_B, v)
        distances.append(run(D_A, fake_v).mean() - run(D_A, v).mean())
        distances[-1] += run(D_B, fake_u).mean() - run(D_B, u).mean()
    new_v, new_u = run(G_A, u), run(G_B, v)
    assert np.abs(new_v - fake_v).max() > 1e-3  # the same pictures, other noise
    back_u, back_v = run(G_B, new_v), run(G_A, new_u)
    found = step(gan, U, V)
    assert found["discriminators_loss"] == pytest.approx(np.mean(distances), rel=1e-4, abs=1e-6)
    assert found["adversarial_a"] == pytest.approx(-run(D_A, new_v).mean(), rel=1e-4, abs=1e-6)
    assert found["adversarial_b"] == pytest.approx(-run(D_B, new_u).mean(), rel=1e-4, abs=1e-6)
    for term, picture, back in (("u", U[1::2], back_u), ("v", V[1::2], back_v)):
        expected = 100.0 * np.mean(np.abs(picture - back))
        assert found[f"reconstruction_{term}"] == pytest.approx(expected, rel=1e-4)


def test_critics_are_clipped_and_generators_are_not():
    gan = still("dualgan", critic_steps=1, clipping=0.005)
    gan.compile({"discriminators": keras.optimizers.RMSprop(0.1)})
    step(gan, U, V)
    for name in ("discriminator_x", "discriminator_y"):
        largest = max(np.abs(v.numpy()).max() for v in getattr(gan, name).trainable_variables)
        assert largest == pytest.approx(0.005)
    assert max(np.abs(v.numpy()).max() for v in gan.generator_g.trainable_variables) > 0.005


def test_a_step_takes_as_many_batches_as_the_critics_steps():
    gan = still("dualgan", critic_steps=2)
    (batch,) = gan.prepare_data((U, V), 2, shuffle=False)
    assert [part.shape[0] for part in batch] == [4, 4]
    with pytest.raises(ValueError, match=r"One step takes critic_steps=2 batches, and `x` has"):
        gan.prepare_data((U, V), 4, shuffle=False)
    with pytest.raises(ValueError, match=r"critic_steps=2, but got 3 examples; pass a multiple"):
        step(gan, U[:3], V[:3])


def test_the_papers_optimizer():
    optimizer = still("dualgan").default_optimizers()["generators"]
    assert isinstance(optimizer, keras.optimizers.RMSprop)


def test_a_picture_of_another_shape_has_no_identity():
    gan, other = (still("dualgan", image_shape=(16, 16, channels)) for channels in (1, 3))
    there = unet((16, 16, 1), 3, 2, 2, "instance", 0.0)
    back = unet((16, 16, 3), 1, 2, 2, "instance", 0.0)
    critics = gan.discriminator_x, other.discriminator_y
    assert DualGAN(there, back, *critics).image_shape_y == (16, 16, 3)
    with pytest.raises(ValueError, match=r"`identity_weight` is 0.5, but U is .* set identity_w"):
        DualGAN(there, back, *critics, identity_weight=0.5)
