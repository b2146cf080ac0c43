"""Virtual batch normalization, by the statistics of a fixed reference batch (1606.03498)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_seed, check_whole
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ReferenceBatch(keras.layers.Layer):
    """Prepends a stored reference batch of N(0, I) samples to its input.

    The first layer of a generator with virtual batch normalization (1606.03498, section 3.3): the
    reference latents are drawn once, by the seed, and are saved with the network; they go through
    all its layers with whatever is generated, and every `VirtualBatchNormalization` takes its
    statistics from them. `DropReference` takes them away at the end.

    Args:
        size: Rows of the reference batch.
        seed: Seed of the reference samples, or `None`.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, ...).
    Output shape: (size + batch, ...).

    Raises:
        ValueError: If `size` is not a whole number of at least 2.

    Example:
        >>> ReferenceBatch(64, seed=0)(keras.random.normal((5, 100))).shape
        TensorShape([69, 100])
    """

    def __init__(self, size: int = 64, seed: int | None = None, **kwargs: Any):
        super().__init__(**{"trainable": False, **kwargs})
        self.size = check_whole(size, "size", least=2)
        self.seed = check_seed(seed)

    def build(self, input_shape: Shape) -> None:
        """Draws the reference samples."""
        self.reference = self.add_weight(
            shape=(self.size, *input_shape[1:]),
            initializer=keras.initializers.RandomNormal(stddev=1.0, seed=self.seed),
            trainable=False,
            name="reference",
        )

    def call(self, inputs: Tensor) -> Tensor:
        """Prepends the reference samples."""
        reference = ops.cast(self.reference, inputs.dtype)
        return ops.concatenate([reference, inputs], axis=0)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape with `size` more rows."""
        return _with_rows(input_shape, self.size)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "size": self.size, "seed": self.seed}


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class DropReference(keras.layers.Layer):
    """Removes the reference batch that `ReferenceBatch` prepended.

    Args:
        size: Rows of the reference batch.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (size + batch, ...).
    Output shape: (batch, ...).

    Raises:
        ValueError: If `size` is not a whole number of at least 2.

    Example:
        >>> DropReference(64)(keras.random.normal((69, 100))).shape
        TensorShape([5, 100])
    """

    def __init__(self, size: int = 64, **kwargs: Any):
        super().__init__(**kwargs)
        self.size = check_whole(size, "size", least=2)
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        """Drops the first `size` rows."""
        return inputs[self.size :]

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape with `size` rows fewer."""
        return _with_rows(input_shape, -self.size)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "size": self.size}


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class VirtualBatchNormalization(keras.layers.Layer):
    r"""Normalizes each example by the statistics of the reference batch and of itself.

    With the reference batch R, the first `size` rows, and an example x after it, the mean and
    the variance of each channel are those of R and x together, \( |R| + 1 \) examples of equal
    share; the rows of R are normalized by the statistics of R. What is generated so does not
    depend on what else is in the batch, and is the same in training and in inference.

    Args:
        size: Rows of the reference batch, as in the network's `ReferenceBatch`.
        epsilon: Added to the variance.
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: (size + batch, height, width, channels) or (size + batch, features).

    Raises:
        ValueError: If `size` is not a whole number of at least 2.

    Example:
        >>> VirtualBatchNormalization(64)(keras.random.normal((69, 8, 8, 3))).shape
        TensorShape([69, 8, 8, 3])

    Reference:
        https://arxiv.org/abs/1606.03498, section 3.3
    """

    def __init__(self, size: int = 64, epsilon: float = 1e-5, **kwargs: Any):
        super().__init__(**kwargs)
        self.size = check_whole(size, "size", least=2)
        self.epsilon = epsilon

    def build(self, input_shape: Shape) -> None:
        """Creates a gain and a bias for each channel."""
        channels = (input_shape[-1],)
        self.gamma = self.add_weight(shape=channels, initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=channels, initializer="zeros", name="beta")

    def call(self, inputs: Tensor) -> Tensor:
        """Normalizes the reference batch and every example after it."""
        # Statistics of half-precision maps lose their digits in the sum over pixels.
        x = ops.cast(inputs, "float32")
        reference, examples = x[: self.size], x[self.size :]
        places = tuple(range(1, len(x.shape) - 1))
        mean, variance = ops.moments(reference, axes=(0, *places), keepdims=True)
        if places:
            own_mean, own_variance = ops.moments(examples, axes=places, keepdims=True)
        else:
            own_mean, own_variance = examples, ops.zeros_like(examples)
        share = 1.0 / (self.size + 1)
        joint_mean = (1 - share) * mean + share * own_mean
        joint_variance = (1 - share) * (variance + ops.square(mean - joint_mean)) + share * (
            own_variance + ops.square(own_mean - joint_mean)
        )
        normalized = ops.concatenate(
            [
                (reference - mean) * ops.rsqrt(variance + self.epsilon),
                (examples - joint_mean) * ops.rsqrt(joint_variance + self.epsilon),
            ],
            axis=0,
        )
        return ops.cast(normalized, self.compute_dtype) * self.gamma + self.beta

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "size": self.size, "epsilon": self.epsilon}


def _with_rows(shape: Shape, more: int) -> Shape:
    return (None if shape[0] is None else shape[0] + more, *shape[1:])
