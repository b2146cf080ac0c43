"""Noise on logits that grows during training, so that a network learns sure decisions."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.layers.counted_noise import CountedNoise
from keras_gan_zoo.types import Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class RisingNoise(CountedNoise):
    """Adds Gaussian noise to logits in training, with a linearly rising standard deviation.

    Behind it a softmax that leaves a decision open gives another answer at each call, while one
    that is sure gives the same: a network learns to be sure, as the units of a semantic hash do
    (Salakhutdinov and Hinton 2009). Little noise at first lets it find out what to decide.

    The layer counts its own training calls, in a weight that is saved with the network.

    Args:
        first: Standard deviation before the rise.
        last: Standard deviation after it.
        begin: Training call at which the rise begins.
        end: Training call at which it ends, after `begin`.
        seed: Seed of the noise, or `None`.
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: any, the same.

    Raises:
        ValueError: If the rise does not end after it begins.

    Example:
        >>> RisingNoise(0.1, 0.5, begin=100, end=1000)(logits, training=True)
    """

    def __init__(
        self,
        first: float,
        last: float,
        begin: int,
        end: int,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed, **kwargs)
        if not 0 <= begin < end:
            raise ValueError(f"`end` must be above `begin`, at least 0, got {end} and {begin}.")
        self.first, self.last = first, last
        self.begin, self.end = begin, end

    def deviation(self, calls: Tensor) -> Tensor:
        """Returns the standard deviation after this many training calls."""
        risen = (calls - self.begin) / (self.end - self.begin)
        return self.first + (self.last - self.first) * ops.clip(risen, 0.0, 1.0)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "first": self.first,
            "last": self.last,
            "begin": self.begin,
            "end": self.end,
        }
