"""Tells a user in one sentence that token sequences do not fit a model."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.samples.element_checks import check_numbers
from keras_gan_zoo.types import ArrayLike


def check_tokens(
    tokens: ArrayLike, vocabulary_size: int, length: int, name: str = "x"
) -> np.ndarray:
    """Returns token sequences as an array, if they fit.

    Args:
        tokens: Whole numbers (n, length), each in [0, vocabulary_size).
        vocabulary_size: Number of tokens that the model knows.
        length: Tokens of a sequence.
        name: What the sentence calls the argument.

    Returns:
        Array (n, length), int32.

    Raises:
        DataMismatch: If the shape, the dtype or a token is wrong, or there are no sequences.

    Example:
        >>> check_tokens([[3, 1, 0]], vocabulary_size=4, length=3)
        array([[3, 1, 0]], dtype=int32)
    """
    try:
        tokens = np.asarray(tokens)
    except ValueError:
        raise DataMismatch(
            f"{name} has sequences of several lengths where all must have {length} tokens: fill "
            "the shorter ones up with the end token."
        ) from None
    if not len(tokens.shape) or not tokens.size:
        raise DataMismatch(f"{name} is empty: it holds no token sequences.")
    if not np.issubdtype(tokens.dtype, np.integer):
        raise DataMismatch(
            f"{name} has the dtype {tokens.dtype} where tokens, whole numbers in "
            f"[0, {vocabulary_size}), are expected."
        )
    if tokens.ndim != 2 or tokens.shape[1] != length:
        longer = tokens.ndim == 2 and tokens.shape[1] > length
        advice = f": pass {name}[:, :{length}], or a model with that length" if longer else ""
        raise DataMismatch(
            f"{name} has the shape {tokens.shape} where token sequences (n, {length}) are "
            f"expected{advice}."
        )
    lowest, highest = tokens.min(), tokens.max()
    if lowest < 0 or highest >= vocabulary_size:
        raise DataMismatch(
            f"{name} has the token {highest if lowest >= 0 else lowest}, which is unknown to a "
            f"vocabulary of {vocabulary_size}: tokens are in [0, {vocabulary_size})."
        )
    return tokens.astype("int32")


def token_dataset(x: Any, vocabulary_size: int, length: int, name: str = "x") -> tf.data.Dataset:
    """Returns token sequences as a dataset of int32, if they fit.

    Args:
        x: An array (n, length), or a dataset of sequences or of batches of them, of which the
            first is looked at, and all others for unknown tokens when they come.
        vocabulary_size: As for `check_tokens`.
        length: As for `check_tokens`.
        name: As for `check_tokens`.

    Raises:
        DataMismatch: As for `check_tokens`.

    Example:
        >>> token_dataset([[3, 1, 0]], vocabulary_size=4, length=3).element_spec.shape
        TensorShape([3])
    """
    if not isinstance(x, tf.data.Dataset):
        tokens = check_tokens(x, vocabulary_size, length, name)
        return tf.data.Dataset.from_tensor_slices(tokens)
    if not isinstance(x.element_spec, tf.TensorSpec):
        raise DataMismatch(
            f"{name} must yield token sequences alone, not tuples of several things."
        )
    first = next(iter(x.take(1)), None)
    if first is None:
        raise DataMismatch(f"{name} is an empty dataset where token sequences are expected.")
    first = first.numpy()
    check_tokens(first[None] if first.ndim == 1 else first, vocabulary_size, length, name)
    shape = (length,) if first.ndim == 1 else (None, length)
    x = check_numbers(x, vocabulary_size, name=name, what="token")
    return x.map(lambda tokens: tf.cast(tf.ensure_shape(tokens, shape), tf.int32))
