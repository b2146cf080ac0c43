"""Finds what is wrong far back in a dataset, at the latest when its batch comes.

To look through a whole dataset beforehand may take as long as to train on it, and a number that
is no class goes unnoticed through `one_hot` and `gather`. So each element is checked in the graph.
"""

import codecs
import re
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras_gan_zoo.errors import DataMismatch

DAMAGED = "was whole when it was scanned and is no more"
"""By what the sentence on such a picture is known in an error of the graph that reads it."""

_MARK, _END = "keras_gan_zoo: data", "keras_gan_zoo: end"
_MARKED = re.compile(rf"\[{_MARK}\] \[(.*?)\] \[{_END}\]", re.DOTALL)
_DAMAGED = re.compile(rf"ValueError: ([^\n]*{DAMAGED}[^\n]*)")
_SHOWN_BYTES = 60


def check_numbers(
    dataset: tf.data.Dataset,
    count: int,
    *,
    which: int = 0,
    name: str = "x",
    what: str = "label",
    least: int = 0,
) -> tf.data.Dataset:
    """Returns a dataset that ends with a sentence where a number is not in [least, count).

    Args:
        dataset: Elements, single or in batches, one part of which is whole numbers.
        count: One more than the largest.
        which: Which part of an element, of those that `tf.nest.flatten` gives.
        name: What the sentence calls the dataset.
        what: What the sentence calls a number.
        least: The smallest.

    Raises:
        DataMismatch: When the element comes, in a training of this package; else, in the graph,
            `tf.errors.InvalidArgumentError`, of which `mismatch_of` makes it.

    Example:
        >>> labels = tf.data.Dataset.from_tensor_slices([0, 1, 7])
        >>> try:
        ...     list(check_numbers(labels, 3))
        ... except tf.errors.InvalidArgumentError as error:
        ...     print(mismatch_of(error))
        x has the label 7 where 0 to 2 are expected, in example 2 (counted from 0).
    """

    def wrong(numbers):
        numbers = tf.cast(numbers, tf.int64)
        return (numbers < least) | (numbers >= count)

    def say(number):
        return [
            f"{name} has the {what} ",
            tf.strings.as_string(number),
            f" where {least} to {count - 1} are expected",
        ]

    return _checked(dataset, which, wrong, say)


def check_texts(
    dataset: tf.data.Dataset, tokenizer: Any, *, which: int = 0, name: str = "x"
) -> tf.data.Dataset:
    """Returns a dataset that ends with a sentence where a text is empty or longer than a model's.

    Args:
        dataset: Elements, single or in batches, one part of which is text.
        tokenizer: The model's `keras_gan_zoo.layers.Tokenizer`.
        which: As for `check_numbers`.
        name: As for `check_numbers`.

    Raises:
        DataMismatch: As for `check_numbers`.
    """

    def wrong(texts):
        counts = tokenizer.count(tf.reshape(texts, [-1]))
        return (counts < 1) | (counts > tokenizer.length)

    def say(text):
        count = tokenizer.count(text[None])[0]
        return [
            f"{name} has a text of ",
            tf.strings.as_string(count),
            f" tokens where 1 to {tokenizer.length} are expected, '",
            tf.strings.substr(text, 0, _SHOWN_BYTES, unit="UTF8_CHAR"),
            "'",
        ]

    return _checked(dataset, which, wrong, say)


def mismatch_of(error: tf.errors.OpError) -> DataMismatch | None:
    """Returns the sentence in an error of the graph, or None.

    That is what a check of this file raised, or what a data set says of a picture that was damaged
    after it was looked at.
    """
    told = _MARKED.search(error.message)
    if told is None:
        damaged = _DAMAGED.search(error.message)
        return None if damaged is None else DataMismatch(damaged[1])
    # A tensor's text comes with its quotes and all but ASCII escaped.
    sentence = codecs.escape_decode(told[1].encode())[0]
    return DataMismatch(sentence.decode(errors="replace"))


def _checked(
    dataset: tf.data.Dataset, which: int, wrong: Callable, say: Callable
) -> tf.data.Dataset:
    @tf.autograph.experimental.do_not_convert
    def check(place, *element):
        part = tf.nest.flatten(element)[which]
        flat, bad = tf.reshape(part, [-1]), tf.reshape(wrong(part), [-1])

        def fail():
            row = tf.argmax(tf.cast(bad, tf.int32))
            where = [", in example ", tf.strings.as_string(place), " (counted from 0)."]
            if part.shape.rank != 0:
                where = [", in row ", tf.strings.as_string(row), " of batch ", *where[1:]]
            sentence = tf.strings.join([*say(flat[row]), *where])
            with tf.control_dependencies([tf.debugging.Assert(False, [_MARK, sentence, _END])]):
                return tf.constant(True)

        ends = tf.cond(tf.reduce_any(bad), fail, lambda: tf.constant(False))
        with tf.control_dependencies([ends]):
            element = tf.nest.map_structure(tf.identity, element)
        return element if len(element) > 1 else element[0]

    return dataset.enumerate().map(
        lambda place, *rest: check(place, *_unpacked(rest)), num_parallel_calls=tf.data.AUTOTUNE
    )


def _unpacked(rest):
    (element,) = rest
    return element if isinstance(element, tuple) else (element,)
