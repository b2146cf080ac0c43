"""Reads the full sequences from the steps of a beam search."""

from keras import ops

from keras_gan_zoo.types import ArrayLike, Tensor


def gather_tree(
    step_ids: ArrayLike, parent_ids: ArrayLike, max_sequence_lengths: ArrayLike, end_token: int
) -> Tensor:
    """Follows each beam from its last step back to its first, for the full sequences.

    A beam search that keeps the tokens and the parent of each beam step by step has sequences
    only after this. `keras_gan_zoo.networks.beam_search` returns whole sequences by itself.

    Args:
        step_ids: Tokens (steps, batch, beams), whole numbers.
        parent_ids: For each token, the beam of the step before, which it continues; same shape.
        max_sequence_lengths: Steps that count, (batch,).
        end_token: The token after which a sequence is filled with it.

    Returns:
        Tokens (steps, batch, beams).

    Raises:
        ValueError: If the shapes do not fit together.

    Example:
        >>> gather_tree([[[1, 2]], [[3, 4]]], [[[0, 0]], [[1, 0]]], [2], 0)[:, 0]
        <tf.Tensor: shape=(2, 2), dtype=int32, numpy=
        array([[2, 1],
               [3, 4]], dtype=int32)>
    """
    tokens, parents = (ops.cast(ops.convert_to_tensor(x), "int32") for x in (step_ids, parent_ids))
    if len(tokens.shape) != 3 or tuple(tokens.shape) != tuple(parents.shape):
        raise ValueError(
            "`step_ids` and `parent_ids` must have one shape (steps, batch, beams), got "
            f"{tuple(tokens.shape)} and {tuple(parents.shape)}."
        )
    lengths = ops.cast(ops.convert_to_tensor(max_sequence_lengths), "int32")
    steps, _, beams = tokens.shape
    itself = ops.broadcast_to(ops.arange(beams, dtype="int32"), ops.shape(tokens)[1:])
    beam, gathered = itself, []
    for step in reversed(range(steps)):
        counts = (step < lengths)[:, None]
        token = ops.take_along_axis(tokens[step], beam, axis=1)
        gathered.append(ops.where(counts, token, end_token))
        # Steps beyond a sequence's length do not lead anywhere.
        beam = ops.where(counts, ops.take_along_axis(parents[step], beam, axis=1), itself)
    sequences = ops.stack(gathered[::-1])
    ended = ops.cumsum(ops.cast(sequences == end_token, "int32"), axis=0) > 0
    return ops.where(ended, end_token, sequences)
