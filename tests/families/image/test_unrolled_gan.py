"""Unrolled GAN: the steps that are taken ahead are the optimizer's own."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from moves import check_move, descend, moves_in, restore
from tiny import fakes, numpy, points, rates, reloaded, scores, step, tiny

from keras_gan_zoo.engine.averaging import clone_network
from keras_gan_zoo.families.image.unrolled_gan.unrolling import unrolled_weights

BATCH = points(6)


def small(steps, **arguments):
    return tiny("unrolled_gan", still=False, unrolled_steps=steps, **arguments)


def adam():
    return keras.optimizers.Adam(0.03, beta_1=0.0, beta_2=0.9)


@pytest.mark.parametrize(
    "normalization, steps", [("none", 0), ("none", 3), ("batch", 2), ("spectral", 2)]
)
def test_steps_ahead_are_those_of_adam(normalization, steps):
    gan = small(
        steps, discriminator_normalization=normalization, optimizers={"discriminator": adam()}
    )
    (drawn,) = fakes(gan, 6)
    for _ in range(2):  # so that its second moments are not new
        gan.train_step(BATCH)
    optimizer = gan.optimizer["discriminator"]
    state = [v.numpy().copy() for v in (*gan.discriminator.variables, *optimizer.variables)]

    def loss(judge):
        return gan.adversarial.discriminator(real=judge(BATCH), fake=judge(drawn))

    ahead = unrolled_weights(
        lambda weights: loss(gan.judge_with(weights)),
        [variable.value for variable in gan.discriminator.trainable_variables],
        optimizer,
        steps,
    )
    for before, now in zip(
        state, (*gan.discriminator.variables, *optimizer.variables), strict=True
    ):
        np.testing.assert_array_equal(before, now.numpy())

    copy = clone_network(gan.discriminator)
    copy.trainable = True
    real = adam()
    real.build(copy.trainable_variables)
    for variable, value in zip(real.variables, optimizer.variables, strict=True):
        variable.assign(value)
    fixed = [v.numpy() for v in copy.non_trainable_variables]

    def judge(samples):
        for variable, old in zip(copy.non_trainable_variables, fixed, strict=True):
            variable.assign(old)  # steps ahead are taken from the state as it is
        return copy(samples, training=True)

    for _ in range(steps):
        with tf.GradientTape() as tape:
            value = loss(judge)
        variables = copy.trainable_variables
        real.apply(tape.gradient(value, [v.value for v in variables]), variables)
    for weight, expected in zip(ahead, copy.trainable_variables, strict=True):
        np.testing.assert_allclose(numpy(weight), numpy(expected.value), rtol=1e-4, atol=1e-5)


def test_without_steps_ahead_the_generator_plays_gan():
    gan = tiny("gan", loss="minimax")
    unrolled = tiny("unrolled_gan", still=False, unrolled_steps=0)
    (drawn,) = fakes(gan, 6)
    of_real = -np.mean(np.log1p(np.exp(-scores(gan, BATCH))))  # which no step ahead changes
    expected = step(gan, BATCH)["generator_loss"] + of_real
    assert expected == pytest.approx(of_real - np.mean(np.log1p(np.exp(scores(gan, drawn)))))
    assert step(unrolled, BATCH)["generator_loss"] == pytest.approx(expected, rel=1e-5)


def gradient_steps():
    """Returns an Adam whose steps are those of gradient descent: its epsilon drowns the rest."""
    return keras.optimizers.Adam(1e7, beta_1=0.0, epsilon=1e6)


def f_ahead(gan, drawn, steps, terms=("real", "fake")):
    """Returns the terms of f at the discriminator of so many gradient steps, by no unrolling."""
    variables = gan.discriminator.trainable_variables
    start = [variable.numpy().copy() for variable in variables]

    def f(chosen):
        real, fake = (gan.discriminator(each, training=True) for each in (BATCH, drawn))
        log_real, log_fake = -tf.nn.softplus(-real), -tf.nn.softplus(fake)
        return sum(tf.reduce_mean({"real": log_real, "fake": log_fake}[term]) for term in chosen)

    for taken in range(1, steps + 1):
        with tf.GradientTape() as tape:
            value = f(("real", "fake"))
        gradients = tape.gradient(value, [variable.value for variable in variables])
        stride = 10.0 * np.sqrt(1 - 0.999**taken)
        restore(variables, [v + stride * g for v, g in zip(variables, gradients, strict=True)])
    found = float(f(terms))
    restore(variables, start)
    return found


@pytest.mark.parametrize(("steps", "not_alone"), [(1, ["real"]), (3, ["real", "fake"])])
def test_the_generator_goes_down_both_terms_of_f_through_the_steps_ahead(steps, not_alone):
    """1611.02163, eq. 8; the term of real images depends on the generator through them alone."""
    gan = small(steps, generator_normalization="none", discriminator_normalization="none")
    descend(gan, discriminator=gradient_steps())
    (drawn,) = fakes(gan, 6)
    latents = keras.random.normal((6, 2), seed=keras.random.SeedGenerator(gan.seed))
    (ahead, now) = moves_in(gan, BATCH)
    assert (ahead.player, now.player) == ("generator", "discriminator")

    def draw():
        return gan.generator(latents, training=True)

    check_move(gan, ahead, lambda: f_ahead(gan, draw(), steps))
    assert now.value == pytest.approx(-f_ahead(gan, drawn, 0), rel=1e-5)
    # Not one term alone has this gradient: what is compared can tell.
    for term in not_alone:
        with pytest.raises(AssertionError, match="the loss changes by"):
            check_move(gan, ahead, lambda t=term: f_ahead(gan, draw(), steps, (t,)), value=False)


def test_the_gradient_goes_through_the_steps_ahead():
    """d/dy of f(w_1(y)) by hand, with w_1 = w - rate g / (|g| + epsilon) and g = 2 y w."""
    optimizer = keras.optimizers.Adam(0.1, beta_1=0.0, beta_2=0.0, epsilon=1.0)
    weight = keras.Variable(1.5)
    optimizer.build([weight])
    y = tf.constant(0.7)
    with tf.GradientTape() as tape:
        tape.watch(y)
        (ahead,) = unrolled_weights(lambda w: y * w[0] ** 2, [weight.value], optimizer, 1)
    g = 2 * 0.7 * 1.5
    assert float(ahead) == pytest.approx(1.5 - 0.1 * g / (g + 1), rel=1e-5)
    # The denominator is a scale, which is held constant.
    assert float(tape.gradient(ahead, y)) == pytest.approx(-0.1 * 2 * 1.5 / (g + 1), rel=1e-5)


def test_steps_ahead_go_down_the_discriminators_loss():
    gan = small(1, discriminator_normalization="none", optimizers={"discriminator": adam()})
    (drawn,) = fakes(gan, 6)

    def loss(weights):
        judge = gan.judge_with(weights)
        return gan.adversarial.discriminator(real=judge(BATCH), fake=judge(drawn))

    weights = [variable.value for variable in gan.discriminator.trainable_variables]
    optimizer = gan.optimizer["discriminator"]
    now, one, four = (
        float(loss(unrolled_weights(loss, weights, optimizer, steps))) for steps in (0, 1, 4)
    )
    assert four < one < now


def test_defaults_and_saving(tmp_path):
    gan = small(2)
    assert set(rates(gan).values()) == {(1e-4, 0.5)}
    assert reloaded(gan, tmp_path).unrolled_steps == 2


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"must be keras.optimizers.Adam.*got SGD"):
        tiny("unrolled_gan")
    with pytest.raises(ValueError, match=r"`unrolled_steps` must be a whole number of at least 0"):
        small(-1)
