"""Noise that makes a soft decision costly, more and more."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class RisingNoise(keras.layers.Layer):
    """Adds Gaussian noise to logits in training, rising linearly from one deviation to another.

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

    def __init__(self, first, last, begin, end, seed=None, **kwargs):
        super().__init__(**{"trainable": False, **kwargs})
        if not 0 <= begin < end:
            raise ValueError(f"`end` must be above `begin`, at least 0, got {end} and {begin}.")
        self.first, self.last = first, last
        self.begin, self.end = begin, end
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.calls = self.add_weight(
            shape=(),
            initializer="zeros",
            dtype="int32",
            trainable=False,
            aggregation="only_first_replica",
            name="calls",
        )
        self.built = True

    def call(self, inputs, training=False):
        """Adds the noise of this training call."""
        if not training:
            return inputs
        risen = (ops.cast(self.calls, "float32") - self.begin) / (self.end - self.begin)
        stddev = self.first + (self.last - self.first) * ops.clip(risen, 0.0, 1.0)
        self.calls.assign(self.calls + 1)
        noise = keras.random.normal(ops.shape(inputs), dtype=inputs.dtype, seed=self.seed_generator)
        return inputs + ops.cast(stddev, inputs.dtype) * noise

    def compute_output_shape(self, input_shape):
        """Returns the shape as it is."""
        return input_shape

    def get_config(self):
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "first": self.first,
            "last": self.last,
            "begin": self.begin,
            "end": self.end,
            "seed": self.seed,
        }
