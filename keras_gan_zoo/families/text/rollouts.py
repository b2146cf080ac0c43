"""Monte Carlo rollouts: what a token is worth, by how sequences end that go on from it."""

from collections.abc import Callable

from keras import ops

from keras_gan_zoo.networks.decoder import Decoder
from keras_gan_zoo.networks.sampling import complete
from keras_gan_zoo.types import Tensor


def action_values(policy: Decoder, tokens: Tensor, uniforms: Tensor, score: Callable) -> Tensor:
    r"""Estimates the action value of every token of a batch, in one graph.

    \( Q(y_t \mid y_{<t}) = \frac{1}{N} \sum_n D(y_{1:t}, \text{rest}_n) \) for t < T, where the
    rests are drawn by the rollout policy, and \( D(y_{1:T}) \) for the last (1609.05473, eq. 4).
    An outer loop goes over the tokens and keeps the policy's state, so that no prefix is read
    twice; an inner one draws all N rests of all sequences at once.

    Args:
        policy: The rollout policy, a `Decoder`.
        tokens: Sequences (batch, length), int32.
        uniforms: Random numbers in [0, 1), (length - 1, batch * N, length).
        score: A function from sequences (rows, length) to rewards (rows,).

    Returns:
        Action values (batch, length), float32.

    Example:
        >>> uniforms = keras.random.uniform((policy.length - 1, 64 * 16, policy.length))
        >>> action_values(policy, tokens, uniforms, score).shape
        TensorShape([64, 20])
    """
    batch = ops.shape(tokens)[0]
    count = ops.shape(uniforms)[1] // batch
    positions = ops.arange(policy.length, dtype="int32")
    repeated = ops.repeat(tokens, count, axis=0)

    def value_of_next(position, previous, state, values):
        _, state = policy.step(previous, state, position)
        previous = ops.take(tokens, position, axis=1)
        completed = complete(
            policy,
            repeated,
            position + 1,
            ops.repeat(previous, count, axis=0),
            tuple(ops.repeat(part, count, axis=0) for part in state),
            ops.take(uniforms, position, axis=0),
        )
        value = ops.mean(ops.reshape(score(completed), (batch, count)), axis=1)
        values = ops.where(ops.equal(positions, position), value[:, None], values)
        return position + 1, previous, state, values

    last = ops.cast(score(tokens), "float32")
    start = ops.full((batch,), policy.start_token, dtype="int32")
    *_, values = ops.while_loop(
        lambda position, *_: position < policy.length - 1,
        value_of_next,
        (
            ops.convert_to_tensor(0, dtype="int32"),
            start,
            policy.initial_state(batch),
            ops.broadcast_to(last[:, None], (batch, policy.length)),
        ),
    )
    return values
