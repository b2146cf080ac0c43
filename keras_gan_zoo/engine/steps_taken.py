"""The number of training steps that a model has taken."""

import keras


def steps_taken(model: keras.Model) -> int:
    """Returns the number of training steps that a model has taken, in all its fits.

    Its optimizer counts them; on replicas each holds the count.

    Args:
        model: A compiled Keras model.

    Example:
        >>> steps_taken(keras_gan_zoo.get("dcgan"))
        0
    """
    return int(model.optimizer.iterations.numpy())
