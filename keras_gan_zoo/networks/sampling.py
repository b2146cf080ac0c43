"""Samples sequences from a decoder, in one graph loop over positions, from uniform random numbers.

Each token is drawn by inverting its cumulative distribution at a uniform random number, so that
a sequence is a function of its `length` numbers: the same numbers give the same sequence in
training, in an exported file and on a phone, and only one number a token has to be drawn.
"""

import math
from collections.abc import Sequence

from keras import ops

from keras_gan_zoo.networks.decoder import Decoder
from keras_gan_zoo.networks.loops import scan
from keras_gan_zoo.types import Tensor

GREEDY = 1e-6
"""A temperature at which only the most probable token is left."""


def sample(
    decoder: Decoder,
    uniforms: Tensor,
    given: Tensor | None = None,
    temperature: float | Tensor = 1.0,
    top_p: float | Tensor | None = None,
) -> Tensor:
    """Samples sequences from a decoder.

    Args:
        decoder: A `Decoder`.
        uniforms: Random numbers in [0, 1), (rows, length) float32.
        given: Tokens that are settled beforehand, such as a prompt, (rows, length) whole numbers;
            -1 where a token is to be drawn. `None` if all are.
        temperature: The logits are divided by it: a number above 0, or (rows, 1).
        top_p: Share of probability, in (0, 1], of the most probable tokens among which is drawn
            (nucleus sampling, 1904.09751): a number or (rows, 1). `None` for all tokens.

    Returns:
        Tokens (rows, length), int32.

    Example:
        >>> sample(decoder, keras.random.uniform((4, decoder.length))).shape
        TensorShape([4, 20])
    """
    rows = ops.shape(uniforms)[0]
    start = ops.full((rows,), decoder.start_token, dtype="int32")
    tokens = ops.zeros((rows, decoder.length), dtype="int32")
    state = decoder.initial_state(rows)
    return complete(decoder, tokens, 0, start, state, uniforms, given, temperature, top_p)


def most_probable(decoder: Decoder, rows: int | Tensor) -> Tensor:
    """Returns the most probable token after the most probable ones, again and again (greedy).

    Args:
        decoder: A `Decoder`.
        rows: How many sequences.

    Returns:
        Tokens (rows, length), int32.

    Example:
        >>> most_probable(network.given(sources), rows=4).shape
        TensorShape([4, 20])
    """
    uniforms = ops.full((rows, decoder.length), 0.5, dtype="float32")
    return sample(decoder, uniforms, temperature=GREEDY)


def complete(
    decoder: Decoder,
    tokens: Tensor,
    position: int | Tensor,
    previous: Tensor,
    state: Sequence[Tensor],
    uniforms: Tensor,
    given: Tensor | None = None,
    temperature: float | Tensor = 1.0,
    top_p: float | Tensor | None = None,
) -> Tensor:
    """Samples the rest of sequences from a position on.

    Args:
        decoder: A `Decoder`.
        tokens: Sequences (rows, length), int32; what stands from `position` on is replaced.
        position: Where to begin: a whole number or a scalar tensor.
        previous: The tokens before it, (rows,) int32.
        state: The decoder's state right before it.
        uniforms: As for `sample`; those before `position` are not used.
        given: As for `sample`.
        temperature: As for `sample`.
        top_p: As for `sample`.

    Returns:
        Tokens (rows, length), int32.
    """
    positions = ops.arange(decoder.length, dtype="int32")

    def draw_one(position, previous, tokens, state):
        logits, state = decoder.step(previous, state, position)
        probabilities = ops.softmax(logits / temperature)
        if top_p is not None:
            probabilities = nucleus(probabilities, top_p)
        token = invert_cumulative(probabilities, ops.take(uniforms, position, axis=1))
        if given is not None:
            settled = ops.cast(ops.take(given, position, axis=1), "int32")
            token = ops.where(settled >= 0, settled, token)
        if decoder.end_token is not None:
            token = ops.where(ops.equal(previous, decoder.end_token), previous, token)
        tokens = ops.where(ops.equal(positions, position), token[:, None], tokens)
        return position + 1, token, tokens, state

    *_, tokens, _ = ops.while_loop(
        lambda position, *_: position < decoder.length,
        draw_one,
        (ops.cast(position, "int32"), previous, tokens, state),
    )
    return tokens


def invert_cumulative(probabilities: Tensor, uniforms: Tensor) -> Tensor:
    """Samples tokens by inverse transform sampling of their distribution.

    The vocabulary is cut into blocks: first the block is found, then the token in it. Summing up
    all of a large vocabulary one after the other takes longer than everything else of a step.

    Args:
        probabilities: (rows, vocabulary_size), of any positive sum.
        uniforms: (rows,) in [0, 1).

    Returns:
        Tokens (rows,), int32; never one of probability 0.
    """
    size = probabilities.shape[-1]
    width = _block_width(size)
    if size % width:
        probabilities = ops.pad(probabilities, [[0, 0], [0, -size % width]])
    count = -(-size // width)
    blocks = ops.reshape(probabilities, (-1, width))
    sums = ops.sum(ops.reshape(probabilities, (-1, count, width)), axis=-1)
    block, rest = _search_cumulative(
        sums, uniforms[:, None] * ops.sum(sums, axis=-1, keepdims=True)
    )
    rows = ops.arange(ops.shape(sums)[0], dtype="int32")
    within, _ = _search_cumulative(ops.take(blocks, rows * count + block[:, 0], axis=0), rest)
    return (block * width + within)[:, 0]


def _block_width(size):
    """Returns about the root of a size, one that divides it if there is one: nothing to pad."""
    root = math.isqrt(size - 1) + 1
    return next((width for width in range(root, 2 * root) if size % width == 0), root)


def _search_cumulative(weights, target):
    """Returns where the running sum first exceeds the target, and what is left of it there."""
    cumulative = ops.cumsum(weights, axis=-1)
    # Where rounding lifts the target to the whole sum, the last one that has any weight is reached.
    passed = ops.logical_and(cumulative <= target, cumulative < cumulative[:, -1:])
    passed = ops.cast(passed, cumulative.dtype)
    index = ops.cast(ops.sum(passed, axis=-1, keepdims=True), "int32")
    return index, target - ops.max(passed * cumulative, axis=-1, keepdims=True)


def nucleus(probabilities: Tensor, top_p: float | Tensor) -> Tensor:
    """Keeps the smallest set of most probable tokens that has `top_p` of the probability.

    Args:
        probabilities: (rows, vocabulary_size), of sum 1.
        top_p: In (0, 1]: a number or (rows, 1).

    Returns:
        (rows, vocabulary_size); the sums are below 1.
    """
    ordered = -ops.sort(-probabilities, axis=-1)
    before = ops.cumsum(ordered, axis=-1) - ordered
    # The least probable token that still begins within the nucleus.
    threshold = ops.min(ops.where(before < top_p, ordered, 2.0), axis=-1, keepdims=True)
    return ops.where(probabilities >= threshold, probabilities, 0.0)


def sample_soft(decoder: Decoder, uniforms: Tensor, temperature: float | Tensor) -> Tensor:
    r"""Samples soft sequences by Gumbel-softmax, which is differentiable.

    \( y_t = \mathrm{softmax}((\log p_t + g) / \tau) \) with \( g = -\log(-\log u) \); the decoder
    continues from the soft token (1611.04051, equations 5 and 6). After a soft end token nothing
    else is forced: the discriminator has to see through it.

    Args:
        decoder: A `Decoder`.
        uniforms: Random numbers in [0, 1), (rows, length, vocabulary_size).
        temperature: tau, above 0.

    Returns:
        Distributions over tokens (rows, length, vocabulary_size), float32.

    Example:
        >>> uniforms = keras.random.uniform((4, decoder.length, decoder.vocabulary_size))
        >>> sample_soft(decoder, uniforms, temperature=1.0).shape
        TensorShape([4, 20, 5000])
    """
    rows = ops.shape(uniforms)[0]
    uniforms = ops.clip(uniforms, 1e-20, 1.0 - 1e-7)
    gumbels = ops.transpose(-ops.log(-ops.log(uniforms)), (1, 0, 2))
    start = ops.full((rows,), decoder.start_token, dtype="int32")
    begun = decoder.initial_state(rows)
    logits, state = decoder.step(start, begun, 0)
    first = ops.softmax((logits + gumbels[0]) / temperature)
    # What a step gives back as it is, such as what was read, stays out of the loop, which keeps
    # all that goes through it for each position.
    moves = [after is not before for after, before in zip(state, begun, strict=True)]

    def whole(moving):
        parts = iter(moving)
        return tuple(
            next(parts) if moved else kept for moved, kept in zip(moves, state, strict=True)
        )

    def draw_one(carry, inputs):
        position, noise = inputs
        soft, *moving = carry
        logits, after = decoder.step(soft, whole(moving), position)
        moving = [part for part, moved in zip(after, moves, strict=True) if moved]
        carry = (ops.softmax((logits + noise) / temperature), *moving)
        return carry, carry

    if decoder.length == 1:
        return first[:, None]
    rest = (ops.arange(1, decoder.length, dtype="int32"), gumbels[1:])
    begin = (first, *(part for part, moved in zip(state, moves, strict=True) if moved))
    softs, *_ = scan(draw_one, begin, rest)
    return ops.transpose(ops.concatenate([first[None], softs]), (1, 0, 2))
