"""Parts of a network as networks of their own, which share its weights."""

from collections.abc import Callable
from weakref import WeakKeyDictionary

import keras

# Each is made once: what a network traces to be run, it keeps for itself. They are kept here, since
# an attribute of a model is saved with it, and these weights are saved already.
_FIRST_OUTPUTS: "WeakKeyDictionary[keras.Model, keras.Model]" = WeakKeyDictionary()
_WITHOUT_LAST: "WeakKeyDictionary[keras.Model, keras.Model]" = WeakKeyDictionary()


def first_output(network: keras.Model) -> keras.Model:
    """Returns the network from a network's input to the first of its outputs.

    Args:
        network: A built functional or sequential network; of one output it is returned itself.

    Example:
        >>> first_output(autoencoder((32, 32, 3))).output_shape
        (None, 32, 32, 3)
    """
    if len(network.outputs) == 1:
        return network
    return _made_once(
        _FIRST_OUTPUTS, network, lambda: keras.Model(network.input, network.outputs[0])
    )


def without_last_layer(network: keras.Model) -> keras.Model:
    """Returns the network from a network's input to what its last layer takes.

    Args:
        network: A built functional or sequential network of one output.

    Example:
        >>> without_last_layer(dcgan_generator((28, 28, 1))).layers[-1].name
        'conv2d_transpose_1'
    """
    return _made_once(
        _WITHOUT_LAST, network, lambda: keras.Model(network.input, network.layers[-1].input)
    )


def _made_once(
    made: "WeakKeyDictionary[keras.Model, keras.Model]",
    network: keras.Model,
    make: Callable[[], keras.Model],
) -> keras.Model:
    if network not in made:
        made[network] = make()
    return made[network]
