"""The moves of a game: each player's way to a gradient, and what is logged of it."""

from collections.abc import Callable, Mapping

import keras
import tensorflow as tf
from keras import ops
from keras.optimizers import LossScaleOptimizer

from keras_gan_zoo.engine.averaging import update_average
from keras_gan_zoo.engine.clipping import clipped_over_replicas
from keras_gan_zoo.engine.finiteness import FiniteCheck, by_path
from keras_gan_zoo.engine.players_model import PlayersModel
from keras_gan_zoo.engine.seeding import without_seeds
from keras_gan_zoo.engine.shared_pass import SharedPass
from keras_gan_zoo.engine.state_guard import FrozenState
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.losses.policy_gradient import policy_gradient
from keras_gan_zoo.types import Tensor


class Game(PlayersModel):
    """What a family's `train_step` is written with: `minimize`, `reinforce`, `track` and `logs`.

    Those two are the only ways to a gradient, so that mixed precision, replicas, averaging and
    logging are right in every family without any family knowing of them.
    """

    def minimize(self, loss: Callable, player: str, shared: SharedPass | None = None) -> Tensor:
        """Moves one player one step down its loss: the way to a gradient.

        The loss is recorded, scaled for replicas and for mixed precision, differentiated with
        respect to this player's variables only, and applied by this player's optimizer. While
        it is computed the state of the other players' networks (batch statistics, power
        iterations) holds still; what they draw at random is drawn anew, so that no two steps
        see the same noise. The weight penalties of the player's own layers
        (`kernel_regularizer`) are added.

        Args:
            loss: A function of no arguments that returns a scalar, or a dict from term to
                scalar whose sum is minimised; terms that are listed in `terms` are logged.
            player: Which player moves; a key of `players`.
            shared: A `shared_pass` of this player that the loss is a function of.

        Returns:
            The minimised scalar, float32.

        Raises:
            ValueError: If there is no such player, or the loss is not a scalar.
        """
        optimizer = self.optimizer[player]
        variables = self.player_variables(player)
        replicas = self.distribute_strategy.num_replicas_in_sync
        terms = {}
        if shared:
            shared.begin()
        with tf.GradientTape() as tape:
            if shared:
                tape.watch(shared.outputs)
            with FrozenState(self._others_state(player)):
                value = loss()
            if isinstance(value, Mapping):
                terms = dict(value)
                value = sum(terms.values())
            value = ops.cast(value, "float32")
            if value.shape != ():
                raise ValueError(
                    f"The loss of player {player!r} must be a scalar, got shape "
                    f"{tuple(value.shape)}; reduce it with keras.ops.mean."
                )
            for network in self.player_networks(player):
                value += sum(ops.cast(penalty, "float32") for penalty in network.losses)
            scaled = optimizer.scale_loss(value / replicas)
        sources = [variable.value for variable in variables]
        if shared:
            *gradients, outer = tape.gradient(scaled, [*sources, shared.outputs])
            gradients = shared.complete(gradients, outer, sources)
        else:
            gradients = tape.gradient(scaled, sources)
        # Float16 overflows in gradients as a matter of course: its optimizer skips such a step.
        overflows = isinstance(optimizer, LossScaleOptimizer)
        checked = {} if overflows else by_path(variables, gradients)
        finite = FiniteCheck(player, {**terms, f"{player}_loss": value}, checked)

        def move():
            optimizer.apply(clipped_over_replicas(optimizer, gradients), variables)

        if self.jit_compile:
            value = ops.where(finite.holds, value, float("nan"))
            finite.if_holds(move)
        else:
            value, *gradients = finite.required([value, *gradients])
            move()
        self._update_averages(player, optimizer.iterations)
        for term, term_value in terms.items():
            self.track(term, term_value)
        self.track(f"{player}_loss", value)
        return value

    def shared_pass(self, draw: Callable, player: str) -> SharedPass:
        """Draws once what the losses of several players judge, such as generated pictures.

        To be drawn before a player moves, and judged before its own player has moved: the losses
        then are what they would be if each drew it for itself from the same latents.

        Args:
            draw: A function of no arguments that calls this player's networks and returns a tensor,
                or a list of tensors.
            player: Whose networks draw.

        Returns:
            A `SharedPass`: its `outputs` are for the losses, itself is for `minimize`.
        """
        own = without_seeds(self.player_networks(player))
        return SharedPass(draw, own, self._others_state(player))

    def reinforce(
        self,
        log_probs: Callable,
        rewards: Tensor,
        player: str = "generator",
        baseline: float | Tensor = 0.0,
        shared: SharedPass | None = None,
    ) -> Tensor:
        r"""Moves a player up its expected reward where samples are discrete.

        Sampling a token has no gradient, but its probability has: the score-function estimator
        \( \nabla E[R] = E[(R - b)\,\nabla \log p(y)] \) (Williams 1992, REINFORCE;
        1609.05473, eq. 7). A baseline b that does not depend on the sample changes the
        variance, not the mean.

        Args:
            log_probs: A function of no arguments that returns the log-probabilities of what was
                sampled, (batch,) or (batch, steps); or a pair of these and of a scalar, a loss of
                the same pass that this player moves down as well.
            rewards: What was earned: (batch,) by each sample, or (batch, steps) by each step.
            player: Which player moves.
            baseline: Subtracted from the rewards; a scalar or broadcastable.
            shared: As for `minimize`.

        Returns:
            The surrogate loss, float32; its gradient is the estimator, its value means nothing.
        """
        advantages = ops.cast(rewards, "float32") - baseline

        def surrogate():
            found = log_probs()
            of_samples, beside = found if isinstance(found, tuple) else (found, 0.0)
            return policy_gradient(of_samples, advantages) + ops.cast(beside, "float32")

        return self.minimize(surrogate, player, shared=shared)

    def track(self, name: str, value: float | Tensor) -> None:
        """Adds a value to the running mean that `logs` shows under `name`."""
        if name not in self._means:
            raise ValueError(
                f"{type(self).__name__} tracks {listed(self._means)}, not {name!r}; "
                f"add it to `{type(self).__name__}.terms`." + nearest(name, self._means)
            )
        self._means[name].update_state(ops.cast(value, "float32"))

    def logs(self) -> dict:
        """Returns the running mean of every loss and term, for `train_step` to return."""
        return {name: mean.result() for name, mean in self._means.items()}

    def _others_state(self, player: str) -> list[keras.Variable]:
        own = {id(v) for network in self.player_networks(player) for v in network.variables}
        others = [n for other in self.players for n in self.player_networks(other)]
        return [variable for variable in without_seeds(others) if id(variable) not in own]

    def _update_averages(self, player: str, step: Tensor) -> None:
        for name, average in self.average_names.items():
            if self.ema_decay is not None and name in self.players[player]:
                update_average(getattr(self, average), getattr(self, name), self.ema_decay, step)
