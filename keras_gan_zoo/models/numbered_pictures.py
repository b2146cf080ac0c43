"""Pictures with their numbers, for families that keep something of each picture."""

import warnings
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

    Warns:
        UserWarning: If it is known that there are fewer pictures than numbers.

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
    batched = is_batched(examples, kind.shape)
    count = int(examples.cardinality())  # what is endless or unknown is negative
    if batched:
        count *= _rows(examples.element_spec) or -1
    if count > pictures:
        raise DataMismatch(
            f"`x` has {count} pictures, and the model was built to keep something of "
            f"{pictures}: build it with pictures={count}, or pass fewer."
        )
    if 0 <= count < pictures:
        warnings.warn(
            f"`x` has {count} pictures, and the model was built to keep something of {pictures}: "
            f"what it keeps of the other {pictures - count} stays as random as it began, and "
            f"`generate` draws from that, too; build it with pictures={count}.",
            stacklevel=2,
        )
    # What is batched stays as it came: in these batches, the last of which may be smaller.
    pairs = _numbered(examples, kind, batched)
    pairs = check_numbers(pairs, pictures, which=1, what="number")
    batches = as_batches(pairs, batch_size, shuffle, seed, kind.shape)
    setattr(batches, _MARK, True)
    return batches


def _numbered(examples, kind, batched):
    """Returns (pictures, numbers), single or in batches as they came."""
    shape = (None, *kind.shape) if batched else kind.shape

    def number(first, pictures):
        pictures = tf.ensure_shape(pictures, shape)
        if not batched:
            return first + 1, (pictures, first)
        rows = tf.shape(pictures)[0]
        numbers = tf.ensure_shape(tf.range(first, first + rows), pictures.shape[:1])
        return first + rows, (pictures, numbers)

    return examples.scan(tf.constant(0), number)


def _rows(spec):
    return spec.shape[0] if spec.shape.rank else None


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
