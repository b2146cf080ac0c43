"""Adam's update of a variable as one operation."""

from types import MethodType

import keras
import tensorflow as tf


def fuse(optimizer: keras.optimizers.Optimizer) -> None:
    """Lets an Adam update each variable by one operation of TensorFlow instead of a dozen.

    The dozen go over the weights and the slots again and again, which for a large dense layer
    takes longer than its gradient; the formula and the slots are the same. Optimizers of any other
    kind, and Adam's `amsgrad`, which the operation does not know, stay as they are.

    Args:
        optimizer: An optimizer, or the `LossScaleOptimizer` around one.

    Example:
        >>> adam = keras.optimizers.Adam(2e-4)
        >>> fuse(adam)

    Reference:
        1412.6980, algorithm 1 in the order of its section 2, last paragraph.
    """
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    # Not of subclasses: AdamW and a user's own may change the update.
    if type(optimizer) is keras.optimizers.Adam and not optimizer.amsgrad:
        optimizer.update_step = MethodType(_update_step, optimizer)


def _update_step(adam, gradient, variable, learning_rate):
    if not isinstance(gradient, tf.Tensor):  # slices of an embedding's rows
        return keras.optimizers.Adam.update_step(adam, gradient, variable, learning_rate)
    dtype, index = variable.dtype, adam._get_variable_index(variable)
    step = tf.cast(adam.iterations.value + 1, dtype)
    return tf.raw_ops.ResourceApplyAdam(
        var=variable.handle,
        m=adam._momentums[index].value.handle,
        v=adam._velocities[index].value.handle,
        beta1_power=tf.cast(adam.beta_1, dtype) ** step,
        beta2_power=tf.cast(adam.beta_2, dtype) ** step,
        lr=tf.cast(learning_rate, dtype),
        beta1=tf.cast(adam.beta_1, dtype),
        beta2=tf.cast(adam.beta_2, dtype),
        epsilon=tf.cast(adam.epsilon, dtype),
        grad=tf.cast(gradient, dtype),
    )
