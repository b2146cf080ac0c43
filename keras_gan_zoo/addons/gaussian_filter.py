"""Gaussian blur of pictures."""

from collections.abc import Sequence

from keras import ops

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.types import Tensor

PADDINGS = ("constant", "reflect", "symmetric")


def gaussian_filter2d(
    image: Tensor,
    filter_shape: int | Sequence[int] = (3, 3),
    sigma: float | Sequence[float] = 1.0,
    padding: str = "reflect",
    constant_values: float = 0,
) -> Tensor:
    """Blurs pictures with a Gaussian filter.

    `keras.ops.image.gaussian_blur` always pads with zeros, which darkens the border; here the
    picture is mirrored beyond it.

    Args:
        image: (batch, height, width, channels), or one picture without the first axis; float.
        filter_shape: Side of the window, or (height, width), in pixels.
        sigma: Standard deviation, or (of rows, of columns), in pixels; above 0.
        padding: What lies beyond the border: "reflect" mirrors without the border's own pixels,
            "symmetric" with them, "constant" is `constant_values`; in any case of letters.
        constant_values: The constant of "constant".

    Returns:
        Pictures of the same shape and type.

    Raises:
        ValueError: If `image` has another number of axes, `sigma` is not above 0, or there is no
            such padding.

    Example:
        >>> gaussian_filter2d(keras.ops.ones((1, 8, 8, 3)), 5, 1.5).shape
        TensorShape([1, 8, 8, 3])
    """
    image = ops.convert_to_tensor(image)
    if len(image.shape) == 3:
        return gaussian_filter2d(image[None], filter_shape, sigma, padding, constant_values)[0]
    if len(image.shape) != 4:
        raise ValueError(
            "`image` must have shape (batch, height, width, channels) or "
            f"(height, width, channels), got {tuple(image.shape)}."
        )
    mode = str(padding).lower()
    if mode not in PADDINGS:
        raise ValueError(
            f"`padding` must be one of {listed(PADDINGS)}, got {padding!r}."
            + nearest(mode, PADDINGS)
        )
    sides, sigmas = _pair(filter_shape), _pair(sigma)
    if min(sigmas) <= 0:
        raise ValueError(f"`sigma` must be above 0, got {sigma!r}.")
    before = [(side - 1) // 2 for side in sides]
    margins = [(some, side - 1 - some) for some, side in zip(before, sides, strict=True)]
    constant = {"constant_values": constant_values} if mode == "constant" else {}
    image = ops.pad(image, [(0, 0), *margins, (0, 0)], mode, **constant)
    # Row by row and then column by column: k + k products a pixel instead of k * k.
    for axis in (0, 1):
        window = ops.cast(_window(sides[axis], sigmas[axis]), image.dtype)
        shape = (-1, 1, 1, 1) if axis == 0 else (1, -1, 1, 1)
        kernel = ops.repeat(ops.reshape(window, shape), image.shape[-1], axis=2)
        image = ops.depthwise_conv(image, kernel, padding="valid")
    return image


def _window(side, sigma):
    places = ops.arange(-side // 2 + 1, side // 2 + 1, dtype="float32")
    return ops.softmax(-ops.square(places) / (2.0 * sigma**2))


def _pair(value):
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)
