"""Learning-rate schedules that follow the steps of the game."""

from collections.abc import Mapping
from typing import Any

import keras

from keras_gan_zoo.types import Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class StepSchedule(keras.optimizers.schedules.LearningRateSchedule):
    """A schedule over the steps of the game, not over the player's own updates.

    A Keras optimizer asks its schedule for the rate at the number of updates that it has made.
    A critic that moves five times while the generator moves once would come to the end of a
    schedule five times too early, and one whose update float16 skips would lag behind.

    Args:
        schedule: A `keras.optimizers.schedules.LearningRateSchedule`.
        steps: The variable that counts the game's steps; `None` until a `PlayerOptimizers` gives
            its own.

    Example:
        >>> steps = keras.Variable(100, dtype="int64", trainable=False)
        >>> halving = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.5)
        >>> schedule = StepSchedule(halving, steps)
        >>> float(schedule(500))  # the player's own updates make no difference
        0.05
    """

    def __init__(
        self,
        schedule: keras.optimizers.schedules.LearningRateSchedule,
        steps: keras.Variable | None = None,
    ):
        self.schedule = schedule
        self.steps = steps

    def __call__(self, step: int | Tensor) -> Tensor:
        """Returns the learning rate at the game's step."""
        return self.schedule(step if self.steps is None else self.steps)

    def get_config(self) -> dict:
        """Returns the schedule, serialized."""
        return {"schedule": keras.saving.serialize_keras_object(self.schedule)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> "StepSchedule":
        """Recreates the schedule from `get_config`'s value."""
        return cls(keras.saving.deserialize_keras_object(config["schedule"]))


def follow_steps(optimizer: keras.optimizers.Optimizer, steps: keras.Variable) -> None:
    """Makes an optimizer's schedule follow `steps`; a constant rate stays unchanged.

    Args:
        optimizer: A player's optimizer; it is changed.
        steps: The variable that counts the game's steps.
    """
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)  # of a LossScaleOptimizer
    schedule = optimizer._learning_rate  # its public name gives the rate of the moment
    if isinstance(schedule, StepSchedule):
        schedule = schedule.schedule
    if isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule):
        optimizer.learning_rate = StepSchedule(schedule, steps)
