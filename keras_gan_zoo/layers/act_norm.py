"""Activation normalization, whose first batch says where it begins (1807.03039)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.layers.bijection import Bijection, of_each
from keras_gan_zoo.replicas.whole_batch import mean_over_replicas, replica_count
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ActNorm(Bijection):
    r"""Scales and shifts each channel, \( y = s \odot (x + b) \), by weights that it learns.

    What BatchNorm does by every batch is done once: the first training call sets s and b so that
    the channels of that batch have mean 0 and variance 1 (1807.03039, section 3.1). From then on
    they are weights like any other. That it has happened is itself a weight, so that a model
    that is saved, resumed or copied does not begin again. Over several replicas it is the whole
    batch that counts.

    Args:
        epsilon: Added to the standard deviation, for channels that are the same everywhere.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels).
    Output shape: the same, and the log-determinant (batch,), height * width * sum(log s).

    Raises:
        ValueError: If `epsilon` is not above 0.

    Example:
        >>> y, log_det = ActNorm()(7 + 3 * keras.random.normal((16, 4, 4, 2)), training=True)
        >>> float(keras.ops.std(y))
        1.0

    Reference:
        https://arxiv.org/abs/1807.03039
    """

    def __init__(self, epsilon: float = 1e-6, **kwargs: Any):
        super().__init__(**kwargs)
        self.epsilon = check_number(epsilon, "epsilon", above=0)

    def build(self, input_shape: Shape) -> None:
        """Creates the shift and the logarithm of the scale, and that no batch was seen."""
        channels = (input_shape[-1],)
        # The statistics are the whole batch's on every replica: the mean of them changes nothing.
        self.shift = self.add_weight(
            shape=channels, initializer="zeros", aggregation="mean", name="shift"
        )
        self.log_scale = self.add_weight(
            shape=channels, initializer="zeros", aggregation="mean", name="log_scale"
        )
        # A float, of which a moving average of networks can take the mean.
        self.has_begun = self.add_weight(
            shape=(),
            initializer="zeros",
            trainable=False,
            aggregation="mean",
            name="has_begun",
        )

    def forward(self, x: Tensor, training: bool) -> tuple[Tensor, Tensor]:
        """Normalizes; the first training call chooses the weights beforehand."""
        if training:
            self._begin(ops.stop_gradient(x))
        # Read after they were assigned, so that the first step's gradient is theirs, too.
        shift, log_scale = ops.convert_to_tensor(self.shift), ops.convert_to_tensor(self.log_scale)
        places = x.shape[1] * x.shape[2]
        return (x + shift) * ops.exp(log_scale), of_each(x, places * ops.sum(log_scale))

    def backward(self, y: Tensor) -> Tensor:
        """Undoes it."""
        return y * ops.exp(-self.log_scale) - self.shift

    def _begin(self, x):
        present = ops.convert_to_tensor(self.shift), ops.convert_to_tensor(self.log_scale)
        begun = ops.convert_to_tensor(self.has_begun) > 0.5

        def of_batch():
            mean = mean_over_replicas(ops.mean(x, axis=(0, 1, 2)))
            variance = mean_over_replicas(ops.mean(ops.square(x - mean), axis=(0, 1, 2)))
            return -mean, -ops.log(ops.sqrt(variance) + self.epsilon)

        if replica_count() == 1:
            chosen = ops.cond(begun, lambda: present, of_batch)
        else:  # in one branch alone replicas cannot wait for each other
            chosen = [ops.where(begun, *both) for both in zip(present, of_batch(), strict=True)]
        for weight, value in zip((self.shift, self.log_scale), chosen, strict=True):
            weight.assign(value)
        self.has_begun.assign(ops.ones(()))

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "epsilon": self.epsilon}
