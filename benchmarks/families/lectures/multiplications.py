"""Counts the multiplications of a network, which are the same on any machine."""

import math


def multiplications(network):
    """Returns how many numbers are multiplied for one example on its way through a network.

    Of convolutions and dense layers; what is done once for each value, as by a bias or a
    normalization, is left out. A gradient with respect to the example takes as many again.

    Args:
        network: A Keras network, built; networks within it are counted too.

    Raises:
        TypeError: If a layer of another kind has a kernel.

    Example:
        >>> multiplications(keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)]))
        12
    """
    return sum(_of_layer(layer) for layer in network.layers)


def _of_layer(layer):
    from keras import layers

    if hasattr(layer, "layers"):
        return multiplications(layer)
    if isinstance(layer, layers.Dense):
        return math.prod(layer.kernel.shape) * _places(layer.output.shape)
    if isinstance(layer, layers.Conv2DTranspose):
        # Each value that comes in is spread by the whole kernel.
        return math.prod(layer.kernel.shape) * _places(layer.input.shape)
    if isinstance(layer, layers.Conv2D):
        return math.prod(layer.kernel.shape) * _places(layer.output.shape)
    if any(len(weight.shape) > 1 for weight in layer.weights):
        raise TypeError(
            f"{layer.name!r} is a {type(layer).__name__}, whose multiplications are not known: "
            "count those of Dense, Conv2D and Conv2DTranspose."
        )
    return 0


def _places(shape):
    """Returns how many places of a map there are, of which each has its channels."""
    return math.prod(shape[1:-1])
