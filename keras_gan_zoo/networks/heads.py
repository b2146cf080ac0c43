"""Further outputs of a discriminator, such as class logits, from the same features."""

from collections.abc import Mapping

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
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
