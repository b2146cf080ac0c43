"""Which way each player moves in a step, held against a loss that the test writes a second time.

`moves_in` runs a step in which every move is undone, so that all are made from the same weights,
and keeps of each its loss and its gradient: the weight change of `minimize` by SGD at the rate 1.
`check_move` compares both with the documented loss in NumPy: its value, and its slope along a few
directions by central differences, in which nothing can be detached and no sign forgotten.
"""

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.layers import SpectralNormalization

DIRECTIONS = 2
STRIDE = 1e-3
"""Of a difference, in the length of all weights: far above rounding, and below most kinks."""

LAYERS_TO_TRACE = 12
"""Of a network, from which on a graph of it is faster."""


@dataclass
class Move:
    """One call of `minimize`: who moved, the loss it returned, and minus the change of weights."""

    player: str
    value: float
    gradient: list

    def of(self, gan, network):
        """Returns the length of the gradient with respect to one network's weights."""
        own = {id(variable) for variable in getattr(gan, network).trainable_variables}
        pairs = zip(gan.player_variables(self.player), self.gradient, strict=True)
        return _length([g for variable, g in pairs if id(variable) in own])


def descend(gan, **kept):
    """Compiles a family with SGD at the rate 1: a step is minus the gradient.

    Its dropout is switched off, its biases are not 0 any more, and its kernels are as large as lets
    what a network is shown reach its end: of DCGAN's first weights a few layers draw the same grey
    for all latents, and a wrong gradient could not be told from a right one.

    Args:
        gan: The family.
        **kept: Optimizers of players that have another.
    """
    gan.compile({**{player: keras.optimizers.SGD(1.0) for player in gan.players}, **kept})
    for layer in gan._flatten_layers():
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0.0
    random = np.random.default_rng(0)
    for variable in gan.trainable_variables:
        value = variable.numpy().copy()
        if value.ndim > 1:
            size = np.sqrt(np.mean(value**2)) + 1e-6
            variable.assign(value * max(1.0, np.prod(value.shape[:-1]) ** -0.5 / size))
        else:  # zeros put what is drawn from dead units on the very kinks of the next
            variable.assign(value + 0.3 * random.normal(size=value.shape))
    return gan


def settle(gan):
    """Gives power iterations what they converge to, so that a further call changes no norm.

    For networks with spectral normalization, in which else each pass would have a loss of its own.
    Kernels that were orthogonal are not any more: without one largest singular value a norm has a
    kink.
    """
    random = np.random.default_rng(1)
    for layer in gan._flatten_layers():
        if isinstance(layer, SpectralNormalization):
            matrix = np.asarray(layer.kernel.numpy(), "float64")
            matrix += np.sqrt(np.mean(matrix**2)) * random.normal(size=matrix.shape)
            layer.kernel.assign(matrix)
            layer.u.assign(np.linalg.svd(matrix.reshape(-1, matrix.shape[-1]))[2][:1].T)
    return gan


def moves_in(gan, *batch, step: Callable | None = None) -> list[Move]:
    """Runs `train_step`, or another step of the family, and returns its moves in their order.

    Args:
        gan: A family whose players move by SGD at the rate 1, see `descend`.
        *batch: The arrays of a batch.
        step: What to run, in the place of `train_step` on the batch.
    """
    found, minimize = [], type(gan).minimize

    def undone(loss, player, **arguments):
        before = _values(gan.trainable_variables)
        value = float(minimize(gan, loss, player, **arguments))
        after = _values(gan.player_variables(player))
        restore(gan.trainable_variables, before)
        moved = zip(_values(gan.player_variables(player)), after, strict=True)
        found.append(Move(player, value, [old - new for old, new in moved]))
        return ops.convert_to_tensor(value)

    gan.minimize = undone
    try:
        if step is None:
            tensors = tuple(ops.convert_to_tensor(part) for part in batch)
            gan.train_step(tensors if len(tensors) > 1 else tensors[0])
        else:
            step()
    finally:
        del gan.minimize
    return found


def check_move(
    gan, move: Move, loss: Callable[[], float], rtol=0.02, stride=STRIDE, value=True
) -> None:
    """Checks a move's value and its gradient against a loss.

    Along the gradient itself, with respect to each network of the player, the slope must be its
    length. Along a random direction it must be what the gradient tells, to a share of what random
    signs would make of it: in many dimensions that is far less than the gradient's length.

    Args:
        gan: The family, with the weights that the move was made from.
        move: One of `moves_in`.
        loss: Returns the documented loss of the networks as they are, a number.
        rtol: By how much of the gradient's length a slope along it may differ, and by five times
            as much of what random signs would make of it another one.
        stride: Of the differences; a shorter one where a network has many kinks.
        value: Whether the value is the loss's, too.
    """
    with traced(gan):
        _compare(gan, move, loss, rtol, stride, value)


def _compare(gan, move, loss, rtol, stride, value):
    value_here = loss()
    if value:
        np.testing.assert_allclose(move.value, value_here, rtol=1e-4, atol=2e-5)
    variables = gan.player_variables(move.player)
    start = _values(variables)
    assert _length(move.gradient) > 0, f"{move.player} does not move"
    rounding = 1e-4 * max(1.0, abs(value_here))
    for way, share in _ways(gan, move, start):
        ends = []
        for sign in (1, -1):
            restore(variables, [w + sign * stride * d for w, d in zip(start, way, strict=True)])
            ends.append(float(loss()))
        restore(variables, start)
        slope = (ends[0] - ends[1]) / (2 * stride)
        parts = [g * d for g, d in zip(move.gradient, way, strict=True)]
        told = sum(np.sum(part) for part in parts)
        allowed = share * rtol * (_length(parts) if share > 1 else told) + rounding
        assert abs(slope - told) <= allowed, (
            f"{move.player}: the loss changes by {slope:.6f}, the gradient tells {told:.6f} "
            f"where {allowed:.6f} is allowed"
        )


def check_moves(gan, moves: Sequence[Move], losses: Sequence[tuple[str, Callable]], **options):
    """Checks that these players moved in this order, each by its loss; see `check_move`."""
    assert [move.player for move in moves] == [player for player, _ in losses]
    for move, (_, loss) in zip(moves, losses, strict=True):
        check_move(gan, move, loss, **options)


def restore(variables, values) -> None:
    """Gives variables these values."""
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)


@contextmanager
def traced(gan):
    """Lets the larger networks of a model be run as graphs: a loss is asked for a dozen times.

    To trace one takes as long as a few of its passes, layer by layer in Python.
    """
    networks = [getattr(gan, name) for name in gan.network_names]
    networks = [each for each in networks if len(each.layers) >= LAYERS_TO_TRACE]
    for network in networks:
        # Keras's networks are traceable as they are; rewriting their Python only takes time.
        call = tf.function(network.call, reduce_retracing=True, autograph=False)
        object.__setattr__(network, "call", call)
    try:
        yield
    finally:
        for network in networks:
            object.__delattr__(network, "call")


def _values(variables):
    return [np.asarray(variable.numpy(), "float64") for variable in variables]


def _ways(gan, move, weights):
    """Yields directions, and how many times the tolerance a slope along each may be off."""
    for name in gan.players[move.player]:
        own = {id(variable) for variable in getattr(gan, name).trainable_variables}
        mine = [id(variable) in own for variable in gan.player_variables(move.player)]
        way = [g * here for g, here in zip(move.gradient, mine, strict=True)]
        if _length(way) > 0:
            yield _shortened(way), 1
    random = np.random.default_rng(0)
    for _ in range(DIRECTIONS):
        # As long in every variable as the variable is, or nearly.
        way = [random.normal(size=w.shape) * (np.sqrt(np.mean(w**2)) + 0.1) for w in weights]
        yield _shortened(way), 5


def _length(arrays):
    return np.sqrt(sum(np.sum(each**2) for each in arrays))


def _shortened(way):
    length = _length(way)
    return [d / length for d in way]
