"""The residual generator that translates a picture to a picture (1603.08155, 1703.10593)."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.layers import NearestUpsampling2D, ReflectionPadding2D
from keras_gan_zoo.networks.enclosed_areas import enclosed_areas
from keras_gan_zoo.networks.normalization import check_normalization, normalize
from keras_gan_zoo.networks.palette_head import palette_head
from keras_gan_zoo.networks.shapes import check_image_shape


def resnet_translator(
    input_shape: Sequence[int],
    output_channels: int = 3,
    width: int = 64,
    blocks: int = 6,
    downsamplings: int = 2,
    skips: bool = False,
    normalization: str = "instance",
    palette: int | None = None,
    dropout: float = 0.0,
    flat_areas: bool = False,
    name: str = "generator",
) -> keras.Model:
    """Builds the translator of 1703.10593, appendix 7.2.

    In the paper's notation c7s1-64, d128, d256, R256 x blocks, u128, u64, c7s1-3. Going up,
    a nearest-neighbour resize and a convolution stand where the paper has a transposed
    convolution: no checkerboard (Odena et al. 2016, doi:10.23915/distill.00003).

    Args:
        input_shape: (height, width, channels); height and width divisible by
            `2 ** downsamplings`.
        output_channels: Channels of the translated picture.
        width: Channels of the first map, at least 1 (64 in the paper).
        blocks: Residual blocks, 0 or more (6 at 128 pixels, 9 at 256, in the paper).
        downsamplings: How often the picture is halved before the blocks, at least once.
        skips: Whether each map on the way up also sees the map of its size on the way down, as
            in a U-Net (1611.07004, section 3.2.1). Not in the paper; a small network learns
            sooner to keep the lines of the picture.
        normalization: "instance" as in the paper, or "layer" where the translation has to
            decide on something for the whole picture, such as its palette; "batch" or "none".
        palette: `None` for the paper's last convolution, or how many colours (at least 1) each
            picture chooses for itself: see `palette_head`.
        dropout: Share of the features that is dropped inside each residual block, in [0, 1): noise,
            where one picture has several translations (1611.07004, section 3.1).
        flat_areas: Whether what the input's edges enclose gets one mixture of colours (see
            `enclosed_areas`), as it always does with a palette. Not in the paper.
        name: Name of the network.

    Returns:
        A network from images in [-1, 1] to images in [-1, 1].

    Raises:
        ValueError: If the picture's sides are not divisible so, or an argument is not as described.

    Example:
        >>> resnet_translator((64, 64, 3), blocks=3).output_shape
        (None, 64, 64, 3)
    """
    shape = check_image_shape(input_shape)
    output_channels = check_whole(output_channels, "output_channels", 1)
    width = check_whole(width, "width", 1)
    blocks = check_whole(blocks, "blocks", 0)
    downsamplings = check_whole(downsamplings, "downsamplings", 1)
    if palette is not None:
        palette = check_whole(palette, "palette", 1)
    dropout = check_number(dropout, "dropout", least=0, below=1)
    step = 2**downsamplings
    if shape[0] % step or shape[1] % step or min(shape[:2]) < 4 * step:
        raise ValueError(
            f"`image_shape` must have sides divisible by {step} and of at least {4 * step} "
            f"for {downsamplings} downsamplings, got {shape}."
        )
    check_normalization(normalization)

    def convolution(x, channels, kernel_size, strides=1, padding="same"):
        # No bias: the normalization right after it has one.
        x = layers.Conv2D(
            channels,
            kernel_size,
            strides=strides,
            padding=padding,
            use_bias=normalization == "none",
            kernel_initializer=_initializer(),
        )(x)
        return normalize(x, normalization)

    def residual_block(x):
        channels = x.shape[-1]
        y = convolution(ReflectionPadding2D(1)(x), channels, 3, padding="valid")
        y = layers.ReLU()(y)
        if dropout:
            y = layers.Dropout(dropout)(y)
        y = convolution(ReflectionPadding2D(1)(y), channels, 3, padding="valid")
        return layers.Add()([x, y])

    images = keras.Input(shape, name="images")
    x = layers.ReLU()(convolution(ReflectionPadding2D(3)(images), width, 7, padding="valid"))
    passed = []
    for power in range(1, downsamplings + 1):
        passed.append(x)
        x = layers.ReLU()(convolution(x, width * 2**power, 3, strides=2))
    for _ in range(blocks):
        x = residual_block(x)
    for power in reversed(range(downsamplings)):
        x = NearestUpsampling2D()(x)
        if skips:
            x = layers.Concatenate()([x, passed[power]])
        x = layers.ReLU()(convolution(x, width * 2**power, 3))
    if palette is not None:
        regions = layers.Conv2D(palette, 3, padding="same", name="regions")(x)
        x = palette_head(regions, images, output_channels)
    else:
        last = layers.Conv2D(output_channels, 7, kernel_initializer=_initializer())
        x = last(ReflectionPadding2D(3)(x))
        if flat_areas:
            x = enclosed_areas(x, images)
        x = layers.Activation("tanh", dtype="float32")(x)
    translated = layers.Activation("linear", dtype="float32", name="translated")(x)
    return keras.Model(images, translated, name=name)


def _initializer():
    return keras.initializers.RandomNormal(stddev=0.02)  # 1703.10593, appendix 7.1
