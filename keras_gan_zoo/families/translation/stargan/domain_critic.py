"""StarGAN's discriminator: is it real, and of which domain (1711.09020)."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.networks.shapes import check_image_shape


def domain_critic(
    image_shape: Sequence[int],
    domains: int,
    width: int = 64,
    downsamplings: int = 6,
    scores_by_domain: bool = False,
    name: str = "discriminator",
) -> keras.Model:
    """Builds the discriminator of 1711.09020, appendix 7.2: two heads on one body.

    The body has convolutions of stride 2 with LeakyReLU(0.01), each of twice the channels, and no
    normalisation, as it stands under a gradient penalty. One head gives a score for each patch, the
    other, a convolution over the whole last map, logits over the domains.

    Args:
        image_shape: (height, width, channels).
        domains: How many there are, at least 1.
        width: Channels of the first map, at least 1.
        downsamplings: Convolutions of stride 2, at least 1; 6 at 128 pixels in the paper.
        scores_by_domain: Whether there is a score for each domain, as in StarGAN v2 (1912.01865,
            section 2.1), in place of one for all.
        name: Name of the network.

    Returns:
        A network from images to scores (batch, rows, columns, 1), or (batch, rows, columns,
        domains) with a score for each domain, and to logits (batch, domains).

    Raises:
        ValueError: If the picture is too small for so many downsamplings, or an argument is not as
            said.

    Example:
        >>> domain_critic((128, 128, 3), 5).output_shape
        [(None, 2, 2, 1), (None, 5)]
    """
    shape = check_image_shape(image_shape)
    domains = check_whole(domains, "domains", 1)
    width = check_whole(width, "width", 1)
    downsamplings = check_whole(downsamplings, "downsamplings", 1)
    if min(shape[:2]) < 2**downsamplings:
        raise ValueError(
            f"`image_shape` must have sides of at least {2**downsamplings} for {downsamplings} "
            f"downsamplings, got {shape}."
        )
    images = keras.Input(shape, name="images")
    x = images
    for power in range(downsamplings):
        x = layers.Conv2D(width * 2**power, 4, strides=2, padding="same")(x)
        x = layers.LeakyReLU(0.01)(x)
    judges = domains if scores_by_domain else 1
    source = layers.Conv2D(
        judges, 3, padding="same", use_bias=False, dtype="float32", name="source"
    )
    scores = source(x)
    whole = layers.Conv2D(domains, x.shape[1:3], use_bias=False, dtype="float32")(x)
    logits = layers.Reshape((domains,), dtype="float32", name="domain")(whole)
    return keras.Model(images, [scores, logits], name=name)
