"""The base of the layers of a flow: each a map that is undone exactly, and knows its volume."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.types import Shape, Tensor


class Bijection(keras.layers.Layer):
    r"""An invertible map f of feature maps, with the logarithm of its Jacobian's determinant.

    `layer(x)` gives the pair \( f(x),\ \log|\det \partial f / \partial x| \), and
    `layer(y, inverse=True)` gives \( f^{-1}(y) \) by the same weights. Subclasses write `forward`
    and `backward`. All of it is float32, whatever the policy: a likelihood is a sum over thousands
    of values, of which float16 keeps three digits.

    Args:
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels).
    Output shape: the same, and (batch,); other shapes where a subclass says so.
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**{"dtype": "float32", **kwargs})

    def call(
        self, inputs: Tensor, inverse: bool = False, training: bool = False
    ) -> Tensor | tuple[Tensor, Tensor]:
        """Maps forward, with the log-determinant of each example; or back, without."""
        return self.backward(inputs) if inverse else self.forward(inputs, training)

    def forward(self, x: Tensor, training: bool) -> tuple[Tensor, Tensor]:
        """Returns f(x), and the log-determinant of each example (batch,)."""
        raise NotImplementedError(f"{type(self).__name__} must define `forward`.")

    def backward(self, y: Tensor) -> Tensor:
        """Returns the x of which y is the image."""
        raise NotImplementedError(f"{type(self).__name__} must define `backward`.")

    def shape_after(self, shape: Shape) -> Shape:
        """Returns the shape of f(x), by that of x."""
        return shape


def of_each(x: Tensor, log_det: Tensor | float) -> Tensor:
    """Returns a log-determinant that is the same for all examples, once for each of them.

    Args:
        x: The examples (batch, ...).
        log_det: A scalar.
    """
    return ops.zeros((ops.shape(x)[0],), dtype="float32") + log_det


def sum_of_each(values: Tensor) -> Tensor:
    """Returns the sum over everything that belongs to an example, (batch,)."""
    return ops.sum(values, axis=tuple(range(1, len(values.shape))))
