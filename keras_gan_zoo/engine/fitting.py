"""Keras's `fit` as one stream of steps, which can resume in the middle of an epoch."""

import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import keras
import tensorflow as tf

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.memory import batch_too_large, out_of_memory
from keras_gan_zoo.engine.monitors import check_monitors
from keras_gan_zoo.engine.resuming import beginning, go_on_with, note_end
from keras_gan_zoo.engine.steps_taken import steps_taken
from keras_gan_zoo.errors import TrainingDiverged
from keras_gan_zoo.types import Logs


class Training(keras.callbacks.CallbackList):
    """The callbacks of a fit, and its position in the epochs, which can be resumed.

    A training that resumes in the middle of an epoch shows Keras the whole epoch: the steps that
    were taken before pass by without data, and no callback hears of them.

    Args:
        callbacks: The user's callbacks. Those that have an attribute `training` get this object.
        model: The model.
        epochs: At which epoch the fit ends.
        steps: Steps of an epoch, `None` if that is not known.
        verbose: As for `keras.Model.fit`.
        resumed: What `state` returned when a checkpoint was made, or `None`.
        begun: What the training began with, for its checkpoints.
    """

    callbacks: list[keras.callbacks.Callback]

    def __init__(
        self,
        callbacks: Iterable[keras.callbacks.Callback],
        model: keras.Model,
        *,
        epochs: int,
        steps: int | None,
        verbose: int | str,
        resumed: Mapping | None = None,
        begun: Mapping | None = None,
    ):
        super().__init__(
            # What saves the training comes last, when the others have taken the step in; what adds
            # scores to the logs comes first, for the others to find them there.
            sorted(callbacks, key=lambda each: hasattr(each, "training") - hasattr(each, "latest")),
            add_history=True,
            add_progbar=verbose != 0,
            model=model,
            verbose=verbose,
            epochs=epochs,
            steps=steps,
        )
        self._resumed, self._begun = dict(resumed or {}), begun
        self.epoch: int = self._resumed.get("epoch", 0)
        self.taken: int = self._resumed.get("taken", 0)
        self._skipped_steps = self.taken
        for callback in self.callbacks:
            if hasattr(callback, "training"):
                callback.training = self

    def state(self) -> dict:
        """Returns the position and state of the training, as plain values.

        The epoch, the steps taken of it, the means over them, what callbacks gathered that have
        `get_state` and `set_state`, and the history of the epochs before.
        """
        means = {
            metric.name: [float(variable.numpy()) for variable in metric.variables]
            for metric in self.model.metrics
        }
        if self.model.distribute_strategy.num_replicas_in_sync > 1:
            # Each replica adds up its own, and one that resumes begins with a share of the sum:
            # to round alike, this training continues from the shares too.
            self._assign_means(means)
        return {
            "epoch": self.epoch,
            "taken": self.taken,
            "means": means,
            "callbacks": {name: each.get_state() for name, each in self._stateful().items()},
            "history": {"epochs": self._history.epoch, "logs": self._history.history},
            "begun": self._begun,
        }

    def on_train_begin(self, logs: Logs = None) -> None:
        """Restores the state of the callbacks and the history."""
        check_monitors(self.callbacks, [metric.name for metric in self.model.metrics])
        # A training that cannot write its checkpoints ends here, before another callback drops
        # what it had written of steps that this training would take anew.
        last = self.callbacks
        self.callbacks = sorted(last, key=lambda callback: not hasattr(callback, "training"))
        super().on_train_begin(logs)
        self.callbacks = last
        if self._resumed:
            history = self._resumed["history"]
            self._history.epoch = list(history["epochs"])
            self._history.history = {name: list(logs) for name, logs in history["logs"].items()}
            self._restore_callbacks()

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Calls the callbacks; in the middle of an epoch, restores its means."""
        super().on_epoch_begin(epoch, logs)
        self.epoch, self.taken = epoch, self._skipped_steps
        if not self._skipped_steps:
            return
        self._restore_callbacks()
        self._assign_means(self._resumed["means"])

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Calls the callbacks, unless the step was taken before."""
        if batch >= self._skipped_steps:
            super().on_train_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Calls the callbacks, unless the step was taken before."""
        if batch >= self._skipped_steps:
            self.taken = batch + 1
            super().on_train_batch_end(batch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Calls the callbacks at the end of an epoch."""
        super().on_epoch_end(epoch, logs)
        self._skipped_steps = 0
        if self.taken == self.params["steps"]:
            self.epoch, self.taken = epoch + 1, 0

    def _assign_means(self, means):
        with self.model.distribute_strategy.scope():
            for metric in self.model.metrics:
                # A term that the model has not had before begins in the middle of the epoch.
                values = means.get(metric.name, ())
                for variable, value in zip(metric.variables, values, strict=bool(values)):
                    variable.assign(value)

    def _restore_callbacks(self):
        for name, callback in self._stateful().items():
            if name in self._resumed["callbacks"]:
                callback.set_state(self._resumed["callbacks"][name])

    def _stateful(self) -> dict:
        """Returns the callbacks that keep something from step to step, by a name that stays."""
        found: dict[str, keras.callbacks.Callback] = {}
        for callback in self.callbacks:
            if hasattr(callback, "get_state"):
                kind = type(callback).__name__
                found[f"{kind}.{sum(name.startswith(f'{kind}.') for name in found)}"] = callback
        return found


def fit_batches(
    model: keras.Model,
    batches: tf.data.Dataset,
    *,
    callbacks: Iterable[keras.callbacks.Callback] | None = None,
    epochs: int = 1,
    initial_epoch: int = 0,
    steps_per_epoch: int | None = None,
    verbose: int | str = "auto",
    resume: bool = False,
) -> keras.callbacks.History:
    """Trains on batches that are ready for the model.

    Where the number of steps of an epoch is known, all epochs are drawn from one endless stream of
    the batches. Going on at step n is skipping n batches of it, so that a resumed training sees
    what an uninterrupted one sees, provided that the order depends on seeds alone.

    Args:
        model: A compiled model.
        batches: Batches as its `train_step` takes them.
        callbacks: As for `keras.Model.fit`.
        epochs: The epoch at which training ends.
        initial_epoch: The epoch at which it begins.
        steps_per_epoch: Steps of an epoch; by default as many as there are batches.
        verbose: As for `keras.Model.fit`.
        resume: Whether to resume from the newest checkpoint of the `Checkpoint` among the
            callbacks, if there is one.

    Returns:
        A `keras.callbacks.History`.

    Raises:
        ValueError: If `resume` is asked for and there is no `Checkpoint` among the callbacks, or
            the length of an epoch is not known; or if no step would be, or was, taken.
        TrainingDiverged: If a loss or a gradient is not finite.
        BatchTooLarge: If a step does not fit into memory; with the largest batch that does.
    """
    callbacks = _as_list(callbacks)
    epochs = check_whole(epochs, "epochs", least=1)
    initial_epoch = check_whole(initial_epoch, "initial_epoch", least=0)
    if steps_per_epoch is not None:
        steps_per_epoch = check_whole(steps_per_epoch, "steps_per_epoch", least=1)
    known = int(batches.cardinality())
    if known == 0:
        raise ValueError(_nothing_in(batches))
    steps = steps_per_epoch or (known if known >= 0 else None)
    saver = _checkpoint_callback(callbacks)
    begun = saver and beginning(model, batches, steps, initial_epoch)
    resumed = _resume(model, saver, steps) if resume else None
    if resumed:
        given, path = steps_per_epoch is not None, resumed["path"]
        resumed = go_on_with(model, resumed, begun, steps_given=given, path=path)
        # The stream of batches began where the first of all fits did.
        initial_epoch = (resumed.get("begun") or begun)["initial_epoch"]
        begun = {**begun, "initial_epoch": initial_epoch}
    elif initial_epoch >= epochs:
        raise ValueError(
            f"`initial_epoch` is {initial_epoch}, and training ends at epoch `epochs`={epochs}, so "
            f"that no step would be taken: pass epochs={initial_epoch + 1} or more."
        )
    if steps is not None:
        model.foresee(batches.element_spec, steps * (epochs - initial_epoch))
    training = Training(
        callbacks,
        model,
        epochs=epochs,
        steps=steps,
        verbose=verbose,
        resumed=resumed,
        begun=begun,
    )
    before = steps_taken(model)
    model.make_train_function()
    train_function = model.train_function
    if steps is not None:
        batches = batches.repeat()
    if resumed:
        taken = (resumed["epoch"] - initial_epoch) * steps + resumed["taken"]
        initial_epoch, batches = resumed["epoch"], batches.skip(taken)
        model.train_function = _skipping_steps(resumed["taken"], model, train_function)
    try:
        with warnings.catch_warnings():
            # Keras warns of each end of data whose length it did not know, and of nothing else by
            # that sentence: where the number of steps is known, the batches have no end.
            warnings.filterwarnings("ignore", message="Your input ran out of data")
            history = keras.Model.fit(
                model,
                batches,
                epochs=epochs,
                initial_epoch=initial_epoch,
                steps_per_epoch=steps,
                shuffle=False,  # the batches are in their order
                verbose=verbose,
                callbacks=training,
            )
    except tf.errors.OpError as error:
        if not out_of_memory(error):
            raise
        raise batch_too_large(model, next(iter(batches))) from None
    except TrainingDiverged as error:
        error.checkpoint = saver and saver.newest()
        raise
    finally:
        if begun:
            note_end(model, begun)
            saver.release()
        model.train_function = train_function
        # BackupAndRestore leaves the epoch it resumed at, and the next fit would begin there.
        model._initial_epoch = None
    if steps_taken(model) == before:
        _tell_of_no_step(batches, resumed, epochs)
    return history


def _tell_of_no_step(batches, resumed, epochs):
    if not resumed:
        raise ValueError(_nothing_in(batches))
    warnings.warn(
        f"`fit` took no step: {resumed['path']!r} is where training ends by epochs={epochs}; pass "
        "a larger number of `epochs` to go on.",
        stacklevel=3,
    )


def _nothing_in(batches):
    rows = tf.nest.flatten(batches.element_spec)[0].shape
    takes = f"{rows[0]} examples" if rows.rank and rows[0] else "one batch"
    return f"`fit` took no step: `x` holds less than the {takes} that a step takes."


def _as_list(callbacks: Any) -> list[keras.callbacks.Callback]:
    if callbacks is None:
        return []
    if isinstance(callbacks, keras.callbacks.CallbackList):
        return list(callbacks.callbacks)
    return list(callbacks) if isinstance(callbacks, Iterable) else [callbacks]


def _resume(model, saver, steps):
    if saver is None:
        raise ValueError(
            "`resume` goes on from the checkpoints of a keras_gan_zoo.callbacks.Checkpoint among "
            "`callbacks`, and there is none: add one."
        )
    if steps is None:
        raise ValueError(
            "`resume` needs to know how many batches an epoch has, which `x` does not tell: pass "
            "`steps_per_epoch`, or apply tf.data.experimental.assert_cardinality(n) to `x`."
        )
    return saver.resume(model)


def _checkpoint_callback(callbacks):
    return next((each for each in callbacks if hasattr(each, "resume")), None)


def _skipping_steps(passing: int, model: keras.Model, train_function: Callable) -> Callable:
    """Returns a train function whose first steps are done already and take no data."""
    left = passing

    def step(iterator):
        nonlocal left
        if left <= 0:
            return train_function(iterator)
        left -= model.steps_per_execution
        return {} if left > 0 else model.get_metrics_result()

    return step
