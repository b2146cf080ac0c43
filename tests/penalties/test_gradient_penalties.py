"""Penalties on slopes: closed forms on linear and quadratic discriminators, and second order."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from keras_gan_zoo import penalties
from keras_gan_zoo.layers import Packing, SpectralNormalization
from keras_gan_zoo.penalties.dragan import dragan
from keras_gan_zoo.penalties.gradient_penalty import (
    gradient_penalty,
    interpolates,
    one_sided_gradient_penalty,
)
from keras_gan_zoo.penalties.input_gradient import gradient_norm, input_gradient
from keras_gan_zoo.penalties.zero_centered import zero_centered

GENERATOR = np.random.default_rng(0)
REAL = GENERATOR.normal(size=(6, 3)).astype("float32")
FAKE = GENERATOR.normal(size=(6, 3)).astype("float32")


def linear(kernel, packing=1):
    """D(x) = w.x, of which every slope is |w|."""
    points = keras.Input((3,))
    network = keras.Model(points, layers.Dense(1, name="logits")(Packing(packing)(points)))
    network.set_weights([np.reshape(kernel, (-1, 1)), np.zeros(1)])
    return network


@keras.saving.register_keras_serializable(package="tests")
class Bowl(layers.Layer):
    """D(x) = a |x|^2 / 2, of which the slope at x is a |x|."""

    def build(self, input_shape):
        self.a = self.add_weight(shape=(), initializer="ones")

    def call(self, x):
        return 0.5 * self.a * ops.sum(ops.square(x), axis=-1, keepdims=True)


@pytest.fixture
def bowl():
    points = keras.Input((3,))
    network = keras.Model(points, Bowl(name="logits")(points))
    network.set_weights([np.array(1.7)])
    return network


@pytest.mark.parametrize(
    ("kernel", "two_sided", "one_sided"),
    [((0, 3, 4), 16.0, 16.0), ((0.3, 0, 0.4), 0.25, 0.0), ((1, 0, 0), 0.0, 0.0)],
)
def test_every_slope_of_a_linear_discriminator_is_the_norm_of_its_kernel(
    kernel, two_sided, one_sided
):
    network = linear(kernel)
    assert float(gradient_penalty(network, REAL, FAKE)) == pytest.approx(two_sided, abs=1e-5)
    assert float(one_sided_gradient_penalty(network, REAL, FAKE)) == pytest.approx(
        one_sided, abs=1e-5
    )
    assert float(dragan(network, REAL)) == pytest.approx(two_sided, abs=1e-5)
    assert float(zero_centered(network, REAL)) == pytest.approx(
        0.5 * np.square(kernel).sum(), rel=1e-5
    )


def test_r1_and_r2_of_a_quadratic_discriminator(bowl):
    for penalty, samples in ((penalties.R1(4.0), REAL), (penalties.R2(4.0), FAKE)):
        penalty.prepare(bowl)
        expected = 4.0 / 2 * np.mean(np.sum((1.7 * samples) ** 2, axis=1))
        assert float(penalty(bowl, REAL, FAKE)) == pytest.approx(expected, rel=1e-5)


def test_interpolates_lie_on_the_lines_and_fill_them():
    real, fake = np.zeros((2000, 3), "float32"), np.ones((2000, 3), "float32")
    points = ops.convert_to_numpy(interpolates(linear((1, 1, 1)), real, fake, seed=0))
    np.testing.assert_array_equal(points, points[:, :1].repeat(3, 1))
    counts = np.histogram(points[:, 0], bins=10, range=(0, 1))[0]
    assert counts.sum() == 2000 and ((counts - 200) ** 2 / 200).sum() < 27.9  # 9 degrees, p = .001


def test_penalty_of_a_quadratic_discriminator_at_the_interpolates(bowl):
    points = interpolates(bowl, REAL, FAKE, keras.random.SeedGenerator(5))
    slopes = 1.7 * np.linalg.norm(points, axis=1)
    for penalty, expected in (
        (gradient_penalty, np.mean((slopes - 1) ** 2)),
        (one_sided_gradient_penalty, np.mean(np.maximum(slopes - 1, 0) ** 2)),
    ):
        value = penalty(bowl, REAL, FAKE, keras.random.SeedGenerator(5))
        assert float(value) == pytest.approx(expected, rel=1e-4)


def test_dragan_perturbs_by_a_part_of_the_deviation(bowl):
    real = np.tile(np.array([[10.0, -10.0, 0.0]], "float32"), (40_000, 1))
    deviation = real.std()
    slopes = np.linalg.norm(input_gradient(bowl, real), axis=1)
    np.testing.assert_allclose(slopes, 1.7 * np.sqrt(200), rtol=1e-5)
    # E |x + d|^2 = |x|^2 + 3 (c s)^2, and the penalty is a^2 E|x + d|^2 - 2 a E|x + d| + 1
    noisy = real + 0.5 * deviation * GENERATOR.normal(size=real.shape)
    lengths = np.linalg.norm(noisy, axis=1)
    expected = np.mean((1.7 * lengths - 1) ** 2)
    assert float(dragan(bowl, real, spread=0.5, seed=0)) == pytest.approx(expected, rel=0.02)
    assert float(dragan(bowl, real, spread=0.0)) == pytest.approx((1.7 * 200**0.5 - 1) ** 2)


def test_the_slope_of_a_packed_discriminator_is_that_of_the_pack():
    network = linear([1, 2, 2, 0, 0, 4], packing=2)
    gradients = input_gradient(network, REAL)
    assert gradients.shape == (3, 6)
    np.testing.assert_allclose(gradients, np.tile([[1, 2, 2, 0, 0, 4]], (3, 1)))
    np.testing.assert_allclose(gradient_norm(network, REAL), 5.0, rtol=1e-6)
    assert float(gradient_penalty(network, REAL, FAKE)) == pytest.approx(16.0, rel=1e-5)


def test_pictures_of_a_pack_share_their_place_on_the_line():
    real, fake = np.zeros((6, 3), "float32"), np.ones((6, 3), "float32")
    points = ops.convert_to_numpy(interpolates(linear(np.ones(6), 2), real, fake))[:, 0]
    np.testing.assert_array_equal(points[::2], points[1::2])
    assert len(np.unique(points)) == 3


def test_as_many_real_as_generated():
    with pytest.raises(ValueError, match=r"must be as many, .* got 6 and 4"):
        gradient_penalty(linear((1, 1, 1)), REAL, FAKE[:4])


def convolutional(normalization="none"):
    images = keras.Input((6, 6, 1))
    x = layers.Conv2D(3, 3, strides=2, activation="softplus")(images)
    logits = layers.Dense(1, name="logits")
    if normalization == "spectral":
        logits = SpectralNormalization(logits)
    return keras.Model(images, logits(layers.Flatten()(x)))


@pytest.mark.parametrize(
    "penalty",
    [
        lambda network, real, fake: gradient_penalty(network, real, fake, seed=3),
        lambda network, real, fake: one_sided_gradient_penalty(network, 9 * real, fake, seed=3),
        lambda network, real, fake: dragan(network, real, seed=3),
        lambda network, real, fake: zero_centered(network, real),
    ],
)
def test_second_order_gradient_through_a_convolutional_network(penalty):
    keras.utils.set_random_seed(0)
    real, fake = GENERATOR.normal(size=(2, 4, 6, 6, 1)).astype("float32")
    network = convolutional()
    for variable in network.trainable_variables:
        variable.assign(4 * variable)
    with tf.GradientTape() as tape:
        loss = penalty(network, real, fake)
    variables = network.trainable_variables
    gradients = tape.gradient(
        loss,
        [variable.value for variable in variables],
        unconnected_gradients=tf.UnconnectedGradients.ZERO,
    )
    assert max(np.abs(gradient).max() for gradient in gradients) > 1e-2
    for variable, gradient in zip(variables, gradients, strict=True):
        direction = GENERATOR.normal(size=variable.shape).astype("float32")
        start = variable.numpy()
        values = []
        for step in (0.01, -0.01):
            variable.assign(start + step * direction)
            values.append(float(penalty(network, real, fake)))
        variable.assign(start)
        expected = (values[0] - values[1]) / 0.02
        assert float(np.sum(gradient * direction)) == pytest.approx(expected, rel=0.02, abs=2e-3)


def test_a_flat_discriminator_has_a_finite_gradient():
    network = linear((0, 0, 0))
    for term in (gradient_penalty, one_sided_gradient_penalty):
        with tf.GradientTape() as tape:
            loss = term(network, REAL, FAKE)
        (gradient, *_) = tape.gradient(loss, network.trainable_variables)
        assert np.isfinite(gradient).all()


def test_nothing_flows_into_the_samples():
    fake = tf.constant(FAKE)
    with tf.GradientTape() as tape:
        tape.watch(fake)
        loss = gradient_penalty(linear((3, 4, 0)), REAL, fake)
    assert tape.gradient(loss, fake) is None


@pytest.mark.parametrize(
    "name", ["gradient_penalty", "one_sided_gradient_penalty", "dragan", "r1", "r2"]
)
def test_batch_normalization_is_refused(name):
    (penalty,) = penalties.get(name)
    images = keras.Input((6, 6, 1))
    inner = keras.Sequential([keras.Input((6, 6, 1)), layers.BatchNormalization(name="norm")])
    network = keras.Model(images, layers.Dense(1)(layers.Flatten()(inner(images))), name="critic")
    with pytest.raises(
        ValueError, match=rf"'{name}' needs each sample's own .* 'critic' .* 'norm'; .*='layer'"
    ):
        penalty.prepare(network)
    penalty.prepare(convolutional())
    penalty.prepare(convolutional("spectral"))


def test_random_places_are_drawn_anew_and_by_the_seed(bowl):
    first, again = (penalties.GradientPenalty(seed=1) for _ in range(2))
    values = [float(first(bowl, REAL, FAKE)) for _ in range(2)]
    assert values[0] != values[1]
    assert values == [float(again(bowl, REAL, FAKE)) for _ in range(2)]
