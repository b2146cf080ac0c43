"""Beam search: the most probable sequences of a decoder."""

from keras import ops

from keras_gan_zoo.networks.decoder import Decoder
from keras_gan_zoo.types import Tensor

IMPOSSIBLE = -1e9
"""A log-probability that no sequence of possible tokens reaches."""


def beam_search(decoder: Decoder, beam: int, given: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Finds the most probable sequences by beam search.

    Args:
        decoder: A `Decoder`.
        beam: How many beginnings are kept; with as many as there are sequences it is exact.
        given: Tokens that are settled beforehand, (length,) whole numbers; -1 where any may stand.

    Returns:
        Tokens (beam, length), int32, and their log-probabilities (beam,), the highest first.

    Example:
        >>> tokens, log_probs = beam_search(decoder, beam=4)
    """
    size, length = decoder.vocabulary_size, decoder.length
    vocabulary = ops.arange(size, dtype="int32")
    positions = ops.arange(length, dtype="int32")

    def keep_best(position, previous, scores, tokens, state):
        logits, state = decoder.step(previous, state, position)
        log_probs = ops.log_softmax(logits)
        if given is not None:
            settled = ops.cast(ops.take(given, position), "int32")
            allowed = ops.logical_or(settled < 0, ops.equal(vocabulary, settled))
            log_probs = ops.where(allowed, log_probs, IMPOSSIBLE)
        if decoder.end_token is not None:
            ended = ops.equal(previous, decoder.end_token)[:, None]
            nothing = ops.where(ops.equal(vocabulary, decoder.end_token), 0.0, IMPOSSIBLE)
            log_probs = ops.where(ended, nothing, log_probs)
        scores, best = ops.top_k(ops.reshape(scores[:, None] + log_probs, (-1,)), beam)
        parent, token = best // size, ops.cast(best % size, "int32")
        state = tuple(ops.take(part, parent, axis=0) for part in state)
        tokens = ops.take(tokens, parent, axis=0)
        tokens = ops.where(ops.equal(positions, position), token[:, None], tokens)
        return position + 1, token, scores, tokens, state

    # All beginnings are the same empty one: only the first of them may go on.
    first = ops.where(ops.equal(ops.arange(beam), 0), 0.0, IMPOSSIBLE)
    *_, scores, tokens, _ = ops.while_loop(
        lambda position, *_: position < length,
        keep_best,
        (
            ops.convert_to_tensor(0, dtype="int32"),
            ops.full((beam,), decoder.start_token, dtype="int32"),
            first,
            ops.zeros((beam, length), dtype="int32"),
            decoder.initial_state(beam),
        ),
    )
    return tokens, scores
