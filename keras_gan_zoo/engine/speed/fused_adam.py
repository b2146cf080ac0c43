"""Adam's update of a variable as one fused operation."""

import keras
import tensorflow as tf


def fuse(optimizer: keras.optimizers.Optimizer) -> None:
    """Makes an Adam optimizer update each variable by one fused TensorFlow operation.

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
        fused = _FusedAdam(optimizer)
        optimizer.apply, optimizer.update_step = fused.apply, fused.update_step


class _FusedAdam:
    """The two methods of an Adam that change; what all variables share is computed once."""

    def __init__(self, adam):
        self.adam = adam
        self.scalars = {}

    def apply(self, grads, trainable_variables=None):
        self.scalars.clear()
        try:
            return keras.optimizers.Adam.apply(self.adam, grads, trainable_variables)
        finally:
            self.scalars.clear()  # else they would keep their graph

    def update_step(self, gradient, variable, learning_rate):
        adam = self.adam
        if not isinstance(gradient, tf.Tensor):  # slices of an embedding's rows
            return keras.optimizers.Adam.update_step(adam, gradient, variable, learning_rate)
        # With accumulated gradients the update is in a branch, which is a graph of its own.
        key = tf.compat.v1.get_default_graph(), variable.dtype
        if key not in self.scalars:
            self.scalars[key] = self._scalars_of_step(learning_rate, variable.dtype)
        index = adam._get_variable_index(variable)
        return tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=adam._momentums[index].value.handle,
            v=adam._velocities[index].value.handle,
            grad=tf.cast(gradient, variable.dtype),
            **self.scalars[key],
        )

    def _scalars_of_step(self, learning_rate, dtype):
        adam = self.adam
        beta_1, beta_2 = (tf.cast(beta, dtype) for beta in (adam.beta_1, adam.beta_2))
        # A variable; where gradients are accumulated, a tensor.
        step = tf.cast(tf.convert_to_tensor(adam.iterations) + 1, dtype)
        return {
            "lr": tf.cast(learning_rate, dtype),
            "beta1": beta_1,
            "beta2": beta_2,
            "beta1_power": beta_1**step,
            "beta2_power": beta_2**step,
            "epsilon": tf.cast(adam.epsilon, dtype),
        }
