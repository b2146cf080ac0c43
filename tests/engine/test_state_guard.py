"""While one player moves, the state of the others' networks holds still."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from keras_gan_zoo.engine.state_guard import FrozenState


def network():
    return keras.Sequential(
        [
            keras.Input((3,)),
            layers.Dense(4),
            layers.BatchNormalization(),
            layers.SpectralNormalization(layers.Dense(4)),
            layers.Dropout(0.5),
        ]
    )


X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")


def state(model):
    return [variable.numpy() for variable in model.variables]


def same(before, model):
    return [np.array_equal(old, new) for old, new in zip(before, state(model), strict=True)]


def test_every_state_moves_without_it():
    model = network()
    before = state(model)
    model(X, training=True)
    moved = [
        v.path for v, still in zip(model.variables, same(before, model), strict=True) if not still
    ]
    for name in ("moving_mean", "moving_variance", "vector_u", "kernel", "seed"):
        assert any(name in path for path in moved), name


def test_nothing_moves_within_it():
    model = network()
    before = state(model)
    with FrozenState(model.variables):
        model(X, training=True)
        model(X, training=True)
    assert all(same(before, model))


def test_nothing_moves_within_it_in_a_graph():
    model = network()
    before = state(model)

    @tf.function
    def step():
        with FrozenState(model.variables):
            return model(X, training=True)

    first, second = step(), step()
    assert all(same(before, model))
    np.testing.assert_array_equal(first, second)  # the dropout's seed stands still too


def test_other_variables_move():
    frozen, free = network(), network()
    before = state(frozen), state(free)
    with FrozenState(frozen.variables):
        free(X, training=True)
        frozen(X, training=True)
    assert all(same(before[0], frozen))
    assert not all(same(before[1], free))


def test_an_assignment_is_seen_within_the_scope_and_forgotten_after_it():
    variable = keras.Variable(1.0)
    with FrozenState([variable]):
        variable.assign(5.0)
        assert float(ops.convert_to_tensor(variable)) == 5.0
    assert float(ops.convert_to_tensor(variable)) == 1.0


def test_gradients_pass_through_frozen_networks():
    model = network()
    with FrozenState(model.variables), tf.GradientTape() as tape:
        x = tf.constant(X)
        tape.watch(x)
        loss = tf.reduce_mean(model(x, training=True) ** 2)
    assert np.any(tape.gradient(loss, x).numpy() != 0)


def test_the_scope_ends_with_an_error():
    variable = keras.Variable(1.0)
    try:
        with FrozenState([variable]):
            raise KeyError
    except KeyError:
        variable.assign(2.0)
    assert float(ops.convert_to_tensor(variable)) == 2.0
