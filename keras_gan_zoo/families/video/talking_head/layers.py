"""Layers of talking heads: what makes a network a person's."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers import InstanceNormalization
from keras_gan_zoo.types import ArrayLike, Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class AdaptiveInstanceNormalization(keras.layers.Layer):
    r"""Normalizes each channel of each map, then scales and shifts it by given coefficients.

    \( (1 + \gamma)\,(x - \mu(x)) / \sigma(x) + \beta \) (1703.06868, eq. 8), where gammas and betas
    are an input, the gammas first, and not weights of the layer.

    Args:
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: a pair of maps (batch, height, width, channels) and coefficients (batch, 2
        channels).
    Output shape: that of the maps.

    Example:
        >>> maps, coefficients = keras.random.normal((2, 4, 4, 8)), keras.random.normal((2, 16))
        >>> AdaptiveInstanceNormalization()([maps, coefficients]).shape
        TensorShape([2, 4, 4, 8])

    Reference:
        https://arxiv.org/abs/1703.06868
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.normalization = InstanceNormalization(
            scale=False, center=False, dtype=self.dtype_policy
        )

    def build(self, input_shape: Sequence[Shape]) -> None:
        """Builds the normalization, which has no weights."""
        self.normalization.build(input_shape[0])

    def call(self, inputs: Sequence[Tensor]) -> Tensor:
        """Normalizes, scales and shifts."""
        maps, coefficients = inputs
        gamma, beta = ops.split(coefficients[:, None, None, :], 2, axis=-1)
        return self.normalization(maps) * (1.0 + gamma) + beta

    def compute_output_shape(self, input_shape: Sequence[Shape]) -> Shape:
        """Returns the shape of the maps."""
        return tuple(input_shape[0])


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ProjectionScore(keras.layers.Layer):
    r"""Scores a frame for a person: \( V^\top w + b \), with b the one weight (1905.08233).

    Args:
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: a pair of vectors V of the frame and w of the person, both (batch, length).
    Output shape: (batch, 1).

    Example:
        >>> ProjectionScore()([np.ones((2, 3)), np.full((2, 3), 0.5)]).numpy().tolist()
        [[1.5], [1.5]]
    """

    def build(self, input_shape: Sequence[Shape]) -> None:
        """Creates the bias."""
        self.bias = self.add_weight(shape=(1,), initializer="zeros", name="bias")

    def call(self, inputs: Sequence[Tensor]) -> Tensor:
        """Multiplies and adds up."""
        frame, person = inputs
        return ops.sum(frame * person, axis=-1, keepdims=True) + self.bias

    def compute_output_shape(self, input_shape: Sequence[Shape]) -> Shape:
        """Returns one number a row."""
        return (input_shape[0][0], 1)


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class PersonVectors(keras.layers.Layer):
    r"""Gives a person's column \( W_i \), and \( W_i + w_0 \) of 1905.08233.

    Args:
        people: How many people there are.
        length: Of a vector.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: numbers of people (batch,), int32.
    Output shape: two of (batch, length).

    Raises:
        ValueError: If a number is no whole number of at least 1.

    Example:
        >>> [part.shape for part in PersonVectors(5, 8)(np.array([0, 4]))]
        [TensorShape([2, 8]), TensorShape([2, 8])]
    """

    def __init__(self, people: int, length: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.people = check_whole(people, "people", least=1)
        self.length = check_whole(length, "length", least=1)

    def build(self, input_shape: Shape) -> None:
        """Creates a vector for each person, and what all have in common."""

        def initializer() -> keras.initializers.Initializer:
            return keras.initializers.RandomNormal(stddev=self.length**-0.5)

        self.vectors = self.add_weight(
            shape=(self.people, self.length), initializer=initializer(), name="vectors"
        )
        self.common = self.add_weight(
            shape=(self.length,), initializer=initializer(), name="common"
        )

    def call(self, inputs: Tensor) -> list[Tensor]:
        """Looks people up."""
        own = ops.take(self.vectors, inputs, axis=0)
        return [own, own + self.common]

    def compute_output_shape(self, input_shape: Shape) -> list[Shape]:
        """Returns the shape of both."""
        return [(input_shape[0], self.length)] * 2

    def compute_output_spec(self, inputs: Any) -> list[keras.KerasTensor]:
        """Returns two specifications of numbers, whatever the people are counted in."""
        shape = (*inputs.shape, self.length)
        return [keras.KerasTensor(shape, dtype=self.compute_dtype) for _ in range(2)]

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "people": self.people, "length": self.length}


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class LearnedVector(keras.layers.Layer):
    """Gives each row of a batch one learned vector: what was an input of a network, as its weight.

    Args:
        length: Of the vector.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, ...), of which only the batch's size counts.
    Output shape: (batch, length).

    Raises:
        ValueError: If `length` is no whole number of at least 1.

    Example:
        >>> LearnedVector(3)(np.zeros((2, 8, 8, 1))).shape
        TensorShape([2, 3])
    """

    def __init__(self, length: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.length = check_whole(length, "length", least=1)

    def build(self, input_shape: Shape) -> None:
        """Creates the vector."""
        initializer = keras.initializers.RandomNormal(stddev=self.length**-0.5)
        self.vector = self.add_weight(shape=(self.length,), initializer=initializer, name="vector")

    def call(self, inputs: Tensor) -> Tensor:
        """Repeats the vector."""
        rows = ops.sum(ops.zeros_like(inputs[..., :1]), axis=tuple(range(1, len(inputs.shape))))
        return ops.cast(rows, self.compute_dtype)[:, None] + self.vector

    def begin_at(self, value: ArrayLike) -> None:
        """Gives the vector a value, (length,)."""
        self.vector.assign(np.asarray(value, "float32"))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns a vector a row."""
        return (input_shape[0], self.length)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "length": self.length}
