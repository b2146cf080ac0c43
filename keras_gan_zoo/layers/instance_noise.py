"""Instance noise: noise on the discriminator's input that fades out (1610.04490)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.layers.counted_noise import CountedNoise
from keras_gan_zoo.types import Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class InstanceNoise(CountedNoise):
    """Adds Gaussian noise in training, which falls linearly to zero.

    As the first layer of a discriminator it gives real and generated samples the same noise, so
    that their distributions overlap (1610.04490, section 3). `keras.layers.GaussianNoise` is
    the same without the fall.

    The layer counts its own training calls, in a weight that is saved with the network. A
    discriminator's step on real and on generated samples makes two of them, and each penalty on
    the input's gradient one more; the calls in the generator's step are not counted, as
    `AdversarialModel.minimize` holds the other player's state still.

    Args:
        stddev: Deviation of the noise at the first call, in units of the input.
        steps: Training calls after which there is no noise any more, or `None` to keep it.
        seed: Seed of the noise, or `None`.
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: any, the same.

    Raises:
        ValueError: If `stddev` is not a number of at least 0, or `steps` not a whole number of at
            least 1.

    Example:
        >>> InstanceNoise(0.1, steps=20_000)(images, training=True)

    Reference:
        https://arxiv.org/abs/1610.04490
    """

    def __init__(
        self, stddev: float = 0.1, steps: int | None = None, seed: int | None = None, **kwargs: Any
    ):
        super().__init__(seed, **kwargs)
        self.stddev = check_number(stddev, "stddev", least=0)
        self.steps = steps if steps is None else check_whole(steps, "steps", least=1)

    def deviation(self, calls: Tensor) -> Tensor:
        """Returns the standard deviation after this many training calls."""
        if self.steps is None:
            return self.stddev
        return self.stddev * ops.maximum(0.0, 1.0 - calls / self.steps)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "stddev": self.stddev, "steps": self.steps}
