"""The first GAN: its two losses, its labels, and a loss of one's own."""

import numpy as np
import pytest
from keras import ops
from tiny import fakes, points, rates, reloaded, scores, sigmoid, step, tiny

from keras_gan_zoo import losses

BATCH = points(6)


def probabilities(gan):
    (fake,) = fakes(gan, 6)
    return sigmoid(scores(gan, BATCH)), sigmoid(scores(gan, fake))


@pytest.mark.parametrize(
    ("loss", "generator_loss"),
    [
        ("non_saturating", lambda fake: -np.mean(np.log(fake))),
        ("minimax", lambda fake: np.mean(np.log(1 - fake))),
    ],
)
def test_losses_are_those_of_the_paper(loss, generator_loss):
    gan = tiny("gan", loss=loss)
    logged = step(gan, BATCH)
    real, fake = probabilities(gan)
    assert logged == pytest.approx(
        {
            "discriminator_loss": -np.mean(np.log(real)) - np.mean(np.log(1 - fake)),
            "generator_loss": generator_loss(fake),
        },
        rel=1e-4,
    )


def test_smoothed_labels_are_cross_entropy_with_them():
    gan = tiny("gan", label_smoothing=0.1)
    logged = step(gan, BATCH)
    real, fake = probabilities(gan)
    cross_entropy = -np.mean(0.9 * np.log(real) + 0.1 * np.log(1 - real))
    assert logged["discriminator_loss"] == pytest.approx(
        cross_entropy - np.mean(np.log(1 - fake)), rel=1e-4
    )
    assert gan.get_config()["label_smoothing"] == 0.1


def test_penalties_are_added_to_their_players_loss():
    plain = step(tiny("gan", discriminator_normalization="none"), BATCH)
    penalties = {"r1": 10.0, "orthogonal": {"weight": 1.0, "player": "generator"}}
    penalised = tiny("gan", discriminator_normalization="none", penalties=penalties)
    logged = step(penalised, BATCH)
    (fake,) = fakes(penalised, 6)
    for player, loss in plain.items():
        term = float(penalised.penalty(player.removesuffix("_loss"), BATCH, fake))
        assert term > 0
        assert logged[player] == pytest.approx(loss + term, rel=1e-4)


def test_the_state_of_the_other_player_holds_still():
    gan = tiny("gan", discriminator_normalization="batch")
    moving = [v for v in gan.discriminator.non_trainable_variables if "moving" in v.path]
    generator_only = [v for v in gan.generator.non_trainable_variables if "moving" in v.path]
    assert moving and generator_only
    moved = {}
    minimize = gan.minimize

    def watched(loss, player, **shared):
        before = [v.numpy().copy() for v in (*moving, *generator_only)]
        minimize(loss, player, **shared)
        now = [v.numpy() for v in (*moving, *generator_only)]
        moved[player] = [bool(np.any(a != b)) for a, b in zip(before, now, strict=True)]

    gan.minimize = watched
    step(gan, BATCH)
    assert moved["discriminator"] == [True] * len(moving) + [False] * len(generator_only)
    assert moved["generator"] == [False] * len(moving) + [True] * len(generator_only)


def test_a_loss_of_ones_own_is_saved_once_it_is_registered(tmp_path):
    own = losses.AdversarialLoss(
        "absolute",
        lambda real, fake: ops.mean(ops.abs(real - 1)) + ops.mean(ops.abs(fake)),
        lambda fake: ops.mean(ops.abs(fake - 1)),
        "",
    )
    gan = tiny("gan", loss=own)
    with pytest.raises(ValueError, match=r"'absolute' is not registered.*losses\.register"):
        gan.save(tmp_path / "gan.keras")
    losses.register(own)
    assert step(reloaded(gan, tmp_path), BATCH) == step(gan, BATCH)


def test_optimizers_are_dcgans():
    assert set(rates(tiny("gan", still=False)).values()) == {(2e-4, 0.5)}


def test_augmentations_are_drawn_anew_at_each_look_of_the_discriminator():
    """In its next step, too: it does not meet again what the generator's step has seen."""
    gan, twin = (
        tiny("gan", image_shape=(8, 8, 1), augment="color", discriminator_normalization="none")
        for _ in range(2)
    )
    images = np.random.default_rng(0).uniform(-1, 1, (6, 8, 8, 1)).astype("float32")
    for fake in fakes(twin, 6, 6):  # looked at in turn, two steps of them
        real_score, fake_score, again = (scores(twin, each) for each in (images, fake, fake))
        assert np.abs(fake_score - again).max() > 1e-4
        of_real, of_fake = np.log1p(np.exp(-real_score)).mean(), np.log1p(np.exp(fake_score)).mean()
        expected = {
            "discriminator_loss": of_real + of_fake,
            "generator_loss": np.log1p(np.exp(-again)).mean(),
        }
        assert step(gan, images) == pytest.approx(expected, rel=1e-5)
