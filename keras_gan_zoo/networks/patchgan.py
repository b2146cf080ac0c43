"""PatchGAN, the discriminator that judges patches (1611.07004, section 3.2.2)."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers import MinibatchStdDev
from keras_gan_zoo.networks.discriminator_parts import apply_layers
from keras_gan_zoo.networks.normalization import check_normalization, normalize
from keras_gan_zoo.networks.shapes import check_image_shape


def patchgan(
    image_shape: Sequence[int],
    width: int = 64,
    downsamplings: int = 3,
    normalization: str = "instance",
    minibatch_stddev: bool = False,
    before: Sequence[keras.layers.Layer] = (),
    scores: int = 1,
    name: str = "discriminator",
) -> keras.Model:
    """Builds a PatchGAN: one logit for each overlapping patch of the picture.

    In the notation of 1703.10593, appendix 7.2: C64-C128-C256-C512 with 3 downsamplings, which
    judges patches of 70x70 pixels; 5 downsamplings judge 286x286, 4 142x142, 2 34x34 and 1 16x16.
    With none, kernels are of one pixel, and so is a patch (1611.07004, appendix 6.1.2).

    Args:
        image_shape: (height, width, channels).
        width: Channels of the first map, at least 1.
        downsamplings: Convolutions of stride 2, 0 or more.
        normalization: "instance" as in 1703.10593; "layer", which leaves a picture's overall
            colour and contrast to be judged too; "batch" or "none".
        minibatch_stddev: Whether the last layer also sees how much the pictures of a batch differ
            (1710.10196): against a generator that gives every picture the same palette.
        before: Layers that are applied to the images first, such as `InstanceNoise`.
        scores: Logits of each patch, such as one for each class that may be there (1801.01726).
        name: Name of the network.

    Returns:
        A network from images to logits (batch, rows, columns, scores).

    Raises:
        ValueError: If the picture is too small for so many downsamplings, or an argument is not as
            described.

    Example:
        >>> patchgan((64, 64, 3)).output_shape
        (None, 8, 8, 1)
    """
    shape = check_image_shape(image_shape)
    width = check_whole(width, "width", 1)
    downsamplings = check_whole(downsamplings, "downsamplings", 0)
    scores = check_whole(scores, "scores", 1)
    if min(shape[:2]) < 4 * 2**downsamplings:
        raise ValueError(
            f"`image_shape` must have sides of at least {4 * 2**downsamplings} for a PatchGAN "
            f"of {downsamplings} downsamplings, got {shape}."
        )
    check_normalization(normalization)
    kernel_size = 4 if downsamplings else 1
    images = keras.Input(shape, name="images")
    x = apply_layers(images, before, "before")
    for power in range(max(downsamplings, 1) + 1):
        x = layers.Conv2D(
            width * min(2**power, 8),
            kernel_size,
            strides=2 if power < downsamplings else 1,
            padding="same",
            use_bias=power == 0 or normalization == "none",
            kernel_initializer=keras.initializers.RandomNormal(stddev=0.02),
        )(x)
        if power > 0:
            x = normalize(x, normalization)
        x = layers.LeakyReLU(0.2)(x)
    if minibatch_stddev:
        x = MinibatchStdDev()(x)
    logits = layers.Conv2D(
        scores,
        kernel_size,
        padding="same",
        kernel_initializer=keras.initializers.RandomNormal(stddev=0.02),
        dtype="float32",
        name="logits",
    )(x)
    return keras.Model(images, logits, name=name)
