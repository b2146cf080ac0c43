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


@pytest.mark.parametrize("name", losses.list_losses())
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


def test_get_passes_a_loss_through_and_names_the_nearest():
    own = losses.AdversarialLoss("own", lambda real, fake: 0.0, lambda fake: 0.0, "")
    assert losses.get(own) is own
    with pytest.raises(ValueError, match=r"`loss` must be one of .*'hinge'.* Did you mean 'hinge'"):
        losses.get("hing")
