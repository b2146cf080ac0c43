"""The first and last layers that discriminators share, with a user's own layers among them."""

from collections.abc import Iterable, Sequence

import keras
from keras import layers

from keras_gan_zoo.networks.normalization import constrained
from keras_gan_zoo.types import Tensor


def apply_layers(
    x: Tensor, given: keras.layers.Layer | Iterable[keras.layers.Layer], argument: str
) -> Tensor:
    """Applies a user's layers one after the other.

    Args:
        x: What the first takes.
        given: Keras layers.
        argument: The argument's name, for the error.

    Raises:
        TypeError: If one of them is not a layer.
    """
    if isinstance(given, keras.layers.Layer):
        given = (given,)
    for layer in given:
        if not isinstance(layer, keras.layers.Layer):
            raise TypeError(
                f"`{argument}` must hold Keras layers, such as keras_gan_zoo.layers.Packing(2), "
                f"got {layer!r}."
            )
        x = layer(x)
    return x


def one_logit(x: Tensor, before_logits: Sequence[keras.layers.Layer], normalization: str) -> Tensor:
    """Appends a user's layers and the dense layer named "logits" to a discriminator.

    Args:
        x: The last feature map or vector.
        before_logits: Layers that are applied to it first.
        normalization: "spectral" to normalize the last kernel too.

    Returns:
        Logits (batch, 1), float32.
    """
    x = apply_layers(x, before_logits, "before_logits")
    if len(x.shape) > 2:
        x = layers.Flatten()(x)
    return constrained(layers.Dense(1, dtype="float32", name="logits"), normalization)(x)


def logits_of(network: keras.Model, inputs: Tensor | Sequence[Tensor]) -> Tensor:
    """Returns a discriminator's logits in training, whatever else it gives.

    Args:
        network: A network to logits, or to a dict with `"logits"`.
        inputs: What it takes.
    """
    judged = network(inputs, training=True)
    return judged["logits"] if isinstance(judged, dict) else judged
