"""A learning-rate schedule that is constant and then falls linearly to zero."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.types import Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class LinearDecay(keras.optimizers.schedules.LearningRateSchedule):
    r"""A constant learning rate that then falls linearly to zero.

    For step t, \( \eta_t = \eta \cdot \min(1, \max(0, (T - t) / (T - c))) \), with c the constant
    steps and T all of them. A player's t is the step of the game, however often the player moves
    in one. CycleGAN trains 100 epochs at the constant rate and 100 more on the way to zero
    (1703.10593, section 4).

    Args:
        learning_rate: The constant rate \( \eta \).
        constant_steps: c, how many steps it holds.
        total_steps: T, when it reaches zero.

    Raises:
        ValueError: If `constant_steps` is not between 0 and `total_steps`.

    Example:
        >>> schedule = LinearDecay(2e-4, constant_steps=100, total_steps=200)
        >>> round(float(schedule(150)), 6)
        0.0001
    """

    def __init__(self, learning_rate: float, constant_steps: int, total_steps: int):
        if not 0 <= constant_steps <= total_steps:
            raise ValueError(
                f"`constant_steps` must be between 0 and total_steps={total_steps}, "
                f"got {constant_steps!r}."
            )
        self.learning_rate = float(learning_rate)
        self.constant_steps = int(constant_steps)
        self.total_steps = int(total_steps)

    def __call__(self, step: int | Tensor) -> Tensor:
        """Returns the learning rate at a step, a float32 scalar."""
        falling = max(1, self.total_steps - self.constant_steps)
        left = (self.total_steps - ops.cast(step, "float32")) / falling
        return self.learning_rate * ops.clip(left, 0.0, 1.0)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            "learning_rate": self.learning_rate,
            "constant_steps": self.constant_steps,
            "total_steps": self.total_steps,
        }
