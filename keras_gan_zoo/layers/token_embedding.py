"""Embedding of tokens, partly trained and partly given, such as by GloVe."""

from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.types import ArrayLike, Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class TokenEmbedding(keras.layers.Layer):
    """Embeds tokens as vectors, and distributions over tokens as the mean of their vectors.

    The last row is that of the start token, which stands before every sequence and is never
    generated. Given dimensions, such as GloVe's, come first and are not trained (1905.09922,
    section 4.2).

    Args:
        vocabulary_size: Number of tokens, V.
        trained_dim: Dimensions that are trained.
        given_dim: Dimensions that are given by `assign_given` and stay as they are.
        limit: The trained dimensions begin uniform in [-limit, limit]; `None` makes the vectors
            about 1 long.
        **kwargs: As for `keras.layers.Layer`.

    Raises:
        ValueError: If a number is not a whole number, or there are no dimensions at all.

    Example:
        >>> embedding = TokenEmbedding(100, trained_dim=8)
        >>> embedding(np.array([[3, 100]])).shape  # 100 is the start token
        TensorShape([1, 2, 8])
    """

    def __init__(
        self,
        vocabulary_size: int,
        trained_dim: int,
        given_dim: int = 0,
        limit: float | None = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.vocabulary_size = check_whole(vocabulary_size, "vocabulary_size", least=1)
        self.trained_dim = check_whole(trained_dim, "trained_dim", least=0)
        self.given_dim = check_whole(given_dim, "given_dim", least=0)
        self.limit = None if limit is None else check_number(limit, "limit", above=0)
        if not self.dim:
            raise ValueError("`trained_dim` and `given_dim` are both 0; one must be at least 1.")

    @property
    def dim(self) -> int:
        """The length of a token's vector."""
        return self.trained_dim + self.given_dim

    def build(self, input_shape: Shape | None = None) -> None:
        """Creates the trained and the given part of the embedding table."""
        rows = self.vocabulary_size + 1
        self.trained: keras.Variable | None = None
        self.given: keras.Variable | None = None
        if self.trained_dim:
            limit = self.limit or (3.0 / self.trained_dim) ** 0.5
            self.trained = self.add_weight(
                shape=(rows, self.trained_dim),
                initializer=keras.initializers.RandomUniform(-limit, limit),
                name="trained_kernel",
            )
        if self.given_dim:
            self.given = self.add_weight(
                shape=(rows, self.given_dim), initializer="zeros", trainable=False, name="given"
            )

    def assign_given(self, vectors: ArrayLike) -> None:
        """Assigns the given dimensions of the embedding table.

        Args:
            vectors: Array (vocabulary_size, given_dim).

        Raises:
            ValueError: If the shape is another.
        """
        vectors = np.asarray(vectors, "float32")
        if vectors.shape != (self.vocabulary_size, self.given_dim):
            raise ValueError(
                f"`vectors` must have shape ({self.vocabulary_size}, {self.given_dim}), one row a "
                f"token of the vocabulary, got {vectors.shape}."
            )
        if self.given is not None:
            self.given.assign(np.concatenate([vectors, np.zeros((1, self.given_dim), "float32")]))

    @property
    def table(self) -> Tensor:
        """The embedding table, (vocabulary_size + 1, dim), in the layer's compute dtype."""
        parts = [part for part in (self.given, self.trained) if part is not None]
        return ops.concatenate([ops.cast(part, self.compute_dtype) for part in parts], axis=-1)

    def call(self, tokens: Tensor) -> Tensor:
        """Embeds whole numbers (...), or distributions over tokens (..., vocabulary_size)."""
        if keras.backend.is_float_dtype(keras.backend.standardize_dtype(tokens.dtype)):
            return ops.matmul(ops.cast(tokens, self.compute_dtype), self.table[:-1])
        return ops.take(self.table, tokens, axis=0)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Appends the vector's length; of distributions, in place of theirs."""
        return (*input_shape, self.dim)

    def compute_output_spec(self, tokens: Tensor) -> keras.KerasTensor:
        """Returns the shape and dtype of the output, for the functional API."""
        is_float = keras.backend.is_float_dtype(keras.backend.standardize_dtype(tokens.dtype))
        shape = tokens.shape[:-1] if is_float else tokens.shape
        return keras.KerasTensor((*shape, self.dim), dtype=self.compute_dtype)

    def get_config(self) -> dict[str, Any]:
        """Returns the sizes; the vectors themselves are weights."""
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "trained_dim": self.trained_dim,
            "given_dim": self.given_dim,
            "limit": self.limit,
        }
