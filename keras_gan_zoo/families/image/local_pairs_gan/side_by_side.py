"""Several networks of one make, side by side in one: each takes an input and gives an output."""

import keras

from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.engine.speed.fused_batch_norm import fuse
from keras_gan_zoo.engine.speed.patch_products import multiply_patches


def side_by_side(network: keras.Model, count: int, name: str, seed: int | None) -> keras.Model:
    """Builds several networks like a given one, with other initial weights each.

    Args:
        network: A built, serializable network of one input and one output.
        count: How many.
        name: Name of the whole.
        seed: Of the initial weights, or `None`. Those of the network that is given should be from
            another one, or the first would have the same.

    Returns:
        A network from a list of `count` inputs to as many outputs, each by a network of its own.

    Example:
        >>> len(side_by_side(dcgan_generator((28, 28, 1)), 3, "generators", seed=1).outputs)
        3
    """
    config = network.get_config()
    with seeded(seed):
        copies = [
            type(network).from_config({**_copied(config), "name": f"{network.name}_{number}"})
            for number in range(1, count + 1)
        ]
    inputs = [keras.Input(network.input_shape[1:]) for _ in copies]
    outputs = [copy(takes) for copy, takes in zip(copies, inputs, strict=True)]
    whole = keras.Model(inputs, outputs, name=name)
    fuse(whole)
    multiply_patches(whole)
    return whole


def _copied(config):
    # Some layers take their config apart. And while a model is loaded, Keras marks what is
    # serialized twice, and builds it but once.
    if isinstance(config, dict):
        return {k: _copied(v) for k, v in config.items() if k != "shared_object_id"}
    if isinstance(config, (list, tuple)):
        return type(config)(map(_copied, config))
    return config
