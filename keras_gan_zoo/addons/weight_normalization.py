"""Weight normalization: the length of a kernel, separate from its direction (1602.07868)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class WeightNormalization(keras.layers.Wrapper):
    r"""Applies a layer with the kernel \( g\,v / \lVert v \rVert \) in place of its own.

    The norm is taken for each output channel over everything else. The optimizer moves v, which
    is the layer's own kernel, and g, one number a channel; g starts as the norm of v, so that the
    wrapped layer starts out computing what the bare one computes (1602.07868, eq. 2).

    This is `tfa.layers.WeightNormalization` with `data_init=False`. With its default, `True`, the
    first batch sets g and the bias. That is here the call `initialize_from(batch)`, as the
    paper's eq. 5 and 6 have it; tfa divides by the spread of the layer before it normalizes v,
    so that its outputs do not have the unit variance which is the point of it.

    Args:
        layer: A Dense, Conv1D to 3D, or transposed convolution layer.
        **kwargs: `name`, as for any layer.

    Input and output shape: those of `layer`.

    Raises:
        TypeError: If `layer` is not a layer.
        ValueError: If, when it is built, the layer has no `kernel`.

    Example:
        >>> WeightNormalization(keras.layers.Dense(3))(keras.random.normal((2, 5))).shape
        TensorShape([2, 3])

    Reference:
        https://arxiv.org/abs/1602.07868
    """

    def __init__(self, layer: keras.layers.Layer, **kwargs: Any):
        if not isinstance(layer, keras.layers.Layer):
            raise TypeError(f"`layer` must be a Keras layer, got {type(layer).__name__}.")
        super().__init__(layer, **kwargs)

    def build(self, input_shape: Shape) -> None:
        """Builds the layer, and g as the norms of its kernel."""
        super().build(input_shape)
        if not hasattr(self.layer, "kernel"):
            raise ValueError(
                f"`layer` must have a kernel to normalize, but {type(self.layer).__name__} has "
                "none; wrap a Dense or convolutional layer."
            )
        kernel = self.layer.kernel
        self.g = self.add_weight(
            shape=(kernel.shape[-1],),
            initializer=lambda shape, dtype: ops.cast(_norm(kernel), dtype),
            name="g",
        )

    def call(self, inputs: Tensor) -> Tensor:
        """Applies the layer with the kernel of length g."""
        kernel = self.layer.kernel
        return self._run(inputs, ops.multiply(self.g, kernel / _norm(kernel)))

    def initialize_from(self, inputs: Tensor) -> None:
        r"""Initializes g and the bias for outputs of zero mean and unit variance on a batch.

        With t the layer's output before its activation for g = 1 and no bias, g becomes
        \( 1/\sigma_t \) and the bias \( -\mu_t/\sigma_t \) (1602.07868, eq. 5 and 6).

        Args:
            inputs: The batch. To initialize a network, call it layer by layer.
        """
        if not self.built:
            self.build(inputs.shape)
        bias, activation = self.layer.bias, self.layer.activation
        self.layer.activation = None
        if bias is not None:
            bias.assign(ops.zeros_like(bias))
        try:
            outputs = self._run(inputs, self.layer.kernel / _norm(self.layer.kernel))
        finally:
            self.layer.activation = activation
        mean, variance = ops.moments(outputs, axes=tuple(range(len(outputs.shape) - 1)))
        scale = ops.rsqrt(variance + 1e-10)
        self.g.assign(scale)
        if bias is not None:
            bias.assign(-mean * scale)

    def _run(self, inputs, kernel):
        # Every variable with its present value: one that a scope around this one holds, such as
        # that of `stateless_call`, would be forgotten.
        values = [(variable, variable) for variable in self.layer.variables]
        values.append((self.layer.kernel, kernel))
        with keras.StatelessScope(values, initialize_variables=False):
            return self.layer(inputs)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the output shape of the wrapped layer."""
        return self.layer.compute_output_shape(input_shape)


def _norm(kernel):
    squares = ops.sum(ops.square(kernel), axis=tuple(range(len(kernel.shape) - 1)))
    # A channel of zeros stays one of zeros, and its gradient finite.
    return ops.sqrt(ops.maximum(squares, 1e-12))
