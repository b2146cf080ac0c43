"""Rotation and translation of pictures."""

from keras import ops

from keras_gan_zoo.types import ArrayLike, Tensor

_RANKS = (3, 4)


def rotate(
    images: Tensor,
    angles: ArrayLike,
    interpolation: str = "nearest",
    fill_mode: str = "constant",
    fill_value: float = 0.0,
) -> Tensor:
    """Rotates pictures counterclockwise around their centre.

    Args:
        images: (batch, height, width, channels), or one picture without the first axis.
        angles: In radians: one for all pictures, or (batch,).
        interpolation: "nearest" or "bilinear".
        fill_mode: What lies outside of a picture: "constant", "reflect", "wrap" or "nearest".
        fill_value: The constant of "constant"; black is -1 for pictures in [-1, 1].

    Returns:
        Pictures of the same shape. There is a gradient to `images`, none to `angles`.

    Raises:
        ValueError: If `images` or `angles` has another number of axes.

    Example:
        >>> rotate(keras.ops.array([[[1.0], [2.0]], [[3.0], [4.0]]]), 3.14159265)[..., 0]
        <tf.Tensor: shape=(2, 2), dtype=float32, numpy=
        array([[4., 3.],
               [2., 1.]], dtype=float32)>
    """
    images, angles = ops.convert_to_tensor(images), ops.convert_to_tensor(angles, "float32")
    _check_rank(images)
    if len(angles.shape) > 1:
        raise ValueError(
            f"`angles` must be one number or of shape (batch,), got {tuple(angles.shape)}."
        )
    last_row, last_column = (ops.cast(ops.shape(images)[axis] - 1, "float32") for axis in (-3, -2))
    cosine, sine = ops.cos(angles), ops.sin(angles)
    none = ops.zeros_like(cosine)
    # From a place in the result to the place in the picture that is seen there, x before y.
    transform = [
        cosine,
        -sine,
        (last_column - (cosine * last_column - sine * last_row)) / 2.0,
        sine,
        cosine,
        (last_row - (sine * last_column + cosine * last_row)) / 2.0,
        none,
        none,
    ]
    return ops.image.affine_transform(
        images, ops.stack(transform, axis=-1), interpolation, fill_mode, fill_value
    )


def translate(
    images: Tensor,
    translations: ArrayLike,
    interpolation: str = "nearest",
    fill_mode: str = "constant",
    fill_value: float = 0.0,
) -> Tensor:
    """Translates pictures by a number of pixels.

    Args:
        images: (batch, height, width, channels), or one picture without the first axis.
        translations: (dx, dy) in pixels, to the right and down, for all pictures, or (batch, 2).
        interpolation: As for `rotate`.
        fill_mode: As for `rotate`.
        fill_value: As for `rotate`.

    Returns:
        Pictures of the same shape. There is a gradient to `images`, none to `translations`.

    Raises:
        ValueError: If `images` has another number of axes, or `translations` another shape.

    Example:
        >>> translate(keras.ops.array([[[1.0], [2.0]]]), (1, 0))[..., 0]
        <tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[0., 1.]], dtype=float32)>
    """
    images = ops.convert_to_tensor(images)
    translations = ops.convert_to_tensor(translations, "float32")
    _check_rank(images)
    if len(translations.shape) not in (1, 2) or translations.shape[-1] != 2:
        raise ValueError(
            "`translations` must be (dx, dy) or of shape (batch, 2), "
            f"got shape {tuple(translations.shape)}."
        )
    dx, dy = translations[..., 0], translations[..., 1]
    one, none = ops.ones_like(dx), ops.zeros_like(dx)
    transform = ops.stack([one, none, -dx, none, one, -dy, none, none], axis=-1)
    return ops.image.affine_transform(images, transform, interpolation, fill_mode, fill_value)


def _check_rank(images):
    if len(images.shape) not in _RANKS:
        raise ValueError(
            "`images` must have shape (batch, height, width, channels) or "
            f"(height, width, channels), got {tuple(images.shape)}."
        )
