"""The U-Net that translates a picture to an aligned picture (1611.07004)."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.networks.enclosed_areas import enclosed_areas
from keras_gan_zoo.networks.normalization import check_normalization, normalize
from keras_gan_zoo.networks.shapes import check_image_shape

_MOST_DOWNSAMPLINGS = 8
_DROPOUT_MAPS = 3


def unet(
    input_shape: Sequence[int],
    output_channels: int = 3,
    width: int = 64,
    downsamplings: int | None = None,
    normalization: str = "instance",
    dropout: float = 0.5,
    skips: bool = True,
    flat_areas: bool = False,
    name: str = "generator",
) -> keras.Model:
    """Builds the encoder-decoder of 1611.07004, section 3.2.1 and appendix 6.1.1.

    In the paper's notation C64-C128-C256-C512 x 5 down and CD512 x 3-C512-C256-C128-C64 up, each
    map on the way up beside the map of its size on the way down. All convolutions have kernels of
    4 and strides of 2. The innermost map is not normalized: at one pixel a side, instance
    normalization would leave nothing of it.

    Args:
        input_shape: (height, width, channels); height and width divisible by
            `2 ** downsamplings`.
        output_channels: Channels of the translated picture.
        width: Channels of the first map, at least 1; the deepest have eight times as many.
        downsamplings: How often the picture is halved, at least once; `None` for as often as its
            sides can be, at most 8 times as at 256 pixels in the paper.
        normalization: "instance", which is the paper's batch normalization at its batch of one
            picture; "batch", "layer" or "none".
        dropout: Share of the features that is dropped in the three deepest maps on the way up, in
            [0, 1): the only noise of 1611.07004.
        skips: Whether maps are passed across; without, it is the paper's encoder-decoder and the
            generator of 1703.05192.
        flat_areas: Whether what the input's edges enclose gets one mixture of colours (see
            `enclosed_areas`): for drawings in lines. Not in the paper.
        name: Name of the network.

    Returns:
        A network from images in [-1, 1] to images in [-1, 1].

    Raises:
        ValueError: If the picture's sides are not divisible so, or an argument is not as described.

    Example:
        >>> unet((64, 64, 3)).output_shape
        (None, 64, 64, 3)
    """
    shape = check_image_shape(input_shape)
    output_channels = check_whole(output_channels, "output_channels", 1)
    width = check_whole(width, "width", 1)
    check_normalization(normalization)
    dropout = check_number(dropout, "dropout", least=0, below=1)
    possible = _possible_downsamplings(shape)
    depth = possible if downsamplings is None else check_whole(downsamplings, "downsamplings", 1)
    if not 1 <= depth <= possible:
        raise ValueError(
            f"`image_shape` must have sides divisible by {2 ** max(depth, 1)} for "
            f"{max(depth, 1)} downsamplings, got {shape}."
        )

    def settings(level):
        return {
            "filters": width * min(2**level, 8),
            "kernel_size": 4,
            "strides": 2,
            "padding": "same",
            "kernel_initializer": keras.initializers.RandomNormal(stddev=0.02),
        }

    images = keras.Input(shape, name="images")
    x, passed = images, []
    for level in range(depth):
        normalized = 0 < level < depth - 1 and normalization != "none"
        x = layers.LeakyReLU(0.2)(x) if level else x
        x = layers.Conv2D(use_bias=not normalized, **settings(level))(x)
        x = normalize(x, normalization) if normalized else x
        passed.append(x)
    for level in reversed(range(depth - 1)):
        x = layers.Conv2DTranspose(use_bias=normalization == "none", **settings(level))(
            layers.ReLU()(x)
        )
        x = normalize(x, normalization)
        if dropout and level >= depth - 1 - _DROPOUT_MAPS:
            x = layers.Dropout(dropout)(x)
        if skips:
            x = layers.Concatenate()([x, passed[level]])
    last = {**settings(0), "filters": output_channels}
    x = layers.Conv2DTranspose(**last)(layers.ReLU()(x))
    if flat_areas:
        x = enclosed_areas(x, images)
    translated = layers.Activation("tanh", dtype="float32", name="translated")(x)
    return keras.Model(images, translated, name=name)


def _possible_downsamplings(shape: Sequence[int]) -> int:
    """Returns how often a picture can be halved."""
    times = 0
    while times < _MOST_DOWNSAMPLINGS and not any(side % 2 ** (times + 1) for side in shape[:2]):
        times += 1
    return times
