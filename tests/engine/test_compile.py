"""Which optimizers `compile` gives the players, and what it says of those it cannot."""

import keras
import numpy as np
import pytest
from duel import Duel, duel, linear


def test_defaults_changes_objects_and_names():
    model = duel(optimizers={"second": {"learning_rate": 0.25}})
    assert float(model.optimizer["first"].learning_rate) == pytest.approx(0.1)
    assert float(model.optimizer["second"].learning_rate) == pytest.approx(0.25)
    assert isinstance(model.optimizer["second"], keras.optimizers.SGD)
    adam = keras.optimizers.Adam(1e-3)
    model = duel(optimizers={"first": adam, "second": "rmsprop"})
    assert model.optimizer["first"] is adam
    assert isinstance(model.optimizer["second"], keras.optimizers.RMSprop)


def test_each_optimizer_is_built_on_exactly_its_players_variables():
    model = duel(optimizers={"first": keras.optimizers.Adam(), "second": keras.optimizers.Adam()})
    for player in model.players:
        adam = model.optimizer[player]
        trained = [variable.path for variable in model.player_variables(player)]
        assert [variable.path for variable in adam._trainable_variables] == trained
        assert len(adam.variables) == 2 + 2 * len(trained)
    assert len(model.optimizer.variables) == 1 + 2 * 4


def test_a_learning_rate_schedule():
    schedule = keras.optimizers.schedules.ExponentialDecay(0.5, 1, 0.5)
    model = duel(optimizers={"first": {"learning_rate": schedule}})
    assert float(model.optimizer["first"].learning_rate) == pytest.approx(0.5)
    model.train_on_batch(np.ones((1, 2), "float32"))
    assert float(model.optimizer["first"].learning_rate) == pytest.approx(0.25)


def test_execution_settings_survive_the_file(tmp_path):
    model = duel()
    model.compile(steps_per_execution=3, run_eagerly=True)
    model.save(tmp_path / "duel.keras")
    loaded = keras.models.load_model(tmp_path / "duel.keras")
    assert loaded.steps_per_execution == 3
    assert loaded.run_eagerly
    assert not loaded.jit_compile


def test_a_model_that_is_not_compiled_can_be_saved(tmp_path):
    model = Duel(linear(((1.0,),)), linear(((2.0,),)))
    model.save(tmp_path / "duel.keras")
    assert not keras.models.load_model(tmp_path / "duel.keras").compiled


def test_an_unknown_player():
    with pytest.raises(
        ValueError, match=r"names the player 'secnod'; Duel has .*Did you mean 'second'"
    ):
        duel(optimizers={"secnod": "adam"})


def test_an_unknown_setting():
    with pytest.raises(
        ValueError, match=r"optimizers\['first'\]` sets 'learningrate', which SGD .*'learning_rate'"
    ):
        duel(optimizers={"first": {"learningrate": 0.1}})


@pytest.mark.parametrize("optimizers", ["adam", keras.optimizers.Adam()])
def test_not_one_for_all_players(optimizers):
    with pytest.raises(TypeError, match=r"`optimizers` must map players \('first', 'second'\)"):
        duel(optimizers=optimizers)


def test_a_loss_scale_that_is_given_is_kept():
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        scale = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(), initial_scale=8.0)
        model = duel(optimizers={"first": scale})
    finally:
        keras.config.set_dtype_policy(before)
    assert model.optimizer["first"] is scale
    assert isinstance(scale.inner_optimizer, keras.optimizers.SGD)
    assert isinstance(model.optimizer["second"], keras.optimizers.LossScaleOptimizer)


def test_train_on_batch_compiles_a_model_that_is_not():
    model = Duel(linear(((1.0,), (2.0,))), linear(((3.0,), (-1.0,))))
    losses = model.train_on_batch(np.ones((4, 2), "float32"))
    assert losses["first_loss"] == pytest.approx((3 - 2) ** 2)
    assert model.compiled


def test_not_an_optimizer():
    with pytest.raises(TypeError, match=r"optimizers\['first'\]` must be a .*Optimizer, got float"):
        duel(optimizers={"first": 0.1})
