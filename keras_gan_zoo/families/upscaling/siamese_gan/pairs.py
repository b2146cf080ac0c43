"""Makes pairs of faces, of one person and of two, out of faces and their persons' numbers."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.batching import as_examples, shuffled
from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.samples.picture_checks import check_images, is_batched
from keras_gan_zoo.types import Shape

_DUOS = 4
"""Two faces of one person each: of so many, two are pairs, and the others change partners."""

_LOAD = "keras_gan_zoo.data.load('head_portraits', labels=True, shuffle=True)"


def pair_batches(
    x: Any, image_shape: Shape, batch_size: int, shuffle: bool, seed: int | None
) -> tf.data.Dataset:
    """Returns batches of pairs of faces, half of them of one person, half of two.

    Faces come in their order, or shuffled. As soon as a second face of a person comes, the two are
    a duo; of four duos in turn, two are pairs of one person, and the other two change partners.
    A face is in one pair of a pass at most. Each batch has as many pairs of one person as of two,
    but that two duos in turn may be of one person, where there are few.

    Args:
        x: (faces, numbers of persons), arrays; or a dataset of (face, number), batched or not.
        image_shape: (height, width, channels) of a face.
        batch_size: Faces of a batch, where `x` is not batched: twice as many as pairs.
        shuffle: Whether to shuffle what is not batched, anew at each pass.
        seed: Of the shuffling.

    Returns:
        A dataset of (first faces, second faces, whether they are of one person), the last int32
        (pairs,) of 1 and 0.

    Raises:
        DataMismatch: If faces or numbers do not fit, are not as many of each, or are too few.
        ValueError: If the batch size is no even number.

    Example:
        >>> batches = pair_batches((faces, numbers), (64, 64, 3), 16, shuffle=True, seed=0)
        >>> first, second, same = next(iter(batches))
        >>> first.shape
        TensorShape([8, 64, 64, 3])
    """
    batched = isinstance(x, tf.data.Dataset) and is_batched(x, image_shape)
    faces, pairs = _checked(x, image_shape), None
    if batched:
        batch_size = faces.element_spec[0].shape[0] or next(len(one) for one, _ in faces)
        faces, shuffle = faces.unbatch(), False
    if check_whole(batch_size, "batch_size", 2) % 2:
        raise ValueError(
            f"`batch_size` counts faces, two of which are a pair, and must be even, got "
            f"{batch_size}; the nearest is {batch_size + 1}."
        )
    if not isinstance(x, tf.data.Dataset):
        _, of_each = np.unique(np.asarray(x[1]), return_counts=True)
        pairs = int((of_each // 2).sum()) // _DUOS * _DUOS
        if 2 * pairs < batch_size:
            raise DataMismatch(_too_few(pairs, batch_size))
    if shuffle:
        faces = shuffled(faces, seed)
    duos = faces.group_by_window(
        key_func=lambda face, person: tf.cast(person, tf.int64),
        reduce_func=lambda person, window: window.batch(2),
        window_size=2,
    )
    # What is left at the end has no partner.
    duos = duos.filter(lambda faces, persons: tf.equal(tf.shape(persons)[0], 2))
    found = duos.batch(_DUOS, drop_remainder=True).map(_pairs_of).unbatch()
    batches = found.batch(batch_size // 2, drop_remainder=True)
    if pairs is not None:
        steps = pairs // (batch_size // 2)
        batches = batches.apply(tf.data.experimental.assert_cardinality(steps))
    return batches.prefetch(tf.data.AUTOTUNE)


def _pairs_of(faces, persons):
    """Makes of four duos two pairs as they are and two with other partners, in turn."""
    first = tf.gather_nd(faces, [[0, 0], [2, 0], [1, 0], [2, 1]])
    second = tf.gather_nd(faces, [[0, 1], [3, 0], [1, 1], [3, 1]])
    numbers = tf.gather(persons[:, 0], [[0, 2, 1, 2], [0, 3, 1, 3]])
    return first, second, tf.cast(tf.equal(numbers[0], numbers[1]), tf.int32)


def _checked(x: Any, image_shape: Shape) -> tf.data.Dataset:
    """Returns a dataset of faces and numbers of persons, single or in batches as they came."""
    if isinstance(x, tf.data.Dataset):
        spec = x.element_spec
        if not isinstance(spec, tuple) or len(spec) != 2 or not spec[1].dtype.is_integer:
            came = f"{len(spec)} things" if isinstance(spec, tuple) else "one thing"
            raise DataMismatch(
                "`x` must yield (face, number of the person), a whole number, but yields "
                f"{came} an example: pass arrays (faces, numbers), or {_LOAD}."
            )
        check_images(x, image_shape)
        shape = (None, *image_shape) if is_batched(x, image_shape) else tuple(image_shape)
        single = [-1] if len(shape) == 4 else []
        return x.map(
            lambda faces, persons: (
                tf.ensure_shape(tf.cast(faces, tf.float32), shape),
                tf.reshape(persons, single),
            )
        )
    sets = [isinstance(part, tf.data.Dataset) for part in x] if isinstance(x, (tuple, list)) else []
    if len(sets) != 2 or any(sets):
        raise DataMismatch(
            "`x` must be (faces, numbers of their persons), arrays of as many of each, or a "
            f"dataset of both, got {type(x).__name__}; e.g. {_LOAD}."
        )
    check_images(x[0], image_shape, name="x[0]")
    numbers = np.asarray(x[1])
    if numbers.dtype.kind not in "iu" or numbers.shape != (len(x[0]),):
        raise DataMismatch(
            f"x[1] has the dtype {numbers.dtype} and the shape {numbers.shape} where the numbers "
            f"of the persons of {len(x[0])} faces are expected, whole, of shape ({len(x[0])},)."
        )
    return tf.data.Dataset.zip((as_examples(x[0]), tf.data.Dataset.from_tensor_slices(numbers)))


def _too_few(pairs, batch_size):
    found = f"`x` has faces for {pairs} pairs, and a step takes {batch_size // 2}: "
    if not pairs:
        return found + (
            "faces of one person have to come at least twice, and eight of such are the least."
        )
    return found + f"pass batch_size={2 * pairs} or less, or more faces."
