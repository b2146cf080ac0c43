"""The first layers of a network stand still while the others learn."""

import keras

from keras_gan_zoo.checks import check_whole


def freeze_first(network: keras.Model, count: int, name: str = "count") -> None:
    """Freezes the first layers of a network, up to the next that learns (freezeD, 2002.10964).

    To learn from few pictures what is like many others, a discriminator keeps what it knows of
    edges and colours. Counted are layers with a kernel, in the order in which a picture passes
    them, a residual block as one; what follows one of them, such as its normalization, stands still
    with it, and normalizes by the statistics that it has.

    Args:
        network: A functional model; `trainable` is set to False in its layers.
        count: How many, at least 0; at least one has to be left.
        name: What the sentence calls `count`.

    Raises:
        ValueError: If `count` is no such number.

    Example:
        >>> freeze_first(gan.discriminator, 2)

    Reference:
        https://arxiv.org/abs/2002.10964
    """
    count = check_whole(count, name, least=0)
    layers = list(_in_order(network))
    with_kernels = [layer for layer in layers if _has_kernel(layer)]
    if count and count >= len(with_kernels):
        raise ValueError(
            f"`{name}` must leave one of the {len(with_kernels)} layers with a kernel that "
            f"{network.name!r} has, got {count}: give {len(with_kernels) - 1} or less."
        )
    next_one = with_kernels[count] if count else layers[0]
    for layer in layers[: layers.index(next_one)]:
        if layer.weights:
            layer.trainable = False


def _in_order(network):
    for layer in network.layers:
        if isinstance(layer, keras.Model):
            yield from _in_order(layer)
        else:
            yield layer


def _has_kernel(layer):
    return any(len(weight.shape) > 1 for weight in layer.trainable_weights)
