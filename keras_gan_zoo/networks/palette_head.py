"""A last layer for flat-coloured art: a palette for the picture, and where each colour goes."""

import keras
from keras import layers

SHARPNESS = 4.0
"""Factor on the logits of the regions: the larger, the narrower the seam between two colours."""


def palette_head(regions, context, channels=3):
    """Paints regions with colours that are chosen once for the whole picture.

    Each pixel is a mixture, by a softmax over `regions`, of a few colours that depend on the
    whole picture only. A convolution that ends in tanh decides on each pixel's colour by itself and
    learns late that the pixels of a head of hair must agree; here they cannot but agree.

    Args:
        regions: Logits (batch, height, width, colours).
        context: Feature map (batch, rows, columns, features) that the colours are chosen from.
        channels: Channels of a colour.

    Returns:
        Pictures (batch, height, width, channels) in [-1, 1].

    Example:
        >>> regions = keras.Input((48, 48, 8))
        >>> palette_head(regions, keras.Input((12, 12, 64))).shape
        (None, 48, 48, 3)
    """
    height, width, colours = regions.shape[1:]
    # Sharpened: else wide, soft mixtures pass for new colours, and hair fades from red to blue.
    regions = layers.Rescaling(SHARPNESS)(layers.Reshape((height * width, colours))(regions))
    shares = layers.Softmax()(regions)
    # Normalised maps have the same mean in every picture; rectified ones do not.
    summary = layers.GlobalAveragePooling2D()(layers.ReLU()(context))
    palette = layers.Dense(
        colours * channels,
        activation="tanh",
        # The colours start out different from each other, or they would all learn the same.
        bias_initializer=keras.initializers.RandomUniform(-1.5, 1.5),
    )(summary)
    palette = layers.Reshape((colours, channels))(palette)
    painted = layers.Dot(axes=(2, 1))([shares, palette])
    return layers.Reshape((height, width, channels))(painted)
