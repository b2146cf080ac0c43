"""Text as tokens: the text of a recipe, and whether texts are of a tokenizer's words."""

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data import load_text
from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.layers import Tokenizer
from keras_gan_zoo.layers.tokenizer import END, UNKNOWN

_MOST_UNKNOWN = 0.5
"""Share of unknown words from which on a vocabulary is taken for that of other texts."""


def make_tokenizer(data: Mapping, settings: Mapping) -> Tokenizer:
    """Returns a tokenizer of the most frequent words of training data.

    Args:
        data: Arguments of `keras_gan_zoo.data.load_text`.
        settings: Arguments of `Tokenizer.from_texts`.

    Raises:
        ValueError: If the data cannot be loaded, or a setting is out of range.
    """
    return Tokenizer.from_texts(load_text(**data), **settings)


def tokenizer_notes(tokenizer: Tokenizer) -> dict[str, object]:
    """Returns what a file has to say of its tokens: vocabulary, length and split."""
    return {
        "vocabulary": list(tokenizer.vocabulary),
        "length": tokenizer.length,
        "split": tokenizer.split,
    }


def check_known(tokens: np.ndarray, tokenizer: Tokenizer, name: str) -> np.ndarray:
    """Returns the tokens of training texts as they are, of which not too many may be unknown.

    Args:
        tokens: (n, length), as the tokenizer made them.
        tokenizer: Which did.
        name: What the sentence calls the texts.

    Warns:
        UserWarning: If more than half of the words are unknown.

    Raises:
        DataMismatch: If all are.

    Example:
        >>> tokenizer = Tokenizer(["a", "dog"], length=2)
        >>> check_known(tokenizer.encode(["un perro"]), tokenizer, "x")
        Traceback (most recent call last):
        keras_gan_zoo.errors.DataMismatch: 100% of the words of x are not in the vocabulary of 2...
    """
    share = (tokens == UNKNOWN).sum() / (tokens != END).sum()
    if share > _MOST_UNKNOWN:
        told = (
            f"{share:.0%} of the words of {name} are not in the vocabulary of "
            f"{len(tokenizer.vocabulary):,}, and all read as one: build the model with a tokenizer "
            "of these texts, keras_gan_zoo.layers.Tokenizer.from_texts(texts)."
        )
        if share == 1:
            raise DataMismatch(told)
        warnings.warn(told, stacklevel=2)
    return tokens


def token_batches(
    tokenizer: Tokenizer, data: Mapping, batch_size: int, seed: int
) -> tf.data.Dataset:
    """Returns one epoch of tokens (batch, length), in an order that a seed decides.

    Texts that are too long, or have words outside the vocabulary, are left out.

    Args:
        tokenizer: What cuts the text.
        data: Arguments of `keras_gan_zoo.data.load_text`.
        batch_size: Texts of a batch; a smaller last one is left out.
        seed: Of the order, which is new at each epoch.

    Raises:
        ValueError: If the data cannot be loaded, or no text fits.
    """
    return shuffled_batches(
        tokenizer.encode_fitting(load_text(**data), name="data"), batch_size, seed
    )


def shuffled_batches(tokens: Any, batch_size: int, seed: int) -> tf.data.Dataset:
    """Returns one epoch of arrays in memory in whole batches, in an order that is new at each.

    Args:
        tokens: An array, or a tuple of arrays of the same length.
        batch_size: Rows of a batch; a smaller last one is left out.
        seed: Of the order.
    """
    rows = tf.data.Dataset.from_tensor_slices(tokens)
    shuffled = rows.shuffle(len(rows), seed=seed)
    return shuffled.batch(batch_size, drop_remainder=True).prefetch(tf.data.AUTOTUNE)
