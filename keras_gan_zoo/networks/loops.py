"""A loop over positions whose gradient XLA compiles."""

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from keras_gan_zoo.types import Tensor


def scan(step: Callable, begin: Any, inputs: Any) -> Any:
    """Runs a step at each position, and returns what it gave at all of them.

    `keras.ops.scan` does as much, but says to TensorFlow nowhere how often it goes round, which XLA
    has to know of a loop that a gradient goes back through (Keras 3.15).

    Args:
        step: Function from (carry, what the inputs have at a position) to (carry, outputs): tensors
            or structures of them; the carry keeps its shapes and types.
        begin: The carry at the first position.
        inputs: Tensors (positions, ...), or a structure of them; how many positions is known.

    Returns:
        The outputs, each (positions, ...).

    Example:
        >>> totals = scan(lambda total, x: (total + x, total + x), 0.0, ops.arange(1.0, 4.0))
        >>> ops.convert_to_numpy(totals)
        array([1., 3., 6.], dtype=float32)
    """
    begin = keras.tree.map_structure(tf.convert_to_tensor, begin)
    inputs = keras.tree.map_structure(tf.convert_to_tensor, inputs)
    count = keras.tree.flatten(inputs)[0].shape[0]

    def at(position: Tensor) -> Any:
        return keras.tree.map_structure(lambda each: each[position], inputs)

    # The first position tells what the outputs look like.
    carry, first = step(begin, at(0))
    arrays = [
        tf.TensorArray(output.dtype, size=count, element_shape=output.shape).write(0, output)
        for output in keras.tree.flatten(first)
    ]

    def body(position, carry, arrays):
        carry, outputs = step(carry, at(position))
        flat = keras.tree.flatten(outputs)
        written = [array.write(position, one) for array, one in zip(arrays, flat, strict=True)]
        return position + 1, carry, written

    _, _, arrays = tf.while_loop(
        lambda position, *_: position < count,
        body,
        (tf.constant(1), carry, arrays),
        maximum_iterations=count - 1,
    )
    return keras.tree.pack_sequence_as(first, [array.stack() for array in arrays])
