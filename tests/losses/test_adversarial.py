"""The adversarial losses against their formulas, in NumPy and by hand."""

import numpy as np
import pytest
from keras import ops

from keras_gan_zoo import losses

REAL = np.array([[2.0], [-0.5], [0.0]], "float32")
FAKE = np.array([[-1.0], [0.5], [3.0]], "float32")


def log_sigmoid(logits):
    return -np.log1p(np.exp(-logits.astype("float64")))


CLOSED_FORMS = {
    "non_saturating": (
        -log_sigmoid(REAL).mean() - log_sigmoid(-FAKE).mean(),
        -log_sigmoid(FAKE).mean(),
    ),
    "minimax": (
        -log_sigmoid(REAL).mean() - log_sigmoid(-FAKE).mean(),
        log_sigmoid(-FAKE).mean(),
    ),
    # 1/2 ((1 + 2.25 + 1) / 3 + (1 + 0.25 + 9) / 3), and 1/2 (4 + 0.25 + 4) / 3
    "least_squares": (0.5 * (4.25 + 10.25) / 3, 0.5 * 8.25 / 3),
    # (0 + 1.5 + 1) / 3 + (0 + 1.5 + 4) / 3, and -(2.5 / 3)
    "hinge": (2.5 / 3 + 5.5 / 3, -2.5 / 3),
    "wasserstein": (2.5 / 3 - 1.5 / 3, -2.5 / 3),
    # 1/2 (1 + 0.25 + 9) / 3: the squared logits of the fakes
    "boundary_seeking": (
        -log_sigmoid(REAL).mean() - log_sigmoid(-FAKE).mean(),
        0.5 * 10.25 / 3,
    ),
}


@pytest.mark.parametrize("name", losses.list_losses())
def test_closed_form(name):
    loss = losses.get(name)
    discriminator, generator = CLOSED_FORMS[name]
    assert float(loss.discriminator(real=REAL, fake=FAKE)) == pytest.approx(discriminator, rel=1e-6)
    assert float(loss.generator(fake=FAKE)) == pytest.approx(generator, rel=1e-6)


@pytest.mark.parametrize("name", losses.list_losses())
def test_mean_over_logits_of_any_shape(name):
    loss = losses.get(name)
    patches = [np.tile(logits.reshape(3, 1, 1, 1), (1, 4, 5, 1)) for logits in (REAL, FAKE)]
    assert loss.discriminator(real=patches[0], fake=patches[1]).shape == ()
    assert float(loss.discriminator(real=patches[0], fake=patches[1])) == pytest.approx(
        float(loss.discriminator(real=REAL, fake=FAKE)), rel=1e-6
    )
    assert float(loss.generator(fake=patches[1])) == pytest.approx(
        float(loss.generator(fake=FAKE)), rel=1e-6
    )


@pytest.mark.parametrize("name", losses.list_losses())
def test_finite_for_logits_of_any_size(name):
    loss = losses.get(name)
    for sign in (-1.0, 1.0):
        logits = np.full((2, 1), sign * 1e4, "float32")
        assert np.isfinite(float(loss.discriminator(real=logits, fake=logits)))
        assert np.isfinite(float(loss.generator(fake=logits)))


# Boundary seeking wants the fakes' logits at 0, not as high as possible.
@pytest.mark.parametrize("name", sorted({*losses.list_losses()} - {"boundary_seeking"}))
def test_players_pull_the_fakes_logits_apart(name):
    import tensorflow as tf

    loss = losses.get(name)
    fake = tf.Variable([[0.1]])
    with tf.GradientTape(persistent=True) as tape:
        discriminator = loss.discriminator(real=ops.convert_to_tensor(REAL), fake=fake)
        generator = loss.generator(fake=fake)
    assert float(tape.gradient(discriminator, fake)[0, 0]) > 0  # downhill lowers the logit
    assert float(tape.gradient(generator, fake)[0, 0]) < 0


def test_the_non_saturating_generator_still_learns_where_minimax_does_not():
    import tensorflow as tf

    rejected = tf.Variable([[-8.0]])
    with tf.GradientTape(persistent=True) as tape:
        saturating = losses.get("minimax").generator(fake=rejected)
        non_saturating = losses.get("non_saturating").generator(fake=rejected)
    assert abs(float(tape.gradient(saturating, rejected)[0, 0])) < 1e-3
    assert abs(float(tape.gradient(non_saturating, rejected)[0, 0])) > 0.99


@pytest.mark.parametrize("name", ["non_saturating", "minimax", "boundary_seeking"])
def test_smoothed_labels_of_a_log_loss(name):
    smoothed = losses.get(name, label_smoothing=0.1)
    cross_entropy = -(0.9 * log_sigmoid(REAL) + 0.1 * log_sigmoid(-REAL)).mean()
    expected = cross_entropy - log_sigmoid(-FAKE).mean()
    assert float(smoothed.discriminator(real=REAL, fake=FAKE)) == pytest.approx(expected, rel=1e-6)
    assert smoothed.generator is losses.get(name).generator


def test_smoothed_labels_of_least_squares():
    smoothed = losses.get("least_squares", label_smoothing=0.1)
    expected = 0.5 * (np.mean((REAL - 0.9) ** 2) + np.mean(FAKE**2))
    assert float(smoothed.discriminator(real=REAL, fake=FAKE)) == pytest.approx(expected, rel=1e-6)


def test_smoothing_is_refused_where_there_are_no_labels():
    with pytest.raises(
        ValueError, match=r"'hinge' has no labels to smooth; use one of .*'minimax'"
    ):
        losses.get("hinge", label_smoothing=0.1)
    with pytest.raises(ValueError, match=r"`label_smoothing` must be in \[0, 1\), got 1.5"):
        losses.get("minimax", label_smoothing=1.5)


def test_a_loss_of_ones_own_is_saved_by_its_name_once_registered():
    own = losses.AdversarialLoss("test_own", lambda real, fake: 0.0, lambda fake: 0.0, "")
    with pytest.raises(ValueError, match=r"'test_own' is not registered"):
        losses.saved_name(own)
    losses.register(own)
    assert losses.saved_name(own) == "test_own" and losses.get("test_own") is own
    impostor = losses.AdversarialLoss("hinge", lambda real, fake: 0.0, lambda fake: 0.0, "")
    with pytest.raises(ValueError, match=r"'hinge' is taken by another loss"):
        losses.register(impostor)
    with pytest.raises(ValueError, match=r"'hinge' is not registered"):
        losses.saved_name(impostor)
    assert losses.saved_name(losses.get("minimax", label_smoothing=0.2)) == "minimax"


def test_get_passes_a_loss_through_and_names_the_nearest():
    own = losses.AdversarialLoss("own", lambda real, fake: 0.0, lambda fake: 0.0, "")
    assert losses.get(own) is own
    with pytest.raises(ValueError, match=r"`loss` must be one of .*'hinge'.* Did you mean 'hinge'"):
        losses.get("hing")
