"""The exponential moving average of a network's weights."""

import keras
from keras import ops

from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.types import Tensor


def clone_network(network: keras.Model) -> keras.Model:
    """Returns a frozen copy of a network, with the same weights and statistics.

    Args:
        network: A built, serializable network.
    """
    # What has no seed, such as an LSTM's cell, would take another one in each process.
    with seeded(0):
        copy = network.__class__.from_config(network.get_config())
    if not copy.built:
        copy.build(network.input_shape)
    copy.set_weights(network.get_weights())
    copy.trainable = False
    return copy


def update_average(
    average: keras.Model, network: keras.Model, decay: float, step: int | Tensor
) -> None:
    r"""Updates the moving average of a network, in place.

    \( \bar\theta \leftarrow \beta\bar\theta + (1 - \beta)\theta \) for every weight *and* for
    BatchNorm's moving statistics: an averaged generator that kept the statistics of the last
    step would not be the average of any network (1806.04498, section 3; BatchNorm statistics
    are what `use_ema` of Keras optimizers leaves out).

    Args:
        average: The network that holds the average.
        network: The network in training.
        decay: \( \beta \) in [0, 1).
        step: The number of updates so far. Early on the decay is min(decay, (1+step)/(10+step)),
            so that the random initial weights are forgotten.
    """
    step = ops.cast(step, "float32")
    decay = ops.minimum(decay, (1.0 + step) / (10.0 + step))
    shares = {}  # of the mean and of the new value, computed once
    for mean, value in zip(average.weights, network.weights, strict=True):
        if not keras.backend.is_float_dtype(mean.dtype):
            mean.assign(value)
            continue
        if mean.dtype not in shares:
            shares[mean.dtype] = ops.cast(decay, mean.dtype), ops.cast(1.0 - decay, mean.dtype)
        of_mean, of_value = shares[mean.dtype]
        mean.assign(of_mean * mean + of_value * ops.cast(value, mean.dtype))
