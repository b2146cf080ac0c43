"""Self-attention of the places of a feature map (1805.08318)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.layers.spectral_normalization import SpectralNormalization
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class SelfAttention(keras.layers.Layer):
    r"""Adds to each place of a map what it finds at all other places.

    \( y = x + \gamma W_v \sum_i \beta_{ji} h(x_i) \) with
    \( \beta_{ji} \propto \exp(f(x_i)^\top g(x_j)) \) (1805.08318): f and g take C
    channels to C / 8, h to C / 2, and W_v back to C. \( \gamma \) begins at 0, so that a network
    first learns from what is near. As in the authors' code f and h are pooled 2x2, which leaves a
    quarter of the places to be looked at; the kernels have no biases.

    Args:
        spectral: Whether the four kernels are spectrally normalized, as in the paper.
        kernel_initializer: Of the four kernels.
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: (batch, height, width, channels), height and width known and at least 2.

    Raises:
        ValueError: When it is built, if height or width is free or 1.

    Example:
        >>> SelfAttention()(keras.random.normal((2, 8, 8, 16))).shape
        TensorShape([2, 8, 8, 16])

    Reference:
        https://arxiv.org/abs/1805.08318
    """

    def __init__(
        self,
        spectral: bool = True,
        kernel_initializer: str | dict | keras.initializers.Initializer = "glorot_uniform",
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.spectral = bool(spectral)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)

    def build(self, input_shape: Shape) -> None:
        """Creates the four kernels, and gamma at 0."""
        _, height, width, channels = input_shape
        if height is None or width is None or min(height, width) < 2:
            raise ValueError(
                f"The map of {self.name!r} must have a known height and width of at least 2, got "
                f"{tuple(input_shape)}."
            )
        seen, told = max(1, channels // 8), max(1, channels // 2)
        self.f, self.g, self.h = (
            self._kernel(name, filters, channels)
            for name, filters in (("f", seen), ("g", seen), ("h", told))
        )
        self.v = self._kernel("v", channels, told)
        self.gamma = self.add_weight(shape=(), initializer="zeros", name="gamma")

    def _kernel(self, name, filters, channels):
        initializer = self.kernel_initializer
        if hasattr(initializer, "clone"):
            initializer = initializer.clone()  # the same instance gives the same numbers
        layer = keras.layers.Conv2D(
            filters,
            1,
            use_bias=False,
            kernel_initializer=initializer,
            dtype=self.dtype_policy,
            name=name,
        )
        if self.spectral:
            layer = SpectralNormalization(layer, name=name, dtype=self.dtype_policy)
        layer.build((None, None, None, channels))
        return layer

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """Attends."""
        places = {}
        for layer, pool in ((self.f, 2), (self.g, 1), (self.h, 2)):
            x = layer(inputs, training=training) if self.spectral else layer(inputs)
            x = ops.max_pool(x, pool) if pool > 1 else x
            places[layer] = ops.reshape(x, (-1, x.shape[1] * x.shape[2], x.shape[3]))
        keys, queries, values = places.values()
        alike = ops.matmul(queries, ops.transpose(keys, (0, 2, 1)))
        weights = ops.softmax(ops.cast(alike, "float32"), axis=-1)
        found = ops.matmul(ops.cast(weights, inputs.dtype), values)
        _, height, width, _ = inputs.shape
        found = ops.reshape(found, (-1, height, width, found.shape[-1]))
        found = self.v(found, training=training) if self.spectral else self.v(found)
        return inputs + ops.cast(self.gamma, inputs.dtype) * found

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape as it is."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "spectral": self.spectral,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
        }
