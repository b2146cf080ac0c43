"""The AdaBelief optimizer, whose step size follows the variance of the gradient (2010.07468)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.addons.rectification import rectification
from keras_gan_zoo.types import Rate, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class AdaBelief(keras.optimizers.Adam):
    r"""Adam with the variance of the gradient in place of its mean square.

    \( s_t = \beta_2 s_{t-1} + (1 - \beta_2)(g_t - m_t)^2 + \epsilon \), and
    \( \theta \leftarrow \theta - \eta\,\hat m / (\sqrt{\hat s} + \epsilon) \) (2010.07468,
    Algorithm 2). The paper trains a WGAN, a WGAN-GP and an SN-GAN with it.

    Args:
        learning_rate: \( \eta \), a number or a schedule.
        beta_1: Decay of the first moment.
        beta_2: Decay of the variance.
        epsilon: Added to the variance at every step, and to its root.
        rectify: Whether to rectify the first steps as `RectifiedAdam` does.
        sma_threshold: As for `RectifiedAdam`.
        name: Name of the optimizer.
        **kwargs: As for any Keras optimizer: `weight_decay`, `clipnorm`, ...

    Example:
        >>> gan = keras_gan_zoo.get("wgan_gp", optimizers={"critic": AdaBelief(2e-4, 0.5)})

    Reference:
        https://arxiv.org/abs/2010.07468
    """

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-14,
        rectify: bool = True,
        sma_threshold: float = 5.0,
        name: str = "adabelief",
        **kwargs: Any,
    ):
        super().__init__(learning_rate, beta_1, beta_2, epsilon, name=name, **kwargs)
        self.rectify = rectify
        self.sma_threshold = sma_threshold

    def update_step(
        self, gradient: Tensor, variable: keras.Variable, learning_rate: Tensor
    ) -> None:
        """Updates one variable."""
        dtype = variable.dtype
        gradient = ops.cast(gradient, dtype)
        index = self._get_variable_index(variable)
        m, s = self._momentums[index], self._velocities[index]
        self.assign_add(m, (1 - self.beta_1) * (gradient - m))
        self.assign_add(s, (1 - self.beta_2) * (ops.square(gradient - m) - s) + self.epsilon)
        step = ops.cast(self.iterations + 1, dtype)
        mean = m / (1 - ops.power(ops.cast(self.beta_1, dtype), step))
        deviation = ops.sqrt(s / (1 - ops.power(ops.cast(self.beta_2, dtype), step)))
        update = mean / (deviation + self.epsilon)
        if self.rectify:
            rectified, trusted = rectification(step, self.beta_2, self.sma_threshold)
            update = ops.where(trusted, rectified * update, mean)
        self.assign_sub(variable, ops.cast(learning_rate, dtype) * update)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        config = super().get_config()
        config.pop("amsgrad")
        return {**config, "rectify": self.rectify, "sma_threshold": self.sma_threshold}
