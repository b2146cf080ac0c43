"""What maps of classes decide in the losses: where gradients count, and which score is asked."""

from collections.abc import Sequence

from keras import ops

from keras_gan_zoo.types import Tensor


def class_boundaries(maps: Tensor) -> Tensor:
    """Returns where a map changes: 1 where two neighbours on either side of a pixel differ, else 0.

    What is beyond the picture's edge is its reflection, so that the edge itself is no boundary.

    Args:
        maps: Class numbers (batch, height, width).

    Returns:
        Float32 of the same shape.

    Example:
        >>> class_boundaries(ops.array([[[0, 0, 0, 1, 1]] * 3]))[0, 1]
        <tf.Tensor: shape=(5,), dtype=float32, numpy=array([0., 0., 1., 1., 0.], dtype=float32)>
    """
    padded = ops.pad(ops.cast(maps, "int32"), ((0, 0), (1, 1), (1, 1)), mode="reflect")
    across = ops.not_equal(padded[:, 1:-1, 2:], padded[:, 1:-1, :-2])
    down = ops.not_equal(padded[:, 2:, 1:-1], padded[:, :-2, 1:-1])
    return ops.cast(ops.logical_or(across, down), "float32")


def soft_gradient_loss(pictures: Tensor, others: Tensor, weights: Tensor) -> Tensor:
    r"""Returns by how much the gradients of two pictures differ in size, weighted by place.

    \( w \cdot \big| |C * I| - |C * I'| \big| \), the mean over pixels, channels and the two
    directions of Sobel's \( C \). Where an edge is as strong, nothing is lost, whichever side of it
    is the darker one.

    Args:
        pictures: (batch, height, width, channels).
        others: As many of the same size.
        weights: Of each pixel, (batch, height, width).

    Returns:
        A float32 scalar.

    Example:
        >>> edge = np.zeros((1, 4, 4, 1), "float32"); edge[:, :, 2:] = 1.0
        >>> float(soft_gradient_loss(edge, np.zeros_like(edge), np.ones((1, 4, 4), "float32")))
        1.0

    Reference:
        https://arxiv.org/abs/1801.01726
    """
    differences = [
        ops.mean(ops.abs(ops.abs(one) - ops.abs(other)), axis=-1)
        for one, other in zip(_sobel(pictures), _sobel(others), strict=True)
    ]
    return ops.mean(weights * (differences[0] + differences[1]) / 2)


def _sobel(pictures: Tensor) -> tuple[Tensor, Tensor]:
    """Returns how fast pictures change across and down, by Sobel's kernels of -2 to 2."""
    padded = ops.pad(
        ops.cast(pictures, "float32"), ((0, 0), (1, 1), (1, 1), (0, 0)), mode="reflect"
    )
    rows = padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]
    columns = padded[:, :, :-2] + 2 * padded[:, :, 1:-1] + padded[:, :, 2:]
    return rows[:, :, 2:] - rows[:, :, :-2], columns[:, 2:] - columns[:, :-2]


def cell_side(size: Sequence[int], grid: Sequence[int]) -> int:
    """Returns how many pixels each way a discriminator has one place for.

    Args:
        size: Height and width of the pictures.
        grid: Rows and columns of the scores.

    Raises:
        ValueError: If the places are no squares of 1, 2, 4, ... pixels.

    Example:
        >>> cell_side((64, 128), (8, 16))
        8
    """
    side = 1 << max(0, -(-size[0] // grid[0]) - 1).bit_length()
    if [-(-length // side) for length in size] != list(grid):
        raise ValueError(
            f"scores of {grid[0]}x{grid[1]} places do not lie over pictures of {size[0]}x{size[1]} "
            "pixels: a place must be a square of 1, 2, 4, 8, ... pixels, as a PatchGAN's is."
        )
    return side


def class_shares(maps: Tensor, classes: int, side: int) -> Tensor:
    """Returns how much of each place belongs to each class: the one-hot map, averaged.

    Args:
        maps: Class numbers (batch, height, width).
        classes: How many classes there are.
        side: Height and width of a place in pixels; smaller ones at the edges count what they have.

    Returns:
        Float32 (batch, rows, columns, classes), whose sum over the classes is 1.

    Example:
        >>> class_shares(ops.array([[[0, 0], [0, 2]]]), 3, 2)[0, 0, 0]
        <tf.Tensor: shape=(3,), dtype=float32, numpy=array([0.75, 0.  , 0.25], dtype=float32)>
    """
    one_hot = ops.one_hot(ops.cast(maps, "int32"), classes, dtype="float32")
    return ops.average_pool(one_hot, side, strides=side, padding="same")


def score_of_class(scores: Tensor, maps: Tensor, side: int) -> Tensor:
    """Returns the score of what is there at each place, out of one score for each class.

    Args:
        scores: (batch, rows, columns, classes), or of one channel, which is returned as it is.
        maps: Class numbers (batch, height, width).
        side: As for `class_shares`.

    Returns:
        Float32 (batch, rows, columns, 1).
    """
    scores = ops.cast(scores, "float32")
    if scores.shape[-1] == 1:
        return scores
    return ops.sum(class_shares(maps, scores.shape[-1], side) * scores, axis=-1, keepdims=True)
