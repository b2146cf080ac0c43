"""The base class of layers whose noise depends on the number of training calls."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_seed
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Shape, Tensor


class CountedNoise(keras.layers.Layer):
    """Adds Gaussian noise in training, by a schedule over the number of training calls.

    The count is a weight that is saved with the network. Subclasses write `deviation`.

    Args:
        seed: Seed of the noise, or `None`.
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: any, the same.
    """

    def __init__(self, seed: int | None = None, **kwargs: Any):
        super().__init__(**{"trainable": False, **kwargs})
        self.seed = check_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)
        self.calls = self.add_weight(
            shape=(),
            initializer="zeros",
            dtype="int32",
            trainable=False,
            aggregation="only_first_replica",
            name="calls",
        )
        self.built = True

    def deviation(self, calls: Tensor) -> Tensor:
        """Returns the standard deviation after this many training calls, a float32 scalar."""
        raise NotImplementedError(f"{type(self).__name__} must define `deviation`.")

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """Adds the noise of this training call."""
        if not training:
            return inputs
        stddev = self.deviation(ops.cast(self.calls, "float32"))
        self.calls.assign(self.calls + 1)
        noise = random_rows(
            keras.random.normal, ops.shape(inputs), dtype=inputs.dtype, seed=self.seed_generator
        )
        return inputs + ops.cast(stddev, inputs.dtype) * noise

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape as it is."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Returns the seed, to which subclasses add their own."""
        return {**super().get_config(), "seed": self.seed}
