"""The Lookahead optimizer: k steps forward, one step back (1907.08610)."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.addons.optimizer_wrapper import OptimizerWrapper
from keras_gan_zoo.checks import check_whole, is_number


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class Lookahead(OptimizerWrapper):
    r"""Interpolates, every few steps, between slow weights and those of an inner optimizer.

    Every k updates of the inner optimizer the slow weights \( \phi \) move part of the way to the
    fast ones, and these start again from there: \( \phi \leftarrow \phi + \alpha(\theta - \phi),
    \theta \leftarrow \phi \) (1907.08610, Algorithm 1). In a game, where the players turn around
    each other, the step back damps the rotation (2006.14567).

    Args:
        inner_optimizer: The optimizer that makes the fast steps.
        sync_period: k, the fast steps to one slow one.
        slow_step_size: \( \alpha \), in (0, 1].
        name: Name of the optimizer.

    Raises:
        ValueError: If `sync_period` or `slow_step_size` is not as described.

    Example:
        >>> gan = keras_gan_zoo.get(
        ...     "dcgan", optimizers={"generator": Lookahead(keras.optimizers.Adam(2e-4))}
        ... )

    Reference:
        https://arxiv.org/abs/1907.08610
    """

    def __init__(
        self,
        inner_optimizer: keras.optimizers.Optimizer | str,
        sync_period: int = 6,
        slow_step_size: float = 0.5,
        name: str = "lookahead",
    ):
        super().__init__(inner_optimizer, name)
        self.sync_period = check_whole(sync_period, "sync_period", least=1)
        if not is_number(slow_step_size) or not 0 < slow_step_size <= 1:
            raise ValueError(
                f"`slow_step_size` must be above 0 and at most 1, got {slow_step_size!r}."
            )
        self.slow_step_size = slow_step_size

    def build(self, variables: Sequence[keras.Variable]) -> None:
        """Creates the slow weights, as copies of the fast ones."""
        if self.built:
            return
        super().build(variables)
        self._slow = self.add_optimizer_variables(variables, "slow")
        for slow, variable in zip(self._slow, variables, strict=True):
            slow.assign(variable)

    def after_update(self, variables: Sequence[keras.Variable]) -> None:
        """Updates the slow weights if that is due."""
        due = ops.equal(ops.mod(self.iterations, self.sync_period), 0)
        for variable in variables:
            slow = self._slow[self._get_variable_index(variable)]
            stepped = slow + self.slow_step_size * (variable - slow)
            slow.assign(ops.where(due, stepped, slow))
            variable.assign(ops.where(due, stepped, variable))

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "sync_period": self.sync_period,
            "slow_step_size": self.slow_step_size,
        }
