"""Noise on a generator's maps, whose strength is learned (1812.04948)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_seed
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class LearnedNoise(keras.layers.Layer):
    """Adds one map of Gaussian noise to all channels, times a strength that is learned.

    By it a generator draws what is random at each place, such as hair, without making it of its
    latents (1812.04948, section 3.2). The strength begins at 0. Outside of training nothing is
    added, so that the same latents give the same picture on any machine; or always the same
    map, which is kept as a weight.

    Args:
        per_channel: Whether each channel has a strength of its own (1812.04948), or all have one
            (1912.04958, 2101.04775).
        fixed: Whether the same map is added outside of training, in an exported file too.
        seed: Seed of the noise, or `None`.
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: (batch, height, width, channels).

    Example:
        >>> LearnedNoise()(keras.random.normal((2, 8, 8, 3)), training=True).shape
        TensorShape([2, 8, 8, 3])

    Reference:
        https://arxiv.org/abs/1812.04948
    """

    def __init__(
        self,
        per_channel: bool = False,
        fixed: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.per_channel = per_channel
        self.fixed = fixed
        self.seed = check_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)

    def build(self, input_shape: Shape) -> None:
        """Creates the strength, and the map that is always the same."""
        _, height, width, channels = input_shape
        self.strength = self.add_weight(
            shape=(channels,) if self.per_channel else (), initializer="zeros", name="strength"
        )
        if self.fixed:
            self.map = self.add_weight(
                shape=(height, width, 1),
                initializer=keras.initializers.RandomNormal(stddev=1.0),
                trainable=False,
                name="map",
            )

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """Adds the noise of this call in training, else the map that is always the same."""
        if training:
            shape = (*ops.shape(inputs)[:3], 1)
            noise = random_rows(keras.random.normal, shape, seed=self.seed_generator)
        elif self.fixed:
            noise = ops.convert_to_tensor(self.map)
        else:
            return inputs
        return inputs + ops.cast(noise, inputs.dtype) * ops.convert_to_tensor(self.strength)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape as it is."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "per_channel": self.per_channel,
            "fixed": self.fixed,
            "seed": self.seed,
        }
