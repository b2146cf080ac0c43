"""What the user changed between two runs is taken, and said in a sentence; else all is exact."""

import json
import re
import warnings

import keras
import numpy as np
import pytest
from duel import Duel, linear

from keras_gan_zoo import callbacks
from keras_gan_zoo.samples.points import Points

X = np.random.default_rng(0).normal(size=(12, 2)).astype("float32")
Adam, SGD, RMSprop = keras.optimizers.Adam, keras.optimizers.SGD, keras.optimizers.RMSprop


class Game(Duel):
    takes = (Points((2,)),)


def game(first=None, second=None, **kwargs):
    model = Game(linear([[1.0], [2.0]]), linear([[3.0], [-1.0]]), seed=1)
    model.compile({"first": first or SGD(0.1, 0.9), "second": second or Adam(0.1)}, **kwargs)
    return model


class StopAt(keras.callbacks.Callback):
    def __init__(self, step):
        super().__init__()
        self.at = step

    def on_train_batch_end(self, batch, logs=None):
        self.model.stop_training = int(self.model.optimizer.iterations) == self.at


def fit(model, folder, *added, x=X, **arguments):
    arguments = {"batch_size": 4, "epochs": 1, "verbose": 0, "resume": True, **arguments}
    return model.fit(x, callbacks=[callbacks.Checkpoint(folder), *added], **arguments)


def rates(model):
    return [pytest.approx(float(model.optimizer[player].learning_rate)) for player in model.players]


def slots(optimizer):
    """Returns all but the rate, by names without the numbers that Keras gives to networks."""
    return {
        re.sub(r"^sequential(_\d+)?_", "", v.name): v.numpy()
        for v in optimizer.variables
        if v.name != "learning_rate"
    }


def resumed(model, folder, **arguments):
    """Resumes without a step more, and returns whatever was said of it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fit(model, folder, **arguments)
    return " ".join(str(each.message) for each in caught if "goes on from" in str(each.message))


def test_nothing_is_said_where_nothing_changed(tmp_path):
    fit(game(), tmp_path)
    assert resumed(game(), tmp_path, epochs=2) == ""


def test_a_new_rate_is_taken_of_the_player_that_has_one(tmp_path):
    fit(game(), tmp_path)
    model = game(second=Adam(0.02))
    assert resumed(model, tmp_path, epochs=2) == ""
    assert rates(model) == [0.1, 0.02]
    model.optimizer.learning_rate = 0.01  # by hand, between two fits
    fit(model, tmp_path, epochs=3)
    assert rates(model) == [0.05, 0.01]


@pytest.mark.parametrize("same", [False, True])
def test_a_rate_that_a_callback_changed_is_no_new_choice(tmp_path, same):
    def halved(epoch, rate):
        return rate / 2

    model = game()
    fit(model, tmp_path, keras.callbacks.LearningRateScheduler(halved), epochs=2)
    assert rates(model) == [0.025, 0.025]
    model = model if same else game()
    fit(model, tmp_path, epochs=3)
    assert rates(model) == [0.025, 0.025]


def test_a_schedule_takes_a_rates_place_and_the_other_way_round(tmp_path):
    halving = keras.optimizers.schedules.ExponentialDecay(0.1, 3, 0.5)
    before = game()
    fit(before, tmp_path / "a")
    model = game(second=Adam(halving))
    assert resumed(model, tmp_path / "a") == ""
    assert rates(model) == [0.1, 0.05]  # at the third step of the game
    for name, value in slots(before.optimizer["second"]).items():
        np.testing.assert_array_equal(slots(model.optimizer["second"])[name], value, name)
    fit(game(second=Adam(halving)), tmp_path / "b")
    model = game(second=Adam(0.3))
    fit(model, tmp_path / "b", epochs=2)
    assert rates(model) == [0.1, 0.3]
    assert int(model.optimizer["second"].iterations) == 6
    slower = game(second=Adam(keras.optimizers.schedules.ExponentialDecay(0.1, 6, 0.5)))
    fit(slower, tmp_path / "b", epochs=2)
    assert rates(slower) == [0.1, 0.05]  # at the sixth


def test_another_setting_is_taken_and_the_slots_go_on(tmp_path):
    before = game()
    fit(before, tmp_path)
    for other in (Adam(0.1, beta_1=0.3), Adam(0.1, clipnorm=1.0), keras.optimizers.AdamW(0.1)):
        model = game(second=other)
        assert resumed(model, tmp_path) == ""
        optimizer = model.optimizer["second"]
        assert optimizer.get_config()["beta_1"] == other.beta_1
        assert int(optimizer.iterations) == 3
        for name, value in slots(before.optimizer["second"]).items():
            np.testing.assert_array_equal(slots(optimizer)[name], value, name)


def test_averages_of_weights_that_are_new_begin_at_the_weights(tmp_path):
    fit(game(), tmp_path)
    model = game(second=Adam(1e-6, use_ema=True))
    fit(model, tmp_path, epochs=2)
    (average,) = (v for v in model.optimizer["second"].variables if v.name.endswith("average"))
    np.testing.assert_allclose(average.numpy(), model.b.get_weights()[0], atol=1e-4)


@pytest.mark.parametrize("of_as_many_variables", [RMSprop(0.1, momentum=0.9), SGD(0.1)])
def test_an_optimizer_of_another_class_begins_anew_and_is_named(tmp_path, of_as_many_variables):
    before = game()
    fit(before, tmp_path)
    model = game(second=of_as_many_variables)
    said = resumed(model, tmp_path)
    assert "step_000003.keras', but optimizers['second'] begins anew" in said
    assert all(not value.any() for value in slots(model.optimizer["second"]).values())
    for name, value in slots(before.optimizer["first"]).items():
        np.testing.assert_array_equal(slots(model.optimizer["first"])[name], value, name)
    fit(model, tmp_path, epochs=2)
    assert int(model.optimizer.iterations) == 6


def test_compiling_anew_between_two_fits_is_a_choice(tmp_path):
    model = game()
    fit(model, tmp_path)
    model.compile({"first": SGD(0.01, 0.9), "second": Adam(0.02)})
    fit(model, tmp_path, epochs=2)
    assert rates(model) == [0.01, 0.02] and int(model.optimizer["second"].iterations) == 6


def test_a_checkpoint_that_does_not_say_how_it_was_begun(tmp_path):
    fit(game(), tmp_path)
    (record,) = tmp_path.glob("*.json")
    content = json.loads(record.read_text())
    content["training"].pop("begun")
    record.write_text(json.dumps(content))
    assert resumed(game(), tmp_path) == ""
    model = game(second=Adam(0.02))
    said = resumed(model, tmp_path, epochs=2)
    assert "learning rate of 0.1 was, which is kept; for the 0.02 of `compile` add" in said
    assert rates(model) == [0.1, 0.1]
    fit(model, tmp_path, keras.callbacks.LearningRateScheduler(lambda epoch: 0.02), epochs=3)
    assert rates(model)[-1] == 0.02


@pytest.mark.parametrize("last", [1, 2, 3, 4])
def test_an_epoch_of_another_length_goes_on_as_far_into_the_data(tmp_path, last):
    fit(game(), tmp_path, StopAt(last), epochs=2)
    model = game()
    with pytest.warns(UserWarning, match="but an epoch has 6 steps and had 3: it is no longer"):
        history = fit(model, tmp_path, batch_size=2, epochs=3).history
    assert int(model.optimizer.iterations) == last + 18 - 2 * last
    assert len(history["first_loss"]) == 3 and 0 not in history["first_loss"]


def test_steps_that_were_chosen_are_counted(tmp_path):
    fit(game(), tmp_path, StopAt(4), steps_per_epoch=5)
    model = game()
    with pytest.warns(UserWarning, match="an epoch has 8 steps and had 5"):
        fit(model, tmp_path, steps_per_epoch=8)
    assert int(model.optimizer.iterations) == 8


def test_steps_that_run_together_end_where_they_should(tmp_path):
    fit(game(), tmp_path, StopAt(1), epochs=2, batch_size=2)
    model = game(steps_per_execution=2)
    fit(model, tmp_path, epochs=2, batch_size=2)
    assert int(model.optimizer.iterations) == 13  # the first step is taken again, not left out


def test_where_the_data_began_is_what_counts(tmp_path):
    straight = game()
    fit(straight, tmp_path / "a", resume=False, epochs=3)
    fit(game(), tmp_path / "b", epochs=2)
    model = game()
    fit(model, tmp_path / "b", epochs=3, initial_epoch=2)  # as one would of a Keras model
    np.testing.assert_array_equal(model.a.get_weights()[0], straight.a.get_weights()[0])


@pytest.mark.parametrize(
    ("x", "told"),
    [
        (X[::-1], "the data has other examples, or the same in another order"),
        (np.concatenate([X[:5], X[6:], X[:1]]), "the data has other examples, or the same in"),
        (X[:8], "the data has 8 examples and had 12, an epoch has 2 steps and had 3"),
    ],
    ids=["reversed", "one removed and one added", "fewer"],
)
def test_other_data_is_named(tmp_path, x, told):
    fit(game(), tmp_path)
    assert told in resumed(game(), tmp_path, epochs=2, x=x)


def test_a_network_that_is_frozen_in_between_stands_still(tmp_path):
    before, model = game(), game()
    fit(before, tmp_path)
    model.b.trainable = False
    assert resumed(model, tmp_path, epochs=2) == ""
    np.testing.assert_array_equal(model.b.get_weights()[0], before.b.get_weights()[0])
    assert not np.array_equal(model.a.get_weights()[0], before.a.get_weights()[0])
    model = game()  # and moves again, its slots new
    assert resumed(model, tmp_path, epochs=3) == ""
    assert not np.array_equal(model.b.get_weights()[0], before.b.get_weights()[0])
