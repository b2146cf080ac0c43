"""Stochastic weight averaging: the mean of the weights along the training path (1803.05407)."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.addons.optimizer_wrapper import OptimizerWrapper
from keras_gan_zoo.checks import check_whole


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class SWA(OptimizerWrapper):
    r"""Averages the weights along the path of an inner optimizer.

    Of the weights after update number `start_averaging` + 1 (counted from 1), and after every
    `average_period` updates from there on, the plain mean is kept (1803.05407, Algorithm 1).
    Training does not see it until `assign_average_vars` puts it into the weights. An exponential
    average, which forgets the early weights, is `use_ema=True` of any Keras optimizer, and for a
    GAN's generator `get(..., ema_decay=0.999)`, which also averages the statistics of
    BatchNormalization, as neither of the others does.

    Args:
        inner_optimizer: The optimizer that moves the weights.
        start_averaging: Updates before the first that counts.
        average_period: Updates from one that counts to the next.
        name: Name of the optimizer.

    Raises:
        ValueError: If `start_averaging` is not a whole number of at least 0, or `average_period` of
            at least 1.

    Example:
        >>> optimizer = SWA(keras.optimizers.SGD(0.1), start_averaging=1000, average_period=100)
        >>> model.compile(optimizer, loss="mse")
        >>> model.fit(x, y)
        >>> optimizer.assign_average_vars(model.trainable_variables)

    Reference:
        https://arxiv.org/abs/1803.05407
    """

    def __init__(
        self,
        inner_optimizer: keras.optimizers.Optimizer | str,
        start_averaging: int = 0,
        average_period: int = 10,
        name: str = "swa",
    ):
        super().__init__(inner_optimizer, name)
        self.start_averaging = check_whole(start_averaging, "start_averaging", least=0)
        self.average_period = check_whole(average_period, "average_period", least=1)

    def build(self, variables: Sequence[keras.Variable]) -> None:
        """Creates the averages."""
        if self.built:
            return
        super().build(variables)
        self._means = self.add_optimizer_variables(variables, "mean")

    def after_update(self, variables: Sequence[keras.Variable]) -> None:
        """Adds the weights to the average if that is due."""
        past = self.iterations - 1 - self.start_averaging
        due = ops.logical_and(past >= 0, ops.equal(ops.mod(past, self.average_period), 0))
        counted = ops.maximum(ops.floor_divide(past, self.average_period), 0)
        for variable in variables:
            mean = self._means[self._get_variable_index(variable)]
            weight = 1.0 / (ops.cast(counted, mean.dtype) + 1.0)
            mean.assign(ops.where(due, mean + weight * (variable - mean), mean))

    def assign_average_vars(self, variables: Sequence[keras.Variable]) -> None:
        """Assigns the averages to the weights.

        Args:
            variables: The weights, all of them among those the optimizer moves.
        """
        for variable in variables:
            variable.assign(self._means[self._get_variable_index(variable)])

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "start_averaging": self.start_averaging,
            "average_period": self.average_period,
        }
