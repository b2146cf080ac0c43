"""The highway layer (Srivastava, Greff and Schmidhuber 2015)."""

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class Highway(keras.layers.Layer):
    r"""Mixes its input with a transform of it, by a learned gate.

    \( y = \tau \odot \mathrm{relu}(W_H x) + (1 - \tau) \odot x,\ \tau = \sigma(W_T x + b_T) \),
    with \( b_T = -2 \) at first, so that a new layer carries.

    Args:
        **kwargs: As for `keras.layers.Layer`.

    Example:
        >>> Highway()(np.zeros((4, 16), "float32")).shape
        TensorShape([4, 16])

    Reference:
        https://arxiv.org/abs/1505.00387, used by SeqGAN's discriminator, 1609.05473, section 3.4.
    """

    def build(self, input_shape: Shape) -> None:
        """Creates the transform and its gate, both as wide as the input."""
        width = input_shape[-1]
        self.transform = keras.layers.Dense(width, activation="relu", dtype=self.dtype_policy)
        self.gate = keras.layers.Dense(
            width,
            activation="sigmoid",
            bias_initializer=keras.initializers.Constant(-2.0),
            dtype=self.dtype_policy,
        )
        self.transform.build(input_shape)
        self.gate.build(input_shape)

    def call(self, inputs: Tensor) -> Tensor:
        """Returns the gated mix, of the input's shape."""
        gate = self.gate(inputs)
        return gate * self.transform(inputs) + (1.0 - gate) * ops.cast(inputs, gate.dtype)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the input's shape."""
        return input_shape
