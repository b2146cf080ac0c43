"""Feature matching, orthogonality, historical averaging and clipping, each by its closed form."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from keras_gan_zoo import penalties
from keras_gan_zoo.layers import Packing, SpectralNormalization

GENERATOR = np.random.default_rng(0)
REAL = GENERATOR.normal(size=(6, 3)).astype("float32")
FAKE = GENERATOR.normal(size=(6, 3)).astype("float32")


def network(*between):
    points = keras.Input((3,))
    x = points
    for layer in between:
        x = layer(x)
    return keras.Model(points, layers.Dense(1, name="logits")(x), name="network")


def test_feature_matching_is_the_distance_between_means():
    (penalty,) = penalties.get({"feature_matching": 2.5})
    dense = layers.Dense(4, activation="tanh")
    discriminator = network(dense)
    penalty.prepare(discriminator)
    difference = np.mean(dense(REAL), axis=0) - np.mean(dense(FAKE), axis=0)
    expected = 2.5 * np.sum(difference**2)
    assert float(penalty(discriminator, REAL, FAKE)) == pytest.approx(expected, rel=1e-5)
    assert penalty.player == "generator" and penalty.network == "discriminator"


def test_feature_matching_moves_the_generated_samples_alone():
    real, fake = tf.constant(REAL), tf.constant(FAKE)
    with tf.GradientTape() as tape:
        tape.watch([real, fake])
        loss = penalties.FeatureMatching()(network(), real, fake)
    of_real, of_fake = tape.gradient(loss, [real, fake])
    assert of_real is None
    # Of |mean(real) - mean(fake)|^2, without hidden layers
    expected = -2 / 6 * (REAL.mean(0) - FAKE.mean(0))
    np.testing.assert_allclose(of_fake, np.tile(expected, (6, 1)), rtol=1e-4)


def test_feature_matching_of_a_packed_and_normalised_discriminator():
    points = keras.Input((3,))
    logits = SpectralNormalization(layers.Dense(1), name="logits")
    discriminator = keras.Model(points, logits(Packing(2)(points)))
    difference = REAL.reshape(3, 6).mean(0) - FAKE.reshape(3, 6).mean(0)
    value = penalties.FeatureMatching()(discriminator, REAL, FAKE)
    assert float(value) == pytest.approx(np.sum(difference**2), rel=1e-5)


def test_feature_matching_needs_logits():
    points = keras.Input((3,))
    with pytest.raises(ValueError, match=r"'logits' .* 'headless' has none; name its last layer"):
        penalties.FeatureMatching().prepare(
            keras.Model(points, layers.Dense(1)(points), name="headless")
        )


def test_orthogonal_penalises_what_columns_have_in_common():
    generator = network(layers.Dense(2))
    matrix = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]], "float32")
    generator.layers[1].kernel.assign(matrix)
    # The two columns' product is 1*2 + 3*4 + 0*1 = 14, twice off the diagonal.
    value = penalties.Orthogonal(weight=0.5)(generator, REAL, FAKE)
    assert float(value) == pytest.approx(0.5 * 2 * 14**2)
    generator.layers[1].kernel.assign(np.array([[3.0, 0.0], [0.0, 7.0], [4.0, 0.0]]))
    assert float(penalties.Orthogonal()(generator, REAL, FAKE)) == pytest.approx(0, abs=1e-6)


def test_orthogonal_takes_a_convolutions_filters_as_columns():
    images = keras.Input((4, 4, 2))
    convolution = layers.Conv2D(3, 2)
    images_network = keras.Model(images, convolution(images))
    filters = convolution.kernel.numpy().reshape(8, 3)
    products = filters.T @ filters
    expected = np.sum(products**2) - np.sum(np.diag(products) ** 2)
    value = penalties.Orthogonal(1.0)(images_network, None, None)
    assert float(value) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("player", ["discriminator", "generator"])
def test_penalties_on_weights_are_called_on_the_players_own_network(player):
    for kind in (penalties.Orthogonal, penalties.HistoricalAveraging):
        assert kind(player=player).network == kind(player=player).player == player


def test_historical_averaging_is_the_distance_from_the_mean_so_far():
    generator = network()
    penalty = penalties.HistoricalAveraging(weight=2.0)
    penalty.prepare(generator)
    call = tf.function(lambda: penalty(generator, REAL, FAKE))
    history = []
    for _ in range(5):
        weights = [GENERATOR.normal(size=w.shape).astype("float32") for w in generator.weights]
        generator.set_weights(weights)
        history.append(np.concatenate([w.ravel() for w in weights]))
        expected = 2 * np.sum((history[-1] - np.mean(history, axis=0)) ** 2)
        assert float(call()) == pytest.approx(expected, rel=1e-4, abs=1e-6)
    assert not penalty.trainable_variables


def test_the_gradient_pulls_towards_the_mean():
    generator = network()
    penalty = penalties.HistoricalAveraging()
    penalty.prepare(generator)
    (kernel, _) = generator.trainable_variables
    first = kernel.numpy()
    penalty(generator, REAL, FAKE)
    kernel.assign(first + 1)
    with tf.GradientTape() as tape:
        loss = penalty(generator, REAL, FAKE)
    # The mean of two is half way and held constant: 2 (theta - mean) = 1 everywhere.
    np.testing.assert_allclose(tape.gradient(loss, kernel.value), np.ones((3, 1)), rtol=1e-5)


def test_the_means_and_the_random_state_are_saved_with_the_model_that_holds_them(tmp_path):
    def model():
        holder = keras.Model()
        holder.generator = network()
        holder.penalties = penalties.get([{"historical_averaging": 1.0}, "gradient_penalty"])
        holder.penalties[0].prepare(holder.generator)
        holder.built = True
        return holder

    saved, loaded = model(), model()
    for _ in range(3):
        saved.penalties[0](saved.generator, REAL, FAKE)
    saved.save_weights(tmp_path / "model.weights.h5")
    loaded.load_weights(tmp_path / "model.weights.h5")
    assert int(loaded.penalties[0].steps) == 3
    for mean, expected in zip(
        loaded.penalties[0].averages, saved.penalties[0].averages, strict=True
    ):
        np.testing.assert_array_equal(mean, expected)
    found = {id(layer) for layer in saved._flatten_layers()}
    assert {id(penalty) for penalty in saved.penalties} <= found


def test_historical_averaging_of_another_network():
    penalty = penalties.HistoricalAveraging()
    penalty.prepare(network())
    with pytest.raises(ValueError, match=r"prepared for 2 variables, .* 'network' has 4"):
        penalty(network(layers.Dense(2)), REAL, FAKE)


def test_clipping():
    critic = network(layers.Dense(2), layers.BatchNormalization())
    critic.set_weights([GENERATOR.normal(size=w.shape) for w in critic.weights])
    before = critic.get_weights()
    penalties.clip_weights(critic, 0.1)
    trainable = {id(variable) for variable in critic.trainable_variables}
    for variable, start in zip(critic.weights, before, strict=True):
        clipped = np.clip(start, -0.1, 0.1) if id(variable) in trainable else start
        np.testing.assert_allclose(variable, clipped)
    for limit in (0, -1, "0.01", float("nan")):
        with pytest.raises(ValueError, match="`limit` must be a number above 0"):
            penalties.clip_weights(critic, limit)
