"""The generators of a stacked GAN for tomographies: SRResNet without enlargement (1807.07144)."""

import operator
from collections.abc import Mapping

import keras
from keras import layers, ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.families.upscaling.networks import batch_norm, prelu
from keras_gan_zoo.types import Shape, Tensor


def restorer(
    channels: int, width: int = 64, blocks: int = 16, name: str = "generator_2"
) -> keras.Model:
    """Builds residual blocks between two convolutions, for pictures that keep their size.

    SRGAN's generator without its sub-pixel layers (section 2.1): what is to become larger is
    resampled before, by any factor.

    Args:
        channels: Of the pictures.
        width: Channels of the maps, 64 in the paper.
        blocks: Residual blocks, 16 in the paper, 9 for the one that takes noise away.
        name: Name of the network.

    Returns:
        A network from pictures (batch, height, width, channels) in [-1, 1] of any size to such of
        the same size.

    Raises:
        ValueError: If a number is less than 1.

    Example:
        >>> restorer(1, blocks=9).output_shape
        (None, None, None, 1)
    """
    width, blocks = check_whole(width, "width", 1), check_whole(blocks, "blocks", 1)
    images = keras.Input((None, None, check_whole(channels, "channels", 1)), name="images")
    x = first = prelu(_conv(images, width, 9))
    for _ in range(blocks):
        y = prelu(batch_norm(_conv(x, width)))
        y = prelu(batch_norm(_conv(y, width)))
        x = layers.Add()([x, y])
    x = layers.Add()([first, batch_norm(_conv(x, width))])
    restored = layers.Activation("tanh", dtype="float32", name="restored")(_conv(x, channels, 9))
    return keras.Model(images, restored, name=name)


def check_networks(networks: Mapping[str, keras.Model]) -> tuple[Shape, Shape]:
    """Returns the shapes of the crops that both discriminators judge.

    Raises:
        ValueError: If a network does not fit the others, with which and why.
    """
    first, second = (tuple(networks[f"discriminator_{i}"].input_shape[1:]) for i in (1, 2))
    channels = second[-1]
    for name in ("generator_1", "generator_2"):
        network, probe = networks[name], (1, 16, 24, channels)
        if network.input_shape[-1] != channels or network.compute_output_shape(probe) != probe:
            raise ValueError(
                f"`{name}` must take pictures of any size with the {channels} channels that "
                "`discriminator_2` judges, and leave them as large as they are; it maps "
                f"{tuple(network.input_shape[1:])} to {tuple(network.output_shape[1:])}."
            )
    if first[-1] != channels or any(map(operator.gt, first, second)):
        raise ValueError(
            f"`discriminator_1` judges crops of {first}, which must be no larger than those of "
            f"`discriminator_2`, {second}, and of as many channels."
        )
    return first, second


def features_of(phi: keras.Model, pictures: Tensor) -> Tensor:
    """Returns features, of grey pictures those of RGB ones that are grey."""
    if pictures.shape[-1] == 1 and phi.input_shape[-1] == 3:
        pictures = ops.repeat(pictures, 3, axis=-1)
    return ops.cast(phi(pictures), "float32")


def _conv(x: Tensor, filters: int, size: int = 3) -> Tensor:
    return layers.Conv2D(filters, size, padding="same")(x)
