"""Training steps that leave the network as it is and can be differentiated through (1611.02163)."""

from collections.abc import Callable

import keras
import tensorflow as tf
from keras import ops

from keras_gan_zoo.types import Tensor


def unrolled_weights(
    loss: Callable, weights: list[Tensor], optimizer: keras.optimizers.Adam, steps: int
) -> list[Tensor]:
    r"""Returns the weights that `steps` further updates would reach, as tensors.

    Each update is \( \theta \leftarrow \theta - \eta \sqrt{1 - \beta_2^t}\, g / (\sqrt{v} +
    \epsilon) \): Keras's Adam, from its running second moments, without momentum. The gradient of
    what is returned goes through g, but not through v, which scales and does not steer.

    Args:
        loss: Function from a list of weights to a scalar.
        weights: Tensors to begin with.
        optimizer: The Adam that trains these weights, built; it is read, not changed.
        steps: Updates; with 0 the weights come back as they are.

    Returns:
        A list of tensors, as many as `weights`.
    """
    rate = ops.cast(optimizer.learning_rate, "float32")
    decay, epsilon = optimizer.beta_2, optimizer.epsilon
    velocities = [ops.convert_to_tensor(velocity) for velocity in optimizer._velocities]
    updates = ops.cast(optimizer.iterations, "float32")
    for step in range(1, steps + 1):
        with tf.GradientTape() as tape:
            tape.watch(weights)
            value = loss(weights)
        gradients = tape.gradient(value, weights, unconnected_gradients="zero")
        velocities = [
            decay * velocity + (1.0 - decay) * ops.square(ops.stop_gradient(gradient))
            for velocity, gradient in zip(velocities, gradients, strict=True)
        ]
        stride = rate * ops.sqrt(1.0 - ops.power(decay, updates + step))
        weights = [
            weight - stride * gradient / (ops.sqrt(velocity) + epsilon)
            for weight, gradient, velocity in zip(weights, gradients, velocities, strict=True)
        ]
    return weights
