"""Parts of a network as networks of their own, which share its weights."""

from collections.abc import Callable

import keras


class _Parts:
    """The parts made of a network so far, by kind; Keras does not look into it.

    Each is made once: what a network traces to be run, it keeps for itself. A model that was an
    attribute of the network would be saved with it, and these weights are saved already; a table
    apart would never let go of the network, whose layers its parts hold.
    """

    def __init__(self) -> None:
        self.made: dict[str, keras.Model] = {}


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
        "first output", network, lambda: keras.Model(network.input, network.outputs[0])
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
        "without last layer", network, lambda: keras.Model(network.input, network.layers[-1].input)
    )


def _made_once(kind: str, network: keras.Model, make: Callable[[], keras.Model]) -> keras.Model:
    if not hasattr(network, "_parts_of_network"):
        network._parts_of_network = _Parts()
    made = network._parts_of_network.made
    if kind not in made:
        made[kind] = make()
    return made[kind]
