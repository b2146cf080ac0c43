"""The steps of a game: one a `train_step`, however often each player moves in it."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from duel import Duel, duel, linear
from keras import ops

from keras_gan_zoo.engine.player_optimizers import PlayerOptimizers
from keras_gan_zoo.engine.step_schedule import StepSchedule
from keras_gan_zoo.training import LinearDecay

X = np.ones((8, 2), "float32")


@keras.saving.register_keras_serializable(package="tests")
class UnevenDuel(Duel):
    """The first player moves three times a step; the second, which moves last, twice."""

    def train_step(self, x):
        for _ in range(3):
            self.minimize(lambda: ops.mean((self.a(x) - self.b(x)) ** 2), "first")
        for _ in range(2):
            self.minimize(lambda: ops.mean((self.b(x) - 1.0) ** 2), "second")
        return self.logs()


def uneven(**optimizers):
    model = UnevenDuel(linear(((1.0,), (2.0,))), linear(((3.0,), (-1.0,))))
    model.compile(optimizers)
    return model


def fit(model, steps, epochs=1):
    batches = tf.data.Dataset.from_tensor_slices(X).repeat().batch(8).take(steps)
    keras.Model.fit(model, batches, epochs=epochs, verbose=0)


def updates(model):
    return [int(model.optimizer[player].iterations) for player in model.players]


def test_one_a_train_step():
    model = uneven()
    model.train_on_batch(X)
    assert int(model.optimizer.iterations) == 1
    fit(model, steps=4, epochs=2)
    assert int(model.optimizer.iterations) == 9
    assert updates(model) == [27, 18]


@pytest.mark.parametrize("settings", [{"steps_per_execution": 2}, {"run_eagerly": True}])
def test_counted_however_the_step_is_run(settings):
    model = uneven()
    model.compile(**settings)
    fit(model, steps=4)
    assert int(model.optimizer.iterations) == 4


def test_a_schedule_reaches_every_players_end_at_the_games_last_step():
    schedules = {
        player: {"learning_rate": LinearDecay(0.1 * factor, constant_steps=2, total_steps=6)}
        for player, factor in (("first", 1.0), ("second", 2.0))
    }
    model = uneven(**schedules)
    rates = []
    for _ in range(7):
        rates.append([float(model.optimizer[player].learning_rate) for player in model.players])
        model.train_on_batch(X)
    expected = np.array([1.0, 1.0, 1.0, 0.75, 0.5, 0.25, 0.0])
    np.testing.assert_allclose(rates, np.stack([0.1 * expected, 0.2 * expected], 1), atol=1e-7)


def test_the_rate_that_is_used_is_that_of_the_games_step():
    # a(x) = 3, and its kernel's gradient is 1 whatever happens: each update is the rate itself.
    model = duel(optimizers={"first": {"learning_rate": LinearDecay(1.0, 0, 4)}})
    for done, rate in enumerate((1.0, 0.75, 0.5)):
        before = model.a.get_weights()[0].sum()
        model.optimizer.iterations.assign(done)
        for _ in range(2):
            model.minimize(lambda: ops.mean(model.a(X)), "first")
        assert before - model.a.get_weights()[0].sum() == pytest.approx(2 * 2 * rate)


def test_a_step_that_float16_skips_is_counted():
    scale = keras.optimizers.LossScaleOptimizer(
        keras.optimizers.SGD(LinearDecay(0.1, 0, 4)), initial_scale=2.0**127
    )
    model = duel(optimizers={"second": scale})
    model.train_on_batch(X)
    assert updates(model) == [1, 0]
    assert int(model.optimizer.iterations) == 1
    assert float(scale.learning_rate) == pytest.approx(0.075)


def test_saved_and_restored(tmp_path):
    schedule = LinearDecay(0.1, 0, 10)
    model = uneven(first={"learning_rate": schedule})
    for _ in range(3):
        model.train_on_batch(X)
    model.save(tmp_path / "duel.keras")
    model.save_weights(tmp_path / "duel.weights.h5")
    loaded = keras.models.load_model(tmp_path / "duel.keras")
    other = uneven(first={"learning_rate": schedule})
    other.load_weights(tmp_path / "duel.weights.h5")
    for restored in (loaded, other):
        assert int(restored.optimizer.iterations) == 3
        assert float(restored.optimizer["first"].learning_rate) == pytest.approx(0.07)
        assert restored.train_on_batch(X) == pytest.approx(uneven_next(model), rel=1e-6)
    assert float(loaded.optimizer["first"].learning_rate) == pytest.approx(0.06)


def uneven_next(model):
    """Returns the losses of the model's next step, and puts everything back."""
    variables = [*model.variables, *model.optimizer.variables]
    before = [variable.numpy() for variable in variables]
    losses = model.train_on_batch(X)
    for variable, value in zip(variables, before, strict=True):
        variable.assign(value)
    return losses


def test_a_file_without_the_count_has_the_last_players():
    store = {}
    optimizers = duel().optimizer
    optimizers["second"].iterations.assign(5)
    optimizers.save_own_variables(store)
    del store["iterations"]
    restored = duel().optimizer
    restored.load_own_variables(store)
    assert int(restored.iterations) == 5


def test_an_optimizer_that_changes_games_goes_by_the_new_ones_steps():
    adam = keras.optimizers.Adam(LinearDecay(0.1, 0, 10))
    first, second = PlayerOptimizers({"only": adam}), PlayerOptimizers({"only": adam})
    first.iterations.assign(9)
    second.iterations.assign(5)
    assert float(adam.learning_rate) == pytest.approx(0.05)
    config = adam.get_config()["learning_rate"]
    assert config["class_name"] == "StepSchedule"
    assert config["config"]["schedule"]["class_name"] == "LinearDecay"


def test_a_schedule_round_trip():
    schedule = StepSchedule(LinearDecay(0.1, 0, 10))
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(schedule))
    assert again.get_config() == schedule.get_config()
    assert float(again(5)) == pytest.approx(0.05)  # of an optimizer that plays no game
