"""Sparsemax, a softmax whose probabilities can be exactly zero (1602.02068)."""

from keras import ops

from keras_gan_zoo.types import Tensor


def sparsemax(x: Tensor, axis: int = -1) -> Tensor:
    r"""Projects logits onto the probability simplex: the nearest point that sums to 1.

    \( \max(x_i - \tau(x), 0) \), where the threshold makes the sum 1 (1602.02068, Algorithm 1).
    `keras.activations.sparsemax` is no replacement: up to Keras 3.15 at least it is right only
    where one class alone is left, and else gives values that do not sum to 1.

    Args:
        x: Logits, float.
        axis: Axis of the classes.

    Returns:
        Probabilities of the shape of `x`.

    Example:
        >>> sparsemax(keras.ops.array([[1.0, 0.8, -1.0]]))
        <tf.Tensor: shape=(1, 3), dtype=float32, numpy=array([[0.6, 0.4, 0. ]], dtype=float32)>

    Reference:
        https://arxiv.org/abs/1602.02068
    """
    x = ops.moveaxis(ops.convert_to_tensor(x), axis, -1)
    # The sum of probabilities does not change with the level of the logits, but its digits do.
    x = x - ops.max(x, axis=-1, keepdims=True)
    descending = ops.flip(ops.sort(x, axis=-1), axis=-1)
    sums = ops.cumsum(descending, axis=-1)
    counts = ops.cumsum(ops.ones_like(x), axis=-1)
    kept = 1.0 + counts * descending > sums
    size = ops.sum(ops.cast(kept, "int32"), axis=-1, keepdims=True)
    total = ops.take_along_axis(sums, size - 1, axis=-1)
    threshold = (total - 1.0) / ops.cast(size, x.dtype)
    return ops.moveaxis(ops.maximum(x - threshold, 0.0), -1, axis)
