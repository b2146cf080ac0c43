"""Minibatch discrimination: how close each sample is to the rest of its batch (1606.03498)."""

import math
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class MinibatchDiscrimination(keras.layers.Layer):
    r"""Appends to each sample's features its closeness to all samples of the batch.

    A kernel T projects the features f of a sample to `kernels` rows of `features` numbers,
    \( M_i = f(x_i)\,T \), and \( o(x_i)_b = \sum_j \exp(-\lVert M_{ib} - M_{jb} \rVert_1) \), the
    sum over all samples of the batch, \( x_i \) among them, is appended (1606.03498,
    section 3.2). Real and generated samples have to come in separate batches. The sums grow with
    the batch: a trained discriminator judges batches of the size it was trained on.

    Args:
        kernels: How many sums are appended, the paper's B.
        features: Numbers in each row that is compared, the paper's C.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, ...); maps are flattened.
    Output shape: (batch, flattened features + kernels).

    Raises:
        ValueError: If one of them is not a whole number of at least 1.

    Example:
        >>> MinibatchDiscrimination(kernels=50)(keras.random.normal((8, 128))).shape
        TensorShape([8, 178])

    Reference:
        https://arxiv.org/abs/1606.03498, section 3.2
    """

    def __init__(self, kernels: int = 50, features: int = 5, **kwargs: Any):
        super().__init__(**kwargs)
        self.kernels = check_whole(kernels, "kernels", least=1)
        self.features = check_whole(features, "features", least=1)

    def build(self, input_shape: Shape) -> None:
        """Creates the kernel T, as a matrix."""
        self.kernel = self.add_weight(
            shape=(math.prod(input_shape[1:]), self.kernels * self.features),
            initializer="glorot_uniform",
            name="kernel",
        )

    def call(self, inputs: Tensor) -> Tensor:
        """Appends the sums of closeness to the flattened features."""
        flat = ops.reshape(inputs, (-1, self.kernel.shape[0]))
        projected = ops.reshape(ops.matmul(flat, self.kernel), (-1, self.kernels, self.features))
        # Sums of many small numbers, and exponentials of large ones, need their digits.
        projected = ops.cast(projected, "float32")
        distances = ops.sum(ops.abs(projected[:, None] - projected[None]), axis=-1)
        closeness = ops.sum(ops.exp(-distances), axis=1)
        return ops.concatenate([flat, ops.cast(closeness, flat.dtype)], axis=-1)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the flattened features and the sums."""
        return (input_shape[0], math.prod(input_shape[1:]) + self.kernels)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "kernels": self.kernels, "features": self.features}
