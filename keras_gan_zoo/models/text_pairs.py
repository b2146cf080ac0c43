"""Pairs of texts, and unpaired sets of them: what families that answer train on, as tokens."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data.text_pairs import load_text_pairs
from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.layers.tokenizer import END, UNKNOWN, Tokenizer
from keras_gan_zoo.models.text_data import check_known, shuffled_batches
from keras_gan_zoo.samples.element_checks import check_numbers, check_texts
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.token_checks import token_dataset

Tokenizers = tuple[Tokenizer | None, Tokenizer | None]
"""Of what is read and of what is written."""


def pair_dataset(x: Any, kinds: Sequence[Any], tokenizers: Tokenizers) -> tf.data.Dataset:
    """Returns pairs of sequences as a dataset of int32, if they fit.

    Args:
        x: A pair of arrays or of lists of text, or a dataset of pairs, batched or not.
        kinds: The two kinds of sequence, `Texts`.
        tokenizers: Theirs, or `None` where there is none.

    Raises:
        ValueError: If `x` is no pair, or not as many of one as of the other.
        DataMismatch: If a text or a sequence does not fit.
    """
    if isinstance(x, tf.data.Dataset):
        return _checked_dataset(x, kinds, tokenizers)
    if not isinstance(x, (tuple, list)) or len(x) != 2 or isinstance(x[0], str):
        raise ValueError(
            f"`x` must be a pair (texts, answers) of lists, got {type(x).__name__}; e.g. "
            "fit((questions, answers))."
        )
    if len(x[0]) != len(x[1]):
        raise ValueError(
            f"`x` must hold an answer for each text, got {len(x[0])} texts and {len(x[1])} answers."
        )
    tokens = [
        _trained_on(part, kind, tokenizer, f"x[{index}]")
        for index, (part, kind, tokenizer) in enumerate(zip(x, kinds, tokenizers, strict=True))
    ]
    return tf.data.Dataset.from_tensor_slices(tuple(tokens))


def unpaired_datasets(
    x: Any, kinds: Sequence[Any], tokenizers: Tokenizers
) -> list[tf.data.Dataset]:
    """Returns two sets of sequences that do not belong together, as datasets of int32.

    Args:
        x: A pair of lists of text, of arrays, or of datasets of either.
        kinds: The two kinds of sequence, `Texts`.
        tokenizers: Theirs, or `None` where there is none.

    Raises:
        ValueError: If `x` is no pair.
        DataMismatch: If a text or a sequence does not fit.
    """
    if not isinstance(x, (tuple, list)) or len(x) != 2 or isinstance(x[0], str):
        raise ValueError(
            f"`x` must be a pair (texts of X, texts of Y) of lists, got {type(x).__name__}; e.g. "
            "fit((negative, positive))."
        )
    return [
        _one_dataset(part, kind, tokenizer, f"x[{index}]")
        for index, (part, kind, tokenizer) in enumerate(zip(x, kinds, tokenizers, strict=True))
    ]


def _one_dataset(part, kind, tokenizer, name):
    if not isinstance(part, tf.data.Dataset):
        return tf.data.Dataset.from_tensor_slices(_trained_on(part, kind, tokenizer, name))
    if getattr(part.element_spec, "dtype", None) != tf.string:
        return token_dataset(part, kind.vocabulary_size, kind.length, name)
    if tokenizer is None:
        raise DataMismatch(f"{name} is text, but this model has no tokenizer.")
    checked = check_texts(part, tokenizer, name=name)
    return checked.map(lambda texts: _in_graph(texts, kind, tokenizer))


def as_sources(texts: Any, kind: Kind, tokenizer: Tokenizer | None) -> np.ndarray:
    """Returns what is to be answered as tokens (m, source_length), int32.

    Args:
        texts: A list of text, or tokens.
        kind: What the model reads, `Texts`.
        tokenizer: The model's, or `None`.

    Raises:
        DataMismatch: If a text is empty, too long, or has no word that the model knows.
    """
    tokens = _tokens(texts, kind, tokenizer, "sources")
    if tokenizer is not None and _is_text(texts):
        strange = ~((tokens != END) & (tokens != UNKNOWN)).any(axis=1)
        if strange.any():
            index = int(strange.argmax())
            raise DataMismatch(
                f"sources[{index}] is {texts[index]!r}, of which no word is among the "
                f"{len(tokenizer.vocabulary):,} that this model knows: write it in the language of "
                "its training texts."
            )
    return tokens


def make_tokenizer(data: Mapping, settings: Mapping) -> Tokenizer:
    """Returns one tokenizer of the most frequent words of training pairs, of both sides.

    Args:
        data: Arguments of `keras_gan_zoo.data.load_text_pairs`.
        settings: Arguments of `Tokenizer.from_texts`.
    """
    texts, others = load_text_pairs(**data)
    return Tokenizer.from_texts([*texts, *others], **settings)


def pair_batches(
    tokenizers: Tokenizers, data: Mapping, batch_size: int, seed: int
) -> tf.data.Dataset:
    """Returns one epoch of the pairs that can be written in full, in an order of a seed.

    Args:
        tokenizers: Of what is read and of what is written.
        data: Arguments of `keras_gan_zoo.data.load_text_pairs`.
        batch_size: Pairs of a batch; a smaller last one is left out.
        seed: Of the order, which is new at each epoch.

    Raises:
        ValueError: If the data cannot be loaded.
        DataMismatch: If no pair fits.
    """
    return shuffled_batches(fitting_pairs(tokenizers, load_text_pairs(**data)), batch_size, seed)


def fitting_pairs(
    tokenizers: Tokenizers, pair: Sequence[Sequence[str]]
) -> tuple[np.ndarray, np.ndarray]:
    """Returns the tokens of those pairs of which both texts can be written in full.

    Args:
        tokenizers: Of what is read and of what is written.
        pair: Two lists of text.

    Raises:
        DataMismatch: If there are none.
    """
    parts, fits = [], np.ones(len(pair[0]), bool)
    for texts, tokenizer in zip(pair, tokenizers, strict=True):
        assert tokenizer is not None
        # One token more than the model writes tells which texts would be cut off.
        longer = Tokenizer(tokenizer.vocabulary, tokenizer.length + 1, tokenizer.split)
        tokens = longer(tf.constant(list(texts))).numpy()
        fits &= (tokens != UNKNOWN).all(axis=1) & (tokens[:, -1] == END) & (tokens[:, 0] != END)
        parts.append(tokens[:, :-1])
    if not fits.any():
        raise DataMismatch(
            f"None of the {len(fits):,} pairs of texts has all its words in the vocabulary and at "
            "most as many as the model reads and writes; make a tokenizer with a greater `length` "
            "or `vocabulary_size`."
        )
    return parts[0][fits], parts[1][fits]


def _trained_on(part: Any, kind: Any, tokenizer: Tokenizer | None, name: str) -> np.ndarray:
    tokens = _tokens(part, kind, tokenizer, name)
    return check_known(tokens, tokenizer, name) if tokenizer and _is_text(part) else tokens


def _tokens(part: Any, kind: Any, tokenizer: Tokenizer | None, name: str) -> np.ndarray:
    if _is_text(part):
        if tokenizer is None:
            raise DataMismatch(
                f"{name} is text, but this model has no tokenizer: pass `tokenizer`, such as "
                "keras_gan_zoo.layers.Tokenizer.from_texts(texts), to `get`."
            )
        return tokenizer.encode(part, name=name)
    kind.check(part, name=name)
    return np.asarray(part, "int32")


def _is_text(part: Any) -> bool:
    kind = getattr(getattr(part, "dtype", None), "kind", None)
    if kind is not None:
        return kind in "UO"
    if isinstance(part, str):
        return True
    return isinstance(part, Iterable) and any(isinstance(item, str) for item in part)


def _checked_dataset(x, kinds, tokenizers):
    spec = x.element_spec
    if not isinstance(spec, tuple) or len(spec) != 2:
        raise ValueError(
            "`x` must yield pairs (text, answer): pass tf.data.Dataset.zip((texts, answers))."
        )
    first = next(iter(x.take(1)), None)
    if first is None:
        raise DataMismatch("`x` is an empty dataset where pairs are expected.")
    for index, (kind, tokenizer) in enumerate(zip(kinds, tokenizers, strict=True)):
        name = f"x[{index}]"
        if spec[index].dtype == tf.string:
            if tokenizer is None:
                raise DataMismatch(f"{name} is text, but this model has no tokenizer.")
            x = check_texts(x, tokenizer, which=index, name=name)
        else:
            part = first[index].numpy()
            kind.check(part[None] if part.ndim == 1 else part, name=name)
            x = check_numbers(x, kind.vocabulary_size, which=index, name=name, what="token")

    def encode(*pair):
        parts = zip(pair, kinds, tokenizers, strict=True)
        return tuple(_in_graph(part, kind, tokenizer) for part, kind, tokenizer in parts)

    return x.map(encode)


def _in_graph(part, kind, tokenizer):
    if part.dtype == tf.string:
        return tokenizer(part) if part.shape.rank else tokenizer(part[None])[0]
    return tf.ensure_shape(tf.cast(part, tf.int32), (*part.shape[:-1], kind.length))
