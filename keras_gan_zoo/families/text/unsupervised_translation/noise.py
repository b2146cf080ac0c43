"""The noise of denoising: words are dropped, and others change places with their neighbours."""

from keras import ops

from keras_gan_zoo.types import Tensor


def noisy(
    tokens: Tensor, there: Tensor, drop: float, k: int, end: int | None, uniforms: Tensor
) -> Tensor:
    r"""Returns sequences some tokens of which are left out, and which are in a near order.

    Token i comes to the place that \( q_i = i + U(0, k + 1) \) has among all q, so that
    \( |\sigma(i) - i| \le k \); each is left out with a probability of its own, but never all.

    Args:
        tokens: Sequences (batch, length), int32.
        there: Which of them are tokens before the end, (batch, length) bool.
        drop: The probability of being left out, in [0, 1).
        k: How many places a token may move, at least 0.
        end: The end token, which fills up; `None` where all sequences are of full length, of which
            nothing can be left out.
        uniforms: Random numbers in [0, 1), (batch, 2, length): of what is left out, and of places.

    Returns:
        (batch, length), int32.

    Example:
        >>> tokens = np.array([[5, 6, 7, 0]])
        >>> uniforms = np.array([[[0.9, 0.0, 0.5, 0.0], [0.0] * 4]])
        >>> noisy(tokens, tokens > 0, 0.1, 3, 0, uniforms).numpy()
        array([[5, 7, 0, 0]], dtype=int32)

    Reference:
        1711.00043, section 2.3, with p_wd = 0.1 and k = 3.
    """
    length = tokens.shape[1]
    positions = ops.arange(length, dtype="float32")[None]
    kept = there
    if end is not None:
        of_drop = ops.where(there, uniforms[:, 0], -1.0)
        likeliest = ops.equal(of_drop, ops.max(of_drop, axis=1, keepdims=True))
        kept = ops.logical_and(there, ops.logical_or(of_drop >= drop, likeliest))
    q = positions + (k + 1) * ops.cast(uniforms[:, 1], "float32")
    # What is not kept comes behind all that is: no q is above length + k + 1.
    order = ops.argsort(ops.where(kept, q, positions + 2.0 * (length + k + 1)), axis=1)
    found = ops.take_along_axis(ops.cast(tokens, "int32"), order, axis=1)
    if end is None:
        return found
    count = ops.sum(ops.cast(kept, "float32"), axis=1, keepdims=True)
    return ops.where(positions < count, found, end)
