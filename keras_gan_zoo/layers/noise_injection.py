"""Noise that is the same for all channels of a map, of a learned size (1812.04948)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_seed
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class NoiseInjection(keras.layers.Layer):
    r"""Adds \( w \epsilon \) in training, \( \epsilon \sim N(0, 1) \) at each place of a map.

    The size w is learned, one number, and begins at 0. Outside of training there is no
    noise, which is what it is on average: so a picture depends on its latents alone, and what is
    exported holds nothing random.

    Args:
        seed: Seed of the noise, or `None`.
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: (batch, height, width, channels).

    Example:
        >>> NoiseInjection()(keras.random.normal((2, 8, 8, 3)), training=True).shape
        TensorShape([2, 8, 8, 3])

    Reference:
        https://arxiv.org/abs/1812.04948, where each channel has a size of its own;
        https://arxiv.org/abs/2101.04775, where all have one.
    """

    def __init__(self, seed: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.seed = check_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)
        self.size = self.add_weight(shape=(), initializer="zeros", name="size")
        self.built = True

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """Adds the noise in training."""
        if not training:
            return inputs
        noise = random_rows(
            keras.random.normal,
            (*ops.shape(inputs)[:-1], 1),
            dtype=inputs.dtype,
            seed=self.seed_generator,
        )
        return inputs + ops.cast(self.size, inputs.dtype) * noise

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape as it is."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "seed": self.seed}
