"""Batch statistics of what a generator will be asked for (1809.11096)."""

import contextlib
from collections.abc import Callable, Iterator, Sequence

import keras
import numpy as np

from keras_gan_zoo.engine.state_guard import FrozenState


def replace_statistics(network: keras.Model, draw: Callable[[int], list], passes: int) -> None:
    """Replaces a network's moving statistics by those of many forward passes.

    Of all passes together, as if they were one batch. Nothing else of the network changes.

    Args:
        network: A network with batch normalization.
        draw: Function of the number of the pass that gives the network's inputs.
        passes: How many.

    Example:
        >>> replace_statistics(generator, lambda number: [latents[number], labels], passes=16)
    """
    normalizations = [
        layer
        for layer in network._flatten_layers()
        if isinstance(layer, keras.layers.BatchNormalization)
    ]
    moving = {id(v) for n in normalizations for v in (n.moving_mean, n.moving_variance)}
    others = [variable for variable in network.variables if id(variable) not in moving]
    means, squares = (
        [np.zeros(layer.moving_mean.shape) for layer in normalizations] for _ in range(2)
    )
    with _taking_the_batchs_own(normalizations):
        for number in range(passes):
            inputs = draw(number)
            with FrozenState(others):
                network(inputs, training=True)
            for at, layer in enumerate(normalizations):
                mean = np.asarray(layer.moving_mean.value, "float64")
                means[at] = means[at] + mean / passes
                squares[at] = (
                    squares[at] + (np.asarray(layer.moving_variance.value) + mean**2) / passes
                )
    for layer, mean, square in zip(normalizations, means, squares, strict=True):
        layer.moving_mean.assign(mean)
        layer.moving_variance.assign(square - mean**2)


@contextlib.contextmanager
def _taking_the_batchs_own(
    normalizations: Sequence[keras.layers.BatchNormalization],
) -> Iterator[None]:
    """Lets layers keep the last batch's statistics, those of an averaged network, too."""
    before = [(layer, layer.momentum, layer.trainable) for layer in normalizations]
    for layer in normalizations:
        # What is frozen normalizes by what it has kept.
        layer.momentum, layer.trainable = 0.0, True
    try:
        yield
    finally:
        for layer, momentum, trainable in before:
            layer.momentum, layer.trainable = momentum, trainable
