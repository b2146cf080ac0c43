"""Finds the largest batch that fits into memory, for the error of one that does not."""

import keras
import tensorflow as tf

from keras_gan_zoo.errors import BatchTooLarge
from keras_gan_zoo.types import Batch

_PARTS = 8
# What TensorFlow says of a constant for which there is no memory: the zeros of a whole batch, say,
# which the graph's optimizer folds into one.
_CONSTANT = "Cannot parse tensor from proto"


def out_of_memory(error: tf.errors.OpError) -> bool:
    """Returns whether a TensorFlow error means that an allocation failed."""
    return isinstance(error, tf.errors.ResourceExhaustedError) or _CONSTANT in error.message


def batch_too_large(model: keras.Model, batch: Batch) -> BatchTooLarge:
    """Returns the error for a batch that does not fit into memory, with the largest that does.

    Steps on eighths of the batch are tried, and on eighths of an eighth; what they change is put
    back. A size that the model itself refuses counts as too large.

    Args:
        model: The model, compiled.
        batch: What `train_step` takes.
    """
    variables = [*model.variables, *model.optimizer.variables, *model.metrics_variables]
    saved = [variable.numpy() for variable in variables]
    rows = tf.nest.flatten(batch)[0].shape[0]
    try:
        fitting = _largest_fitting(model, batch, rows)
    finally:
        for variable, value in zip(variables, saved, strict=True):
            variable.assign(value)
    return BatchTooLarge(rows, fitting)


def _largest_fitting(model: keras.Model, batch: Batch, rows: int) -> int | None:
    part = rows // _PARTS
    while part:
        low, high = 0, _PARTS  # in parts: the most known to fit, the least known not to
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _fits(model, batch, middle * part) else (low, middle)
        if low:
            return low * part
        part //= _PARTS
    return None


def _fits(model: keras.Model, batch: Batch, rows: int) -> bool:
    try:
        model.train_function(iter([tf.nest.map_structure(lambda part: part[:rows], batch)]))
    except ValueError:
        return False
    except tf.errors.OpError as error:
        if not out_of_memory(error):
            raise
        return False
    return True
