"""The gradient difference loss of pictures, which a blur cannot please (1511.05440)."""

from keras import ops

from keras_gan_zoo.types import Tensor


def gradient_difference(images: Tensor, others: Tensor, alpha: float = 1.0) -> Tensor:
    r"""Returns how the steps from pixel to pixel of two pictures differ in size, (batch,).

    1511.05440, eq. 6: \( \sum_{i,j} \big| |Y_{i,j} - Y_{i-1,j}| - |\hat Y_{i,j} - \hat Y_{i-1,j}|
    \big|^\alpha \) and the same along the rows, here with the mean over the pixels in place of the
    sum, for each direction. Where an edge is as sharp, nothing is lost, also where it is darker on
    the other side.

    Args:
        images: (batch, height, width, channels).
        others: As many of the same shape.
        alpha: The exponent, at least 1.

    Returns:
        Each picture's, float32.

    Example:
        >>> edge = np.zeros((1, 2, 2, 1), "float32"); edge[:, 1] = 1.0
        >>> float(gradient_difference(edge, np.zeros_like(edge)))
        1.0

    Reference:
        https://arxiv.org/abs/1511.05440
    """
    images, others = ops.cast(images, "float32"), ops.cast(others, "float32")
    total = 0.0
    for axis in (1, 2):
        steps = ops.abs(_steps(images, axis)) - ops.abs(_steps(others, axis))
        total += ops.mean(ops.abs(steps) ** alpha, axis=(1, 2, 3))
    return total


def _steps(images: Tensor, axis: int) -> Tensor:
    return images[:, 1:] - images[:, :-1] if axis == 1 else images[:, :, 1:] - images[:, :, :-1]
