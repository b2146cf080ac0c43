"""A penalty of every so many steps costs and counts as it says; LeCam by its closed form."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo import penalties
from keras_gan_zoo.networks import mlp_discriminator

RANDOM = np.random.default_rng(0)
REAL, FAKE = RANDOM.normal(size=(2, 6, 3)).astype("float32")


def discriminator():
    keras.utils.set_random_seed(3)
    return mlp_discriminator((3,), width=4, normalization="none")


class Counted(penalties.R1):
    """Counts in the graph how often it is computed."""

    def term(self, network, real, fake):
        self.computed.assign_add(1.0)
        return super().term(network, real, fake)


@pytest.mark.parametrize("graph", [True, False])
def test_every_third_step_three_times_as_strong(graph):
    network = discriminator()
    full = float(penalties.R1(2.0)(network, REAL, FAKE))
    lazy = Counted(2.0, every=3)
    lazy.computed = tf.Variable(0.0)

    def step():
        with tf.GradientTape() as tape:
            value = lazy(network, REAL, FAKE)
        return value, tape.gradient(value, network.trainable_variables[0].value)

    call = tf.function(step) if graph else step
    values, slopes = zip(*(call() for _ in range(7)), strict=True)
    expected = [3 * full, 0, 0] * 2 + [3 * full]
    np.testing.assert_allclose(values, expected, rtol=1e-5)
    assert float(lazy.computed) == 3
    moved = [bool(slope is not None and np.any(np.asarray(slope) != 0)) for slope in slopes]
    assert moved == [True, False, False] * 2 + [True]


def test_it_is_asked_for_by_name_and_goes_on_after_loading(tmp_path):
    gan = keras_gan_zoo.get(
        "gan",
        image_shape=(3,),
        latent_dim=2,
        width=4,
        body="mlp",
        discriminator_normalization="none",
        penalties={"r1": {"weight": 5.0, "every": 2}},
        seed=0,
    )
    gan.train_on_batch(REAL)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert loaded.penalties[0].every == 2 and int(loaded.penalties[0].calls) == 1
    for _ in range(3):
        assert loaded.train_on_batch(REAL) == gan.train_on_batch(REAL)
    with pytest.raises(ValueError, match="`every` must be a whole number of at least 1, got 0"):
        penalties.get({"r1": {"every": 0}})


def test_lecam_is_the_distance_from_what_was_said_of_the_others():
    network = discriminator()
    penalty = penalties.LeCam(2.0, decay=0.9)
    call = tf.function(lambda real, fake: penalty(network, real, fake))
    said = {"real": [], "fake": []}
    for _ in range(4):
        real, fake = RANDOM.normal(size=(2, 6, 3)).astype("float32")
        for name, x in (("real", real), ("fake", fake)):
            said[name].append(np.asarray(network(x, training=True), "float64"))
        shares = 0.9 ** np.arange(len(said["real"]))[::-1]
        anchor = {
            name: np.average([each.mean() for each in given], weights=shares)
            for name, given in said.items()
        }
        expected = np.mean((said["real"][-1] - anchor["fake"]) ** 2)
        expected += np.mean((said["fake"][-1] - anchor["real"]) ** 2)
        assert float(call(real, fake)) == pytest.approx(2 * expected, rel=1e-4)


def test_lecams_anchors_stand_still():
    """Its slope is that of the squares with the averages held, 2 E (D - anchor) dD."""
    network = discriminator()
    penalty = penalties.LeCam(1.0, decay=0.5)
    penalty(network, REAL, FAKE)
    with tf.GradientTape() as tape:
        value = penalty(network, REAL, 2 * FAKE)
    weights = network.trainable_variables[0].value
    found = tape.gradient(value, weights)
    means = {
        name: np.mean(network(x)) for name, x in (("real", REAL), ("one", FAKE), ("two", 2 * FAKE))
    }
    fake_anchor = (0.5 * means["one"] + means["two"]) / 1.5
    with tf.GradientTape() as tape:
        by_hand = tf.reduce_mean((network(REAL, training=True) - fake_anchor) ** 2)
        by_hand += tf.reduce_mean((network(2 * FAKE, training=True) - means["real"]) ** 2)
    np.testing.assert_allclose(found, tape.gradient(by_hand, weights), rtol=1e-4, atol=1e-6)
