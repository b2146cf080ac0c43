"""Ends a step on the device, before a loss or a gradient that is no number moves a weight."""

import re
from collections.abc import Callable, Mapping

import keras
import tensorflow as tf
from keras import ops

from keras_gan_zoo.engine.steps_taken import steps_taken
from keras_gan_zoo.errors import TrainingDiverged
from keras_gan_zoo.samples.element_checks import mismatch_of

_MARK = "keras_gan_zoo: not finite"
_MARKED = re.compile(re.escape(_MARK) + r"\] \[(.*?)\]")


class FiniteCheck:
    """Whether a player's losses and gradients are finite, and how the device acts on it.

    The check is part of the graph: an assertion on which everything that follows depends, so that
    it costs no wait of the host and acts at the step itself. XLA leaves assertions out; there
    `if_holds` decides on the device whether the weights move, and the host finds the loss that
    was made NaN.

    A tensor is summed, not looked at number by number: its sum is finite only if all of it is.

    Args:
        player: Whose.
        losses: Scalars by the name of the term; the player's own loss under its name.
        gradients: By the path of their variable; without those that do not exist.
    """

    def __init__(self, player: str, losses: Mapping, gradients: Mapping):
        whose = f"of player {player!r}"
        self._named = [f"The loss term {name!r} {whose}" for name in losses] + [
            f"The gradient {whose} with respect to {path!r}" for path in gradients
        ]
        sums = [*losses.values(), *(ops.sum(_dense(gradient)) for gradient in gradients.values())]
        finite = ops.isfinite(ops.stack([ops.cast(value, "float32") for value in sums]))
        self.holds = ops.all(finite)
        self._first = tf.argmin(ops.cast(finite, "int32"))

    def required(self, tensors):
        """Returns tensors as they are, for what must not happen unless the check holds."""
        if tf.executing_eagerly():
            if not self.holds:
                failed = self._named[int(self._first)]
                raise tf.errors.InvalidArgumentError(None, None, f"[{_MARK}] [{failed}]")
            return list(tensors)
        failed = tf.gather(tf.constant(self._named), self._first)
        with tf.control_dependencies([tf.debugging.Assert(self.holds, [_MARK, failed])]):
            return [None if tensor is None else tf.identity(tensor) for tensor in tensors]

    def if_holds(self, move: Callable[[], None]) -> None:
        """Carries out a move on the device, or leaves it, where there are no assertions."""

        def moved():
            move()
            return True

        ops.cond(self.holds, moved, lambda: False)


def _dense(gradient):
    return gradient.values if isinstance(gradient, tf.IndexedSlices) else gradient


def ending_loudly(train_function: Callable, model: keras.Model) -> Callable:
    """Returns a train function that raises `TrainingDiverged` where a check did not hold.

    What `keras_gan_zoo.samples.element_checks` found in the data is raised as `DataMismatch`.

    Args:
        train_function: What runs a step on the next batch of an iterator, and returns its logs.
        model: Whose step it is.
    """

    def run(iterator):
        try:
            logs = train_function(iterator)
        except tf.errors.InvalidArgumentError as error:
            if mismatch := mismatch_of(error):
                raise mismatch from None
            failed = _MARKED.search(error.message)
            if failed is None:
                raise
            told = failed[1].replace("\\'", "'")  # a tensor's text comes with its quotes escaped
            raise TrainingDiverged(told, steps_taken(model) + 1) from None
        if model.jit_compile:
            _check_logs(logs, model)
        return logs

    return run


def _check_logs(logs, model):
    for name, value in logs.items():
        if not bool(ops.all(ops.isfinite(value))):
            raise TrainingDiverged(f"{name!r}, or its gradient,", steps_taken(model))


def by_path(variables, gradients) -> dict:
    """Returns the gradients that exist by the path of their variable."""
    pairs = zip(variables, gradients, strict=True)
    return {variable.path: gradient for variable, gradient in pairs if gradient is not None}
