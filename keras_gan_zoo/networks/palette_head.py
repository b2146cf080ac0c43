"""An output layer for flat-coloured art: a palette for the picture, a colour for each region."""

from typing import Any

import keras
from keras import layers

from keras_gan_zoo.layers.random_features import RandomFeatures
from keras_gan_zoo.layers.region_means import RegionMeans
from keras_gan_zoo.layers.rising_noise import RisingNoise
from keras_gan_zoo.networks.enclosed_areas import enclosed_areas
from keras_gan_zoo.types import Tensor

SHARPNESS = 4.0
"""Factor on the logits of the regions: the larger, the narrower the seam between two colours."""

NOISE: dict[str, Any] = {"first": 0.15, "last": 0.25, "begin": 450, "end": 1800}
"""Noise on the logits of the regions, by training calls: CycleGAN calls a generator three times a
step. With much of it from the start, regions merge that are still to be told apart."""

CHOICES = 16
"""Random features that the palette is chosen by."""

PACE = 3.0
"""How much faster colours are learned than regions."""


def palette_head(regions: Tensor, images: Tensor, channels: int = 3, seed: int = 0) -> Tensor:
    """Paints regions with colours that are chosen once for the whole picture.

    Each pixel is a mixture, by a softmax over `regions`, of a few colours that depend on the
    whole picture only. A convolution that ends in tanh decides on each pixel's colour by itself and
    learns late that the pixels of a head of hair must agree; here they cannot but agree: the logits
    are averaged over what the input's edges enclose.

    The colours are chosen by what the regions are coloured now, so that a picture that is right
    already can be left as it is, and by random features of the picture, so that drawings that
    have no colours yet get different ones: without them a generator soon paints all alike.

    Args:
        regions: Logits (batch, height, width, colours).
        images: The generator's input (batch, height, width, channels) in [-1, 1].
        channels: Channels of a colour.
        seed: Seed of the random features.

    Returns:
        Pictures (batch, height, width, channels) in [-1, 1].

    Example:
        >>> regions = keras.Input((48, 48, 8))
        >>> palette_head(regions, keras.Input((48, 48, 3))).shape
        (None, 48, 48, 3)
    """
    height, width, colours = regions.shape[1:]
    regions = enclosed_areas(regions, images)
    regions = layers.Reshape((height * width, colours))(regions)
    # Sharpened and made noisy: else soft mixtures pass for new colours, and where an edge is faint
    # hair fades from red to blue.
    regions = layers.Rescaling(SHARPNESS)(RisingNoise(**NOISE, name="region_noise")(regions))
    shares = layers.Softmax()(regions)
    pixels = layers.Reshape((height * width, images.shape[-1]))(images)
    present = layers.Flatten()(RegionMeans()([shares, pixels]))
    # At about 12 pixels a side: what stands where, and no more of the lines.
    thumbnail = layers.AveragePooling2D(max(1, min(height, width) // 12))(images)
    choice = RandomFeatures(CHOICES, seed=seed)(thumbnail)
    hidden = layers.Dense(64, activation="relu")(layers.Concatenate()([present, choice]))
    # Different from each other and from picture to picture from the start: the game shapes variety
    # that is there more easily than it brings it forth. Small weights times a factor, so that
    # colours change faster than regions do, and variety comes from them.
    palette = layers.Dense(
        colours * channels,
        kernel_initializer=keras.initializers.RandomNormal(stddev=0.1),
        bias_initializer=keras.initializers.RandomUniform(-0.33, 0.33),
    )(layers.Concatenate()([hidden, present]))
    palette = layers.Activation("tanh")(layers.Rescaling(PACE)(palette))
    palette = layers.Reshape((colours, channels))(palette)
    painted = layers.Dot(axes=(2, 1))([shares, palette])
    return layers.Reshape((height, width, channels))(painted)
