"""Further outputs of a discriminator, such as class logits, from the same features."""

from collections.abc import Mapping

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers import Maxout
from keras_gan_zoo.networks.normalization import constrained, has_offset, normalize


def add_heads(
    discriminator: keras.Model,
    heads: Mapping[str, int],
    hidden: int | None = None,
    normalization: str = "batch",
) -> keras.Model:
    """Adds outputs to a discriminator, which share all of its layers but the last.

    Args:
        discriminator: A network whose last layer is named "logits", as the zoo's are.
        heads: By name of the output, how many numbers it has.
        hidden: Units of a dense layer that the heads have in common, or `None` for none: 128 in
            1606.03657, appendix C.
        normalization: Of that layer.

    Returns:
        A network from images to a dict: `"logits"` (batch, 1), and each head (batch, numbers).

    Raises:
        ValueError: If `hidden` is not a whole number of at least 1.

    Example:
        >>> network = add_heads(build_discriminator("dcgan", (28, 28, 1)), {"class_logits": 10})
        >>> network(np.zeros((2, 28, 28, 1)))["class_logits"].shape
        TensorShape([2, 10])
    """
    x = features_of(discriminator)
    if hidden is not None:
        units = check_whole(hidden, "hidden", least=1)
        dense = layers.Dense(units, use_bias=not has_offset(normalization))
        x = layers.LeakyReLU(0.2)(normalize(constrained(dense, normalization)(x), normalization))
    outputs = {
        name: layers.Dense(numbers, dtype="float32", name=name)(x)
        for name, numbers in heads.items()
    }
    return keras.Model(
        discriminator.input,
        {"logits": discriminator.output, **outputs},
        name=discriminator.name,
    )


def features_of(discriminator: keras.Model) -> keras.KerasTensor:
    """Returns the input of the layer named "logits", a Keras tensor (batch, features)."""
    return discriminator.get_layer("logits").input


def with_features(discriminator: keras.Model, layer: int | None = None) -> keras.Model:
    """Lets a discriminator tell what one of its hidden layers sees, beside its logit.

    Args:
        discriminator: One that `build_discriminator` gives for "dcgan" or "mlp".
        layer: Which hidden layer, counted from the pictures on, from 1; `None` for the last.

    Returns:
        A network from images to a dict: `"logits"` (batch, 1), and `"features"`, the layer's
        activations (batch, ...).

    Raises:
        ValueError: If there is no such layer.

    Example:
        >>> network = with_features(build_discriminator("dcgan", (28, 28, 1)))
        >>> network(np.zeros((2, 28, 28, 1)))["features"].shape
        TensorShape([2, 7, 7, 128])
    """
    activations = (layers.LeakyReLU, Maxout)
    hidden = [each.output for each in discriminator.layers if isinstance(each, activations)]
    chosen = len(hidden) if layer is None else check_whole(layer, "feature_layer", least=1)
    if chosen > len(hidden):
        raise ValueError(
            f"`feature_layer` must be at most {len(hidden)}, as many hidden layers as this "
            f"discriminator has, got {layer!r}."
        )
    return keras.Model(
        discriminator.input,
        {"logits": discriminator.output, "features": hidden[chosen - 1]},
        name=discriminator.name,
    )
