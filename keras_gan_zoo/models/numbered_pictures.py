"""Pictures with their numbers, for families that keep something of each picture."""

from collections.abc import Iterator

import tensorflow as tf

from keras_gan_zoo.engine.batching import as_batches, as_examples
from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.samples.element_checks import check_numbers
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.picture_checks import is_batched
from keras_gan_zoo.types import Data

_MARK = "_keras_gan_zoo_numbered"


def numbered_batches(
    x: Data, kind: Kind, pictures: int, batch_size: int, shuffle: bool, seed: int | None
) -> tf.data.Dataset:
    """Returns batches of pictures and of their numbers, by which a picture is known again.

    A picture's number is its place in the data, which are counted before they are shuffled: the
    same at each pass and in a resumed training. What this function gave comes back as it is.

    Args:
        x: An array, or a dataset of single pictures or batches that come in the same order at each
            pass; checked already.
        kind: What the pictures are.
        pictures: How many numbers there are.
        batch_size: Pictures a batch, where `x` is not batched.
        shuffle: Whether to shuffle what is not batched, anew at each pass.
        seed: Of the shuffling.

    Returns:
        A dataset of (pictures (batch, ...), int32 numbers (batch,)).

    Raises:
        DataMismatch: If a dataset comes in another order at each pass, or there are more pictures
            than numbers.

    Example:
        >>> batches = numbered_batches(images, Pictures((28, 28, 1)), 60_000, 64, True, seed=0)
        >>> pictures, numbers = next(iter(batches))
    """
    if is_numbered(x):
        return x
    examples = as_examples(x)
    _check_order(examples)
    if is_batched(examples, kind.shape):
        # It stays as it came: in these batches, in this order.
        known = examples.element_spec.shape[0] if examples.element_spec.shape.rank else None
        batch_size = known or next((len(batch) for batch in examples.take(1)), 1)
        count = int(examples.cardinality()) * (known or -1)
        examples, shuffle = examples.unbatch(), False
    else:
        count = int(examples.cardinality())
    if count > pictures:
        raise DataMismatch(
            f"`x` has {count} pictures, and the model was built to keep something of "
            f"{pictures}: build it with pictures={count}, or pass fewer."
        )
    if count >= 0:  # what is endless or unknown is negative
        numbers = tf.data.Dataset.range(count)
        examples = examples.apply(tf.data.experimental.assert_cardinality(count))
    else:
        numbers = tf.data.Dataset.counter()
    pairs = tf.data.Dataset.zip((examples, numbers)).map(
        lambda picture, number: (tf.ensure_shape(picture, kind.shape), tf.cast(number, "int32"))
    )
    pairs = check_numbers(pairs, pictures, which=1, what="number")
    batches = as_batches(pairs, batch_size, shuffle, seed, kind.shape)
    setattr(batches, _MARK, True)
    return batches


def is_numbered(x: object) -> bool:
    """Returns whether `numbered_batches` made a dataset."""
    return isinstance(x, tf.data.Dataset) and hasattr(x, _MARK)


def _check_order(dataset: tf.data.Dataset) -> None:
    """Refuses what is known to come in another order at each pass, or may."""
    for source in _sources(dataset):
        if _shuffles(source):
            comes = "in a new order at each pass"
        elif _is_from_python(source):
            comes = "from a Python generator, in any order"
        else:
            continue
        raise DataMismatch(
            f"`x` comes {comes}, so that no picture could be known again: pass an array, or the "
            "dataset before it is shuffled, such as keras_gan_zoo.data.load('fashion_mnist'), "
            "which `fit` shuffles itself."
        )


def _sources(dataset: tf.data.Dataset) -> Iterator[tf.data.Dataset]:
    """Gives a dataset and all that it is made of, down to what is kept in a cache."""
    yield dataset
    if "Cache" not in type(dataset).__name__:
        for each in _inputs(dataset):
            yield from _sources(each)


def _inputs(dataset: tf.data.Dataset) -> list[tf.data.Dataset]:
    return list(dataset._inputs()) if hasattr(dataset, "_inputs") else []


def _shuffles(dataset: tf.data.Dataset) -> bool:
    anew = getattr(dataset, "_reshuffle_each_iteration", True)
    return "Shuffle" in type(dataset).__name__ and anew is not False


def _is_from_python(dataset: tf.data.Dataset) -> bool:
    # `from_generator` maps a dataset of one scalar to what the generator yields.
    below = _inputs(dataset)
    if "FlatMap" not in type(dataset).__name__ or len(below) != 1 or _inputs(below[0]):
        return False
    spec = below[0].element_spec
    return isinstance(spec, tf.TensorSpec) and spec.shape.rank == 0
