"""What the tests of flows share: weights that are none of the first ones, and true Jacobians."""

import numpy as np
import tensorflow as tf
from keras import ops


def shaken(layer, seed=0, size=0.2):
    """Gives a layer or network other weights than it begins with, and returns it."""
    random = np.random.default_rng(seed)
    for variable in layer.trainable_variables:
        value = variable.numpy()
        variable.assign(value + size * random.normal(size=value.shape))
    return layer


def log_dets(function, x):
    """Returns the log-determinant of a map's Jacobian at each example, by differentiation.

    Args:
        function: From (n, ...) to as many values for each example, of which none depends on
            another example.
        x: (n, ...).
    """
    x = tf.convert_to_tensor(x, tf.float32)
    size = int(np.prod(x.shape[1:]))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reshape(function(x), (len(x), size))
    jacobians = tf.reshape(tape.batch_jacobian(y, x), (len(x), size, size))
    return np.linalg.slogdet(np.asarray(jacobians, "float64"))[1]


def numpy(x):
    """Returns a tensor as a float64 array."""
    return np.asarray(ops.convert_to_numpy(x), "float64")


def log_normal(z):
    """Returns log N(z; 0, I) of each row."""
    return -0.5 * np.sum(numpy(z) ** 2 + np.log(2 * np.pi), axis=1)
