"""The moving average of a network, with its BatchNorm statistics."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_gan_zoo.engine.averaging import clone_network, update_average
from keras_gan_zoo.engine.seeding import seed_generators


def network():
    return keras.Sequential(
        [keras.Input((3,)), layers.Dense(2), layers.BatchNormalization(momentum=0.5)]
    )


X = np.random.default_rng(0).normal(1.0, 2.0, size=(16, 3)).astype("float32")


def test_clones_draw_alike_where_no_seed_was_given():
    network = keras.Sequential([keras.Input((3, 2)), keras.layers.LSTM(2)])
    states = [seed_generators(clone_network(network))[0].state.numpy() for _ in range(2)]
    np.testing.assert_array_equal(*states)


def test_clone_is_equal_separate_and_untrainable():
    original = network()
    original(X, training=True)
    clone = clone_network(original)
    for mine, theirs in zip(original.get_weights(), clone.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert clone.trainable_variables == []
    assert original.trainable_variables
    statistics = clone.get_weights()
    original(X, training=True)
    clone(X, training=True)
    for before, after in zip(statistics, clone.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize(
    ("step", "decay", "used"),
    [
        (1, 0.999, 2 / 11),
        (5, 0.999, 6 / 15),
        (1, 0.1, 0.1),
        (1_000_000, 0.999, 0.999),
        (3, 0.0, 0.0),
    ],
)
def test_closed_form_with_batch_statistics(step, decay, used):
    trained = network()
    average = clone_network(trained)
    old = average.get_weights()
    for _ in range(3):
        trained(X, training=True)
    trained.layers[0].kernel.assign(np.full((3, 2), 7.0))
    update_average(average, trained, decay, step)
    names = [weight.name for weight in trained.weights]
    assert "moving_mean" in names and "moving_variance" in names
    for name, mean, before, now in zip(
        names, average.get_weights(), old, trained.get_weights(), strict=True
    ):
        np.testing.assert_allclose(
            mean, used * before + (1 - used) * now, rtol=1e-4, atol=1e-6, err_msg=name
        )
        if name.startswith(("moving", "kernel")):
            assert np.any(before != now)


def test_the_step_may_be_a_variable():
    trained = network()
    average = clone_network(trained)
    trained.layers[0].kernel.assign(np.ones((3, 2)))
    before = average.layers[0].kernel.numpy()
    update_average(average, trained, 0.999, keras.Variable(1, dtype="int64", trainable=False))
    np.testing.assert_allclose(
        average.layers[0].kernel.numpy(), 2 / 11 * before + 9 / 11, rtol=1e-6
    )
