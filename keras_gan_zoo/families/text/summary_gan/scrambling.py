"""The generator's first stage: a few words in a row are found again in a text that is scrambled."""

from keras import ops

from keras_gan_zoo.types import Tensor


def spans(
    tokens: Tensor,
    counts: Tensor,
    between: tuple[int, int],
    length: int,
    end: int,
    uniforms: Tensor,
) -> Tensor:
    """Returns some consecutive tokens of each sequence, filled up with the end token.

    Args:
        tokens: Sequences (batch, source_length), int32.
        counts: How many tokens each has before its end, (batch,) int32.
        between: Fewest and most tokens of a span; a shorter sequence is taken whole.
        length: Tokens of what is returned; a longer span is cut off.
        end: The end token.
        uniforms: Random numbers in [0, 1), (batch, 2): of the span's size and of its place.

    Returns:
        (batch, length), int32.

    Example:
        >>> tokens = np.array([[5, 6, 7, 8, 0]])
        >>> spans(tokens, np.array([4]), (2, 2), 3, 0, np.array([[0.0, 0.5]])).numpy()
        array([[6, 7, 0]], dtype=int32)
    """
    least, most = between
    size = least + ops.cast(ops.floor(uniforms[:, 0] * (most + 1 - least)), "int32")
    counts = ops.cast(counts, "int32")
    size = ops.minimum(size, counts)
    room = ops.cast(counts - size + 1, uniforms.dtype)
    begin = ops.cast(ops.floor(uniforms[:, 1] * room), "int32")
    places = begin[:, None] + ops.arange(length, dtype="int32")[None]
    within = places < (begin + size)[:, None]
    found = ops.take_along_axis(tokens, ops.where(within, places, 0), axis=1)
    return ops.cast(ops.where(within, found, end), "int32")


def scrambled(tokens: Tensor, counts: Tensor, share: float, uniforms: Tensor) -> Tensor:
    """Returns sequences in which a share of the tokens has changed places, end tokens apart.

    Args:
        tokens: Sequences (batch, source_length), int32.
        counts: How many tokens each has before its end, (batch,) int32.
        share: How probably each token is one of those that change places.
        uniforms: Random numbers in [0, 1), (batch, 2, source_length): of which do, and where to.

    Returns:
        (batch, source_length), int32.

    Example:
        >>> tokens, uniforms = np.array([[5, 6, 7, 0]]), np.zeros((1, 2, 4))
        >>> scrambled(tokens, np.array([3]), 0.0, uniforms).numpy()
        array([[5, 6, 7, 0]], dtype=int32)
    """
    length = tokens.shape[1]
    positions = ops.arange(length, dtype="float32")[None]
    there = positions < ops.cast(counts, "float32")[:, None]
    moves = ops.logical_and(there, uniforms[:, 0] < share)
    # Those that move come first, in their own order and in a random one; all others follow as they
    # stand, so that the i-th of one order goes to the place of the i-th of the other.
    stay = positions + length
    places = ops.argsort(ops.where(moves, positions, stay), axis=1)
    goes_there = ops.argsort(ops.where(moves, ops.cast(uniforms[:, 1], "float32"), stay), axis=1)
    reordered = ops.take_along_axis(tokens, goes_there, axis=1)
    return ops.cast(ops.take_along_axis(reordered, ops.argsort(places, axis=1), axis=1), "int32")
