"""While one player moves, the state of the others' networks holds still."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from duel import Duel
from keras import layers, ops

from keras_gan_zoo.engine.seeding import seed_generators, without_seeds
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


def test_random_seeds_alone_are_left_out_of_what_a_game_holds():
    model = network()
    held = {id(variable) for variable in without_seeds([model])}
    free = [v.path for v in model.variables if id(v) not in held]
    assert len(free) == 1 and "seed" in free[0]


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


def noisy_duel(**settings):
    """A game in which each player's loss is drawn with both networks' noise."""

    def noisy(rate, seed):
        layer = layers.Dense(1, use_bias=False, kernel_initializer="ones")
        return keras.Sequential([keras.Input((2,)), layer, layers.Dropout(rate, seed=seed)])

    class Noisy(Duel):
        def train_step(self, x):
            for player in ("first", "second", "second"):
                self.minimize(
                    lambda: ops.sum(self.a(x, training=True) * self.b(x, training=True)), player
                )
            return self.logs()

    model = Noisy(noisy(0.5, 1), noisy(0.5, 2))
    model.compile({player: keras.optimizers.SGD(0.0) for player in model.players}, **settings)
    return model


def test_what_others_draw_is_drawn_anew_at_each_move():
    model = noisy_duel(run_eagerly=True)
    twins = [layers.Dropout(0.5, seed=seed) for seed in (1, 2)]
    x = np.arange(1.0, 9.0, dtype="float32").reshape(4, 2)
    plain = x.sum(axis=1, keepdims=True)
    expected = []
    for _ in range(6):  # two steps of three moves
        first, second = (np.asarray(twin(plain, training=True)) for twin in twins)
        expected.append(float(np.sum(first * second)))
    assert len(set(expected)) > 3
    for step in range(2):
        logs, of_step = model.train_on_batch(x), expected[3 * step : 3 * step + 3]
        assert logs["first_loss"] == pytest.approx(of_step[0])
        assert logs["second_loss"] == pytest.approx(np.mean(of_step[1:]))


def test_seeds_advance_alike_eagerly_in_a_graph_and_with_xla():
    found = []
    for settings in ({"run_eagerly": True}, {}, {"jit_compile": True}):
        model = noisy_duel(**settings)
        seeds = [seed for each in (model.a, model.b) for seed in seed_generators(each)]
        before = [seed.state.numpy().tolist() for seed in seeds]
        for _ in range(2):
            model.train_on_batch(np.ones((4, 2), "float32"))
        found.append([seed.state.numpy().tolist() for seed in seeds])
        assert all(old != new for old, new in zip(before, found[-1], strict=True))
    assert found[0] == found[1] == found[2]


def test_a_resumed_game_draws_on_as_it_would_have(tmp_path):
    model, again = noisy_duel(), noisy_duel()
    x = np.random.default_rng(0).normal(size=(16, 2)).astype("float32")
    model.train_on_batch(x)
    model.save_weights(tmp_path / "noisy.weights.h5")
    again.load_weights(tmp_path / "noisy.weights.h5")
    assert again.train_on_batch(x) == pytest.approx(model.train_on_batch(x))


def test_a_shared_pass_and_what_others_draw_after_it_differ_in_their_noise():
    model = noisy_duel()
    x = np.ones((64, 2), "float32")
    twin = layers.Dropout(0.5, seed=1)
    first, second = (np.asarray(twin(2 * np.ones((64, 1)), training=True)) for _ in range(2))
    shared = model.shared_pass(lambda: model.a(x, training=True), "first")
    drawn = []
    model.minimize(
        lambda: ops.sum(drawn.append(model.a(x, training=True)) or drawn[-1] * model.b(x)), "second"
    )
    model.minimize(lambda: ops.sum(shared.outputs), "first", shared=shared)
    np.testing.assert_allclose(shared.outputs, first)
    np.testing.assert_allclose(drawn[0], second)
    third = np.asarray(twin(2 * np.ones((64, 1)), training=True))
    np.testing.assert_allclose(model.a(x, training=True), third)
