"""Bilinear interpolation between pixels, and warping of pictures by optical flow."""

from keras import ops

from keras_gan_zoo.types import ArrayLike, Tensor


def interpolate_bilinear(grid: ArrayLike, query_points: ArrayLike, indexing: str = "ij") -> Tensor:
    """Interpolates pictures bilinearly at given points.

    A place outside of its picture reads the nearest pixel of the border. There is a gradient to
    both arguments, so that the places may be learned.

    Args:
        grid: Pictures (batch, height, width, channels) of at least two pixels each way.
        query_points: Places (batch, n, 2) in pixels.
        indexing: "ij" for places as (row, column), "xy" for (column, row).

    Returns:
        Values (batch, n, channels).

    Raises:
        ValueError: If a shape or `indexing` is not as described.

    Example:
        >>> picture = keras.ops.array([[[[0.0], [1.0]], [[2.0], [3.0]]]])
        >>> interpolate_bilinear(picture, [[[0.5, 0.5]]])
        <tf.Tensor: shape=(1, 1, 1), dtype=float32, numpy=array([[[1.5]]], dtype=float32)>
    """
    grid, points = ops.convert_to_tensor(grid), ops.convert_to_tensor(query_points)
    if indexing not in ("ij", "xy"):
        raise ValueError(f"`indexing` must be 'ij' or 'xy', got {indexing!r}.")
    if len(grid.shape) != 4 or any(side is not None and side < 2 for side in grid.shape[1:3]):
        raise ValueError(
            "`grid` must have shape (batch, height, width, channels) of at least two pixels each "
            f"way, got {tuple(grid.shape)}."
        )
    if len(points.shape) != 3 or points.shape[-1] != 2:
        raise ValueError(f"`query_points` must have shape (batch, n, 2), got {points.shape}.")
    batch, height, width, channels = ops.shape(grid)
    rows, columns = (points[..., 0], points[..., 1])[:: 1 if indexing == "ij" else -1]
    top, down = _floor_and_fraction(rows, height, grid.dtype)
    left, right = _floor_and_fraction(columns, width, grid.dtype)
    pixels = ops.reshape(grid, (-1, channels))
    first = ops.arange(batch, dtype="int32")[:, None] * (height * width)

    def read(row, column):
        return ops.take(pixels, first + row * width + column, axis=0)

    def across(row):
        return read(row, left) + right * (read(row, left + 1) - read(row, left))

    return across(top) + down * (across(top + 1) - across(top))


def dense_image_warp(image: Tensor, flow: Tensor) -> Tensor:
    """Warps pictures by optical flow: each pixel is read `flow` before its position.

    `result[b, i, j] = image[b, i - flow[b, i, j, 0], j - flow[b, i, j, 1]]`, between pixels
    bilinearly and beyond the border from the border. The optical flow from picture A to picture
    B makes A of B by `dense_image_warp(B, -flow)`.

    Args:
        image: (batch, height, width, channels) of at least two pixels each way.
        flow: (batch, height, width, 2): rows, columns.

    Returns:
        Pictures of the same shape.

    Raises:
        ValueError: If a shape is not as described.

    Example:
        >>> picture = keras.ops.array([[[[1.0], [2.0]], [[3.0], [4.0]]]])
        >>> dense_image_warp(picture, keras.ops.ones((1, 2, 2, 2)) * [0.0, 1.0])[0, ..., 0]
        <tf.Tensor: shape=(2, 2), dtype=float32, numpy=
        array([[1., 1.],
               [3., 3.]], dtype=float32)>
    """
    image, flow = ops.convert_to_tensor(image), ops.convert_to_tensor(flow)
    if len(flow.shape) != 4 or flow.shape[-1] != 2:
        raise ValueError(
            f"`flow` must have shape (batch, height, width, 2), got {tuple(flow.shape)}."
        )
    _, height, width, _ = ops.shape(flow)
    rows, columns = (ops.arange(side, dtype=flow.dtype) for side in (height, width))
    places = ops.stack(ops.meshgrid(rows, columns, indexing="ij"), axis=-1) - flow
    values = interpolate_bilinear(image, ops.reshape(places, (-1, height * width, 2)))
    return ops.reshape(values, ops.shape(image))


def _floor_and_fraction(places, side, dtype):
    """Returns the pixel before each place, and how far beyond it the place is, in [0, 1]."""
    before = ops.clip(ops.floor(places), 0, ops.cast(side - 2, places.dtype))
    beyond = ops.clip(ops.cast(places - before, dtype), 0.0, 1.0)
    return ops.cast(before, "int32"), beyond[..., None]
