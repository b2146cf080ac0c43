"""Stops a step on the device before a loss or gradient that is not finite moves a weight."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.engine.steps_taken import steps_taken
from keras_gan_zoo.errors import TrainingDiverged
from keras_gan_zoo.samples.element_checks import mismatch_of
from keras_gan_zoo.types import Batch, Tensor

_MARK = "keras_gan_zoo: not finite"
_DATA_MARK = "keras_gan_zoo: data not finite"
_DATA_MARKED = re.compile(re.escape(_DATA_MARK) + r"\] \[(-?\d+)\]")
BAD_EXAMPLE = "keras_gan_zoo_bad_example"
"""Under this name a step that XLA compiles logs which example of its data is not finite."""
_MARKED = re.compile(re.escape(_MARK) + r"\] \[(.*?)\]")


class FiniteCheck:
    """Checks on the device that a player's losses and gradients are finite.

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

    def required(self, tensors: Iterable[Tensor | None]) -> list[Tensor | None]:
        """Returns tensors unchanged, which depend on an assertion that the check holds."""
        if tf.executing_eagerly():
            if not self.holds:
                failed = self._named[int(self._first)]
                raise tf.errors.InvalidArgumentError(None, None, f"[{_MARK}] [{failed}]")
            return list(tensors)
        failed = tf.gather(tf.constant(self._named), self._first)
        with tf.control_dependencies([tf.debugging.Assert(self.holds, [_MARK, failed])]):
            return [None if tensor is None else tf.identity(tensor) for tensor in tensors]

    def if_holds(self, move: Callable[[], None]) -> None:
        """Runs an update only if the check holds, where there are no assertions (XLA)."""

        def moved():
            move()
            return True

        ops.cond(self.holds, moved, lambda: False)


def first_bad_example(data: Batch, replicas: int) -> tuple[Tensor, Tensor]:
    """Returns which example of a step's data is not finite, or that none is.

    Args:
        data: The tensors of a step, the examples along their first axis.
        replicas: How many share the step; one of several does not know the example's number.

    Returns:
        Whether all numbers are finite, and the index of the first example that has one that is
        not, -1 if it is not known; both tensors.
    """
    parts = [
        part
        for part in tf.nest.flatten(data)
        if isinstance(part, tf.Tensor) and part.dtype.is_floating and part.shape.rank
    ]
    finite, index = tf.constant(True), tf.constant(-1, "int64")
    for part in reversed(parts):
        # A sum is finite only if all that is added up is.
        sums = tf.reduce_sum(tf.cast(part, "float32"), axis=list(range(1, part.shape.rank)))
        of_rows = tf.math.is_finite(sums)
        holds = tf.reduce_all(of_rows)
        finite = tf.logical_and(finite, holds)
        index = tf.where(holds, index, tf.argmin(tf.cast(of_rows, "int32")))
    return finite, index if replicas == 1 else tf.constant(-1, "int64")


def require_finite_data(finite: Tensor, index: Tensor) -> list:
    """Ends a step whose data are not finite, and returns what has to come before the step."""
    if tf.executing_eagerly():
        if not finite:
            told = f"[{_DATA_MARK}] [{int(index)}]"
            raise tf.errors.InvalidArgumentError(None, None, told)
        return []
    return [tf.debugging.Assert(finite, [_DATA_MARK, index])]


def _data_diverged(index: int, step: int) -> TrainingDiverged:
    return TrainingDiverged("The data", step, data=True, example=index if index >= 0 else None)


def _dense(gradient):
    return gradient.values if isinstance(gradient, tf.IndexedSlices) else gradient


def raising_divergence(train_function: Callable, model: keras.Model) -> Callable:
    """Returns a train function that raises `TrainingDiverged` if a check fails.

    What `keras_gan_zoo.samples.element_checks` found in the data is raised as `DataMismatch`.

    Args:
        train_function: What runs a step on the next batch of an iterator, and returns its logs.
        model: Whose step it is.
    """

    def run(iterator):
        try:
            logs = train_function(iterator)
        except tf.errors.InvalidArgumentError as error:
            example = _DATA_MARKED.search(error.message)
            if example:
                raise _data_diverged(int(example[1]), steps_taken(model) + 1) from None
            if mismatch := mismatch_of(error):
                raise mismatch from None
            failed = _MARKED.search(error.message)
            if failed is None:
                raise
            message = failed[1].replace("\\'", "'")  # a tensor's text comes with its quotes escaped
            raise TrainingDiverged(message, steps_taken(model) + 1) from None
        if model.jit_compile:
            logs = dict(logs)
            bad = int(np.max(logs.pop(BAD_EXAMPLE, -2)))
            if bad > -2:
                raise _data_diverged(bad, steps_taken(model))
            _check_logs(logs, model)
        return logs

    return run


def _check_logs(logs, model):
    for name, value in logs.items():
        if not bool(ops.all(ops.isfinite(value))):
            raise TrainingDiverged(f"{name!r}, or its gradient,", steps_taken(model))


def by_path(variables: Sequence[keras.Variable], gradients: Sequence[Tensor | None]) -> dict:
    """Returns the existing gradients by the path of their variable."""
    pairs = zip(variables, gradients, strict=True)
    return {variable.path: gradient for variable, gradient in pairs if gradient is not None}
