"""A fit that goes on from a checkpoint, wherever it stopped, is the fit that never stopped."""

import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf
from duel import Duel, linear

from keras_gan_zoo import callbacks
from keras_gan_zoo.samples.points import Points

BATCHES, EPOCHS = 3, 3


class Game(Duel):
    takes = (Points((2,)),)


def game():
    model = Game(linear([[1.0], [2.0]]), linear([[3.0], [-1.0]]), seed=1, ema_decay=0.5)
    model.compile({"second": keras.optimizers.Adam(0.1)})
    return model


class Heard(keras.callbacks.Callback):
    """Remembers what it was told of, and stops the training at a step."""

    def __init__(self, last=None):
        super().__init__()
        self.last = last
        self.steps, self.ends = [], []

    def on_train_batch_end(self, batch, logs=None):
        self.steps.append((batch, logs["first_loss"]))
        self.model.stop_training = int(self.model.optimizer.iterations) == self.last

    def on_epoch_end(self, epoch, logs=None):
        self.ends.append((epoch, logs))


def fit(model, *added, **arguments):
    x = np.random.default_rng(0).normal(size=(4 * BATCHES, 2)).astype("float32")
    arguments = {"batch_size": 4, "epochs": EPOCHS, "verbose": 0, **arguments}
    return model.fit(x, callbacks=list(added), **arguments).history


def everything(model):
    return [*model.variables, *model.optimizer.variables]


def assign(model, values):
    for variable, value in zip(everything(model), values, strict=True):
        variable.assign(value)


def test_wherever_it_stopped_it_goes_on_as_if_it_had_not(tmp_path):
    model, heard = game(), Heard()
    new = [variable.numpy() for variable in everything(model)]
    history = fit(model, heard)
    straight = [variable.numpy() for variable in everything(model)]
    for last in range(1, BATCHES * EPOCHS + 1):
        folder = tmp_path / str(last)
        before, after = Heard(last), Heard()
        assign(model, new)
        fit(model, callbacks.Checkpoint(folder), before)
        assign(model, new)
        assert fit(model, after, callbacks.Checkpoint(folder), resume=True) == history
        for variable, expected in zip(everything(model), straight, strict=True):
            np.testing.assert_array_equal(variable.numpy(), expected, variable.path)
        assert before.steps + after.steps == heard.steps
        # The checkpoint of an epoch's last step is from before the epoch's end.
        assert before.ends[: (last - 1) // BATCHES] + after.ends == heard.ends


def test_data_through_a_service_go_on_where_they_were(tmp_path):
    service = tf.data.experimental.service
    dispatcher = service.DispatchServer()
    address = dispatcher.target.partition("://")[2]
    worker = service.WorkerServer(service.WorkerConfig(dispatcher_address=address))
    x = np.random.default_rng(0).normal(size=(4 * BATCHES + 2, 2)).astype("float32")
    batches = tf.data.Dataset.from_tensor_slices(x).shuffle(len(x), seed=3).batch(4, True)
    through = batches.repeat().apply(
        service.distribute(service.ShardingPolicy.OFF, dispatcher.target)
    )

    model = game()
    new = [variable.numpy() for variable in everything(model)]

    def run(last=None, **arguments):
        heard = Heard(last)
        assign(model, new)
        arguments = {"steps_per_epoch": BATCHES, "epochs": EPOCHS, "verbose": 0, **arguments}
        model.fit(through, callbacks=[callbacks.Checkpoint(tmp_path, keep=9), heard], **arguments)
        return [variable.numpy() for variable in everything(model)], heard.steps

    straight, steps = run()
    assert len({loss for _, loss in steps}) == len(steps)  # the order is new in each epoch
    for path in tmp_path.iterdir():
        path.unlink()
    _, before = run(last=BATCHES + 1)
    resumed, after = run(resume=True)
    assert before + after == steps
    for value, expected in zip(resumed, straight, strict=True):
        np.testing.assert_array_equal(value, expected)
    del worker  # it serves as long as it lives


def test_more_epochs_of_a_finished_training(tmp_path):
    straight, model = game(), game()
    history = fit(straight)
    fit(model, callbacks.Checkpoint(tmp_path), epochs=2)
    assert fit(model, callbacks.Checkpoint(tmp_path), resume=True) == history


def test_a_training_that_cannot_begin_leaves_the_log_of_the_one_before(tmp_path):
    saver, log = callbacks.Checkpoint(tmp_path / "a"), callbacks.LossLog(tmp_path / "log", every=1)
    fit(game(), saver, log, epochs=1)
    before = log.path.read_bytes()
    with pytest.raises(ValueError, match="resume=True, or choose another folder"):
        fit(game(), log, saver)
    (tmp_path / "b").touch()
    with pytest.raises(callbacks.CheckpointNotWritten):
        fit(game(), log, callbacks.Checkpoint(tmp_path / "b"), resume=True)
    assert log.path.read_bytes() == before


def test_resume_says_what_it_lacks(tmp_path):
    with pytest.raises(ValueError, match=r"`resume` goes on from .* add one"):
        fit(game(), resume=True)
    unknown = tf.data.Dataset.from_tensors(np.ones(2, "float32")).repeat(8).filter(lambda x: True)
    with pytest.raises(ValueError, match="how many batches an epoch has"):
        game().fit(
            unknown.batch(4),
            callbacks=[callbacks.Checkpoint(tmp_path)],
            resume=True,
        )
    fit(game(), callbacks.Checkpoint(tmp_path), epochs=1)
    other = Game(linear([[1.0], [2.0], [3.0]]), linear([[3.0], [-1.0], [1.0]]))
    other.compile()
    with pytest.raises(ValueError, match=r"step_000003.keras' does not fit Game as built here"):
        callbacks.Checkpoint(tmp_path).resume(other)


def test_the_end_of_data_of_unknown_length_is_no_warning():
    unknown = tf.data.Dataset.from_tensors(np.ones(2, "float32")).repeat(8).filter(lambda x: True)
    model = game()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = model.fit(unknown.batch(4), epochs=2, verbose=0).history
    assert len(history["first_loss"]) == 2 and int(model.optimizer.iterations) == 4
