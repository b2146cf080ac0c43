"""Batch normalization as a step of a flow, by running statistics (1605.08803)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.layers.bijection import Bijection, of_each
from keras_gan_zoo.replicas.whole_batch import mean_over_replicas
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class FlowBatchNormalization(Bijection):
    r"""Normalizes each channel by running statistics, of which the present batch is a part.

    \( y = (x - \tilde\mu) / \sqrt{\tilde\sigma^2 + \epsilon} \), with
    \( \tilde\mu \leftarrow \rho\tilde\mu + (1 - \rho)\hat\mu \) of the batch's mean, and the
    variance likewise (1605.08803, section 3.7 and appendix E). In training the gradient goes
    through the batch's share; at inference the statistics hold still. Training and inference
    hardly differ, as they do with a batch's own statistics. There is no gain and no bias: the
    couplings around it have them.

    Args:
        momentum: \( \rho \), in [0, 1).
        epsilon: Added to the variance.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels).
    Output shape: the same, and the log-determinant (batch,).

    Raises:
        ValueError: If `momentum` is not in [0, 1), or `epsilon` not above 0.

    Example:
        >>> y, log_det = FlowBatchNormalization()(keras.random.normal((16, 4, 4, 2)))
        >>> y.shape, log_det.shape
        (TensorShape([16, 4, 4, 2]), TensorShape([16]))

    Reference:
        https://arxiv.org/abs/1605.08803
    """

    def __init__(self, momentum: float = 0.9, epsilon: float = 1e-5, **kwargs: Any):
        super().__init__(**kwargs)
        self.momentum = check_number(momentum, "momentum", least=0, below=1)
        self.epsilon = check_number(epsilon, "epsilon", above=0)

    def build(self, input_shape: Shape) -> None:
        """Creates the running statistics, mean 0 and variance 1."""

        def statistic(name, initializer):
            return self.add_weight(
                shape=(input_shape[-1],),
                initializer=initializer,
                trainable=False,
                aggregation="mean",
                name=name,
            )

        self.moving_mean = statistic("moving_mean", "zeros")
        self.moving_variance = statistic("moving_variance", "ones")

    def forward(self, x: Tensor, training: bool) -> tuple[Tensor, Tensor]:
        """Normalizes; training calls move the statistics first."""
        mean = ops.convert_to_tensor(self.moving_mean)
        variance = ops.convert_to_tensor(self.moving_variance)
        if training:
            own_mean = mean_over_replicas(ops.mean(x, axis=(0, 1, 2)))
            squares = ops.mean(ops.square(x - own_mean), axis=(0, 1, 2))
            mean = self.momentum * mean + (1 - self.momentum) * own_mean
            own_variance = mean_over_replicas(squares)
            variance = self.momentum * variance + (1 - self.momentum) * own_variance
            self.moving_mean.assign(ops.stop_gradient(mean))
            self.moving_variance.assign(ops.stop_gradient(variance))
        variance += self.epsilon
        log_det = -0.5 * x.shape[1] * x.shape[2] * ops.sum(ops.log(variance))
        return (x - mean) * ops.rsqrt(variance), of_each(x, log_det)

    def backward(self, y: Tensor) -> Tensor:
        """Undoes it, by the statistics as they are."""
        return y * ops.sqrt(self.moving_variance + self.epsilon) + self.moving_mean

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "momentum": self.momentum, "epsilon": self.epsilon}
