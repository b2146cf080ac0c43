"""Several optimizers behind the one that Keras looks for."""

import keras
import numpy as np
import pytest
from duel import Duel, duel, linear

from keras_gan_zoo.engine.player_optimizers import PlayerOptimizers

X = np.ones((8, 2), "float32")


def rates(model):
    return [float(model.optimizer[player].learning_rate) for player in model.players]


def test_players_and_their_union():
    model = duel()
    optimizers = model.optimizer
    assert optimizers.players == ("first", "second")
    union = [*optimizers["first"].variables, *optimizers["second"].variables]
    assert [id(v) for v in optimizers.variables] == [id(v) for v in (optimizers.iterations, *union)]
    model.train_on_batch(X)
    model.minimize(lambda: keras.ops.mean(model.b(X)), "second")
    assert int(optimizers["second"].iterations) == 2
    assert int(optimizers.iterations) == 1  # of the game


def test_setting_the_learning_rate_keeps_the_ratios_also_through_zero():
    model = duel()  # 0.1 and 0.5, which is the one that is shown
    assert float(model.optimizer.learning_rate) == pytest.approx(0.5)
    model.optimizer.learning_rate = 0.25
    assert rates(model) == pytest.approx([0.05, 0.25])
    model.optimizer.learning_rate = 0.0
    assert rates(model) == [0.0, 0.0]
    model.optimizer.learning_rate = 1.0
    assert rates(model) == pytest.approx([0.2, 1.0])


def test_the_ratios_outlive_a_file_that_was_saved_at_zero(tmp_path):
    model = duel()
    model.optimizer.learning_rate = 0.0
    model.save(tmp_path / "duel.keras")
    loaded = keras.models.load_model(tmp_path / "duel.keras")
    assert rates(loaded) == [0.0, 0.0]
    loaded.optimizer.learning_rate = 1.0
    assert rates(loaded) == pytest.approx([0.2, 1.0])


def test_the_ratios_are_known_from_the_beginning():
    model = duel()
    for player in model.players:  # past the setter that would have noted them
        model.optimizer[player].learning_rate = 0.0
    model.optimizer.learning_rate = 0.5
    assert rates(model) == pytest.approx([0.1, 0.5])


def test_learning_rate_scheduler_sets_both_players():
    model = duel()
    scheduler = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    history = model_fit(model, epochs=2, callbacks=[scheduler])
    assert rates(model) == pytest.approx([0.025, 0.125])
    assert history.history["learning_rate"] == pytest.approx([0.25, 0.125])


def test_reduce_on_plateau_sets_both_players():
    model = duel(b=((0.5,), (0.5,)))  # b(x) = 1 already: the second player's loss stays at zero
    callback = keras.callbacks.ReduceLROnPlateau(
        monitor="second_loss", factor=0.1, patience=1, mode="min"
    )
    model_fit(model, epochs=2, callbacks=[callback])
    assert rates(model) == pytest.approx([0.01, 0.05])


def model_fit(model, epochs, callbacks):
    import tensorflow as tf

    data = tf.data.Dataset.from_tensors(X)
    return keras.Model.fit(model, data, epochs=epochs, callbacks=callbacks, verbose=0)


def test_config_round_trip():
    optimizers = PlayerOptimizers(
        {"critic": keras.optimizers.Adam(4e-4, beta_1=0.0), "generator": keras.optimizers.SGD(0.1)}
    )
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(optimizers))
    assert again.players == optimizers.players
    assert again.get_config() == optimizers.get_config()
    assert again["critic"].beta_1 == 0.0


def test_every_slot_is_saved_once_and_restored(tmp_path):
    def model():
        adams = {player: keras.optimizers.Adam(0.01) for player in Duel.players}
        return duel(optimizers=adams)

    saved, loaded = model(), model()
    for _ in range(3):
        saved.train_step(X)
    saved.save_weights(tmp_path / "duel.weights.h5")
    loaded.load_weights(tmp_path / "duel.weights.h5")
    for variable, other in zip(saved.optimizer.variables, loaded.optimizer.variables, strict=True):
        np.testing.assert_array_equal(variable.numpy(), other.numpy())
    assert np.any(saved.optimizer["first"].variables[2].numpy() != 0)
    import h5py

    with h5py.File(tmp_path / "duel.weights.h5") as file:
        names = []
        file.visit(names.append)
    stored = [name for name in names if name.startswith("optimizer/") and "." in name]
    assert len(stored) == len(saved.optimizer.variables) - 1  # the count has no player


def test_the_state_of_other_optimizers_is_refused(tmp_path):
    duel(optimizers={"first": keras.optimizers.Adam()}).save_weights(tmp_path / "a.weights.h5")
    with pytest.raises(
        ValueError, match=r"stored optimizer state has 6 variables .*this model's has 4"
    ):
        duel().load_weights(tmp_path / "a.weights.h5")


def test_gradients_belong_to_a_player():
    optimizers = duel().optimizer
    with pytest.raises(ValueError, match=r"minimize\(loss, player=...\)"):
        optimizers.apply([np.zeros((2, 1))])
    with pytest.raises(ValueError, match=r"got 'third'"):
        optimizers["third"]


def test_only_optimizers():
    with pytest.raises(TypeError, match=r"`optimizers\['critic'\]` must be a .*got str"):
        PlayerOptimizers({"critic": "adam"})


def test_not_built_by_keras():
    model = Duel(linear(((1.0,),)), linear(((1.0,),)))
    with pytest.raises(ValueError, match=r"build_players"):
        PlayerOptimizers(model.default_optimizers()).build(model.trainable_variables)
