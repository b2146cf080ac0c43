"""A table with a free vector for each picture, all of them in the unit ball (1707.05776)."""

import math
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.types import Shape, Tensor


def build_vectors(pictures: int, latent_dim: int, name: str = "vectors") -> keras.Model:
    """Returns the network from the numbers of pictures to their vectors.

    Args:
        pictures: How many there are.
        latent_dim: Length of a vector.
        name: Name of the network.

    Returns:
        A network from int32 numbers (batch,) to vectors (batch, latent_dim), float32, whose last
        layer is a `VectorTable`.

    Raises:
        ValueError: If a number is no whole number of at least 1.

    Example:
        >>> build_vectors(60_000, 64).output_shape
        (None, 64)
    """
    numbers = keras.Input((), dtype="int32", name="numbers")
    table = VectorTable(pictures, latent_dim, name="table")
    return keras.Model(numbers, table(numbers), name=name)


def table_of(vectors: keras.Model) -> "VectorTable":
    """Returns the layer that holds a network's vectors.

    Raises:
        ValueError: If the network does not end in one.
    """
    table = vectors.layers[-1]
    if not isinstance(table, VectorTable):
        raise ValueError(
            "`vectors` must end in a VectorTable, as build_vectors(pictures, latent_dim) does, got "
            f"{type(table).__name__}."
        )
    return table


def in_unit_ball(vectors: Tensor) -> Tensor:
    r"""Returns \( z / \max(\|z\|_2, 1) \) for each row z of (rows, length)."""
    norms = ops.sqrt(ops.sum(ops.square(vectors), axis=-1, keepdims=True))
    return vectors / ops.maximum(norms, 1.0)


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class VectorTable(keras.layers.Layer):
    r"""Looks up the free vector of each picture by the picture's number.

    An embedding whose rows begin as draws of N(0, I / length), brought into the unit ball, and are
    brought there again by `project` after each step.

    Args:
        rows: How many vectors.
        length: Numbers of a vector.
        **kwargs: `name`, as for any layer.

    Input shape: (batch,), whole numbers in [0, rows).
    Output shape: (batch, length), float32.

    Raises:
        ValueError: If a size is no whole number of at least 1.

    Example:
        >>> VectorTable(1000, 8)(ops.array([0, 999])).shape
        TensorShape([2, 8])
    """

    def __init__(self, rows: int, length: int, **kwargs: Any):
        super().__init__(**{"dtype": "float32", **kwargs})
        self.rows = check_whole(rows, "pictures", least=1)
        self.length = check_whole(length, "latent_dim", least=1)
        self.vectors = self.add_weight(
            shape=(self.rows, self.length),
            initializer=keras.initializers.RandomNormal(stddev=1 / math.sqrt(self.length)),
            aggregation="only_first_replica",  # of what `project` assigns, all have the same
            name="vectors",
        )
        self.vectors.assign(in_unit_ball(self.vectors))
        self.built = True

    def call(self, numbers: Tensor) -> Tensor:
        """Returns the vectors of these numbers."""
        return ops.take(self.vectors, numbers, axis=0)

    def project(self, numbers: Tensor) -> Tensor:
        """Brings the vectors of these numbers back into the unit ball, and returns them."""
        projected = in_unit_ball(self(numbers))
        places = ops.expand_dims(numbers, 1)
        self.vectors.assign(ops.scatter_update(self.vectors, places, projected))
        return projected

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape with a vector for each number."""
        return (*input_shape, self.length)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "rows": self.rows, "length": self.length}
