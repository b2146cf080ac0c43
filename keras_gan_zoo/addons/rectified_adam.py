"""Rectified Adam (RAdam), which needs no learning-rate warmup (1908.03265)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.addons.rectification import rectification
from keras_gan_zoo.types import Rate, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class RectifiedAdam(keras.optimizers.Adam):
    r"""Adam with a rectified second moment, which is not used in the first steps.

    While the second moment rests on too few gradients the step is that of momentum,
    \( \theta \leftarrow \theta - \eta\,\hat m \); afterwards it is Adam's times r, which grows
    to 1 (1908.03265, Algorithm 2). What Adam needs a warmup for is thereby seen to.

    Args:
        learning_rate: \( \eta \), a number or a schedule. For the warmup of
            `tfa.optimizers.RectifiedAdam(total_steps=...)` give a schedule.
        beta_1: Decay of the first moment.
        beta_2: Decay of the second moment.
        epsilon: Added to the root of the second moment.
        sma_threshold: How many gradients the second moment has to be worth.
        name: Name of the optimizer.
        **kwargs: As for any Keras optimizer: `weight_decay`, `clipnorm`, ...

    Example:
        >>> gan = keras_gan_zoo.get("dcgan", optimizers={"generator": RectifiedAdam(2e-4, 0.5)})

    Reference:
        https://arxiv.org/abs/1908.03265
    """

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        sma_threshold: float = 5.0,
        name: str = "rectified_adam",
        **kwargs: Any,
    ):
        super().__init__(learning_rate, beta_1, beta_2, epsilon, name=name, **kwargs)
        self.sma_threshold = sma_threshold

    def update_step(
        self, gradient: Tensor, variable: keras.Variable, learning_rate: Tensor
    ) -> None:
        """Updates one variable."""
        dtype = variable.dtype
        gradient = ops.cast(gradient, dtype)
        index = self._get_variable_index(variable)
        m, v = self._momentums[index], self._velocities[index]
        self.assign_add(m, (1 - self.beta_1) * (gradient - m))
        self.assign_add(v, (1 - self.beta_2) * (ops.square(gradient) - v))
        step = ops.cast(self.iterations + 1, dtype)
        mean = m / (1 - ops.power(ops.cast(self.beta_1, dtype), step))
        deviation = ops.sqrt(v / (1 - ops.power(ops.cast(self.beta_2, dtype), step)))
        rectified, trusted = rectification(step, self.beta_2, self.sma_threshold)
        update = ops.where(trusted, rectified * mean / (deviation + self.epsilon), mean)
        self.assign_sub(variable, ops.cast(learning_rate, dtype) * update)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        config = super().get_config()
        config.pop("amsgrad")
        return {**config, "sma_threshold": self.sma_threshold}
