"""From raw examples to the `tf.data.Dataset` that a model trains on."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data.jitter import with_jitter
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.shuffled_blocks import shuffled_blocks
from keras_gan_zoo.data.sources import LABELLED_KINDS

_CHUNK = 32


@dataclass(frozen=True)
class Examples:
    """Examples that are read one by one or many at once, in any order.

    Shuffling moves the keys, never the pictures, so a whole set is shuffled in little memory.

    Attributes:
        keys: A dataset of known cardinality whose elements say what to read: row numbers, file
            names, encoded pictures.
        read: Makes of a key a raw example: an image of shape (H, W, C), uint8 in [0, 255] or
            float32 in [-1, 1]; a video of them, (frames, H, W, C); or `(image, label)` with a class
            number or a text; or `(image, image)`, as the kind of the source says.
        vectorised: Whether `read` also takes a vector of keys and returns a batch.
        shuffle_buffer: Number of keys among which the next one is drawn.
        class_names: Names of the classes in the order of their numbers, if they are known.
        blocks: For keys that are row numbers, the number of the part of the source that each row
            is in, in rising order, where a part is read as a whole: rows are then shuffled among
            those of a few parts. None where any row is read as fast as the next.
        any_size: Whether samples were made at the `image_size` that is asked for.
    """

    keys: tf.data.Dataset
    read: Callable
    vectorised: bool = False
    shuffle_buffer: int = 1_000_000
    class_names: tuple[str, ...] = ()
    blocks: np.ndarray | None = None
    any_size: bool = False

    @property
    def count(self) -> int:
        """The number of examples."""
        return int(self.keys.cardinality())


def numbered(rows: np.ndarray) -> tf.data.Dataset:
    """Returns the numbers of rows as keys, which know by `numbered` what it is that they number.

    A training that is resumed tells by it whether its data are what they were.

    Args:
        rows: Array of examples, or of what says which they are, such as names of files.
    """
    keys = tf.data.Dataset.range(len(rows))
    keys.numbered = rows
    return keys


def as_dataset(examples: Examples, kind: str, options: LoadOptions, name: str) -> tf.data.Dataset:
    """Returns the dataset that `options` ask for.

    Args:
        examples: The raw examples.
        kind: `"images"`, `"labelled"`, `"captioned"`, `"paired"`, `"videos"`, `"sounds"` or
            `"samples"`.
        options: Size, channels, labels, limit, batch size, shuffling, moves and seed.
        name: What the errors call the data.

    Returns:
        A dataset of float32 images in [-1, 1]; of `(image, label)` if `options.labels`, with int32
        labels, or texts if the kind is `"captioned"`; of `(image, image)` if it is `"paired"`.

    Raises:
        ValueError: If the data have no labels, are fewer than one batch, come in several sizes
            while no size is asked for, or have neither 1 nor 3 channels.
    """
    if options.labels and kind not in (*LABELLED_KINDS, "sounds"):
        raise ValueError(f"labels=True, but {name!r} has no labels: pass labels=False.")
    if kind in ("samples", "sounds", "videos"):
        _check_no_picture_options(options, name, kind, examples.any_size)
    if examples.count == 0:
        raise ValueError(f"{name!r} has no examples in split={options.split!r}.")
    count = min(examples.count, options.limit or examples.count)
    if options.batch_size and options.batch_size > count:
        raise ValueError(
            f"batch_size={options.batch_size} is more than the {count} examples of {name!r}, and "
            f"only whole batches are given: pass batch_size={count} or less."
        )

    # Nothing here depends on values, and AutoGraph would wrap the errors in its own text.
    @tf.autograph.experimental.do_not_convert
    def prepare(key):
        example = examples.read(key)
        if kind in ("samples", "sounds"):
            return example
        if kind == "videos":
            return _prepare_videos(example, options, name)
        if kind == "paired":
            return tuple(prepare_image(image, options, name) for image in example)
        if kind in LABELLED_KINDS:
            image, label = prepare_image(example[0], options, name), example[1]
            label = label if kind == "captioned" else tf.cast(label, tf.int32)
            return (image, label) if options.labels else image
        return prepare_image(example, options, name)

    keys = examples.keys.take(count)
    if options.shuffle and examples.blocks is not None:
        keys = shuffled_blocks(examples.blocks[:count], options.seed)
    elif options.shuffle:
        buffer = min(count, examples.shuffle_buffer)
        keys = keys.shuffle(buffer, seed=options.seed, reshuffle_each_iteration=True)
    if examples.vectorised:
        # Single examples too are prepared many at a time, which takes a tenth of the time.
        keys = keys.batch(options.batch_size or _CHUNK, drop_remainder=bool(options.batch_size))
    dataset = keys.map(prepare, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
    if options.batch_size is None:
        if examples.vectorised:
            dataset = dataset.unbatch()
        dataset = dataset.apply(tf.data.experimental.assert_cardinality(count))
    elif not examples.vectorised:
        dataset = dataset.batch(options.batch_size, drop_remainder=True)
    if options.jitter > 1 or options.shift or options.mirror:
        dataset = with_jitter(dataset, kind, options)
    if options.batch_size is not None:
        dataset = dataset.prefetch(tf.data.AUTOTUNE)
    if kind in ("labelled", "sounds"):
        # Where Keras's own image_dataset_from_directory has them too.
        dataset.class_names = list(examples.class_names)
    return dataset


def _check_no_picture_options(options, name, kind, any_size):
    sizes = () if kind == "videos" else (("image_size", None), ("channels", None))
    sizes = sizes[any_size:]
    for option, unset in (*sizes, ("jitter", 1.0), ("shift", 0), ("mirror", False)):
        if getattr(options, option) != unset:
            raise ValueError(
                f"{option}={getattr(options, option)!r} is for pictures, and {name!r} holds none: "
                f"leave `{option}` out."
            )


def _prepare_videos(videos, options, name):
    """Returns videos with the size, channels and range of a model's input, as `prepare_image`."""
    shape = tf.shape(videos)
    frames = prepare_image(tf.reshape(videos, (-1, *videos.shape[-3:])), options, name)
    prepared = tf.reshape(frames, tf.concat([shape[:-3], frames.shape[1:]], axis=0))
    return tf.ensure_shape(prepared, (*videos.shape[:-3], *frames.shape[1:]))


def prepare_image(image: tf.Tensor, options: LoadOptions, name: str) -> tf.Tensor:
    """Returns an image, or a batch of them, with the size, channels and range of a model's input.

    Where the shape asked for is wider or taller than the picture's, the picture's middle is kept,
    so that nothing is stretched; then it is resized bilinearly with antialiasing.

    Args:
        image: (..., H, W, C), uint8 in [0, 255] or floating point in [-1, 1].
        options: `image_size` and `channels`.
        name: What the errors call the data.

    Returns:
        float32 in [-1, 1], of static shape (..., H, W, C).

    Raises:
        ValueError: If the size or the channels cannot be told, or are neither 1 nor 3.
    """
    height, width, channels = image.shape[-3:]
    if channels not in (1, 3):
        raise ValueError(f"{name!r} has pictures of {channels} channels where 1 or 3 are expected.")
    if options.image_size is None and (height is None or width is None):
        raise ValueError(
            f"The pictures of {name!r} differ in size: pass image_size, such as image_size=64."
        )
    is_bytes = image.dtype == tf.uint8
    image = tf.cast(image, tf.float32)
    if options.image_size not in (None, (height, width)):
        image = _resize(image, *options.image_size)  # type: ignore[misc]  # checked: two
    if options.channels == 1 and channels == 3:
        image = tf.image.rgb_to_grayscale(image)
    elif options.channels == 3 and channels == 1:
        image = tf.image.grayscale_to_rgb(image)
    return image / 127.5 - 1.0 if is_bytes else image


def _resize(image, height, width):
    static_height, static_width = image.shape[-3:-1]
    enlarges = None not in (static_height, static_width) and (
        static_height <= height and static_width <= width
    )
    # Antialiasing changes nothing where both sides grow, and its kernel is ten times slower.
    image = _crop_to_aspect(image, height, width)
    return tf.image.resize(image, (height, width), antialias=not enlarges)


def _crop_to_aspect(image, height, width):
    """Returns the largest middle part whose sides are in the ratio `height` : `width`."""
    shape = tf.shape(image)
    tall, wide = shape[-3], shape[-2]
    keep_tall = tf.maximum(1, tf.minimum(tall, _rounded(wide * height, width)))
    keep_wide = tf.maximum(1, tf.minimum(wide, _rounded(tall * width, height)))
    top, left = (tall - keep_tall) // 2, (wide - keep_wide) // 2
    return image[..., top : top + keep_tall, left : left + keep_wide, :]


def _rounded(numerator, denominator):
    return (2 * numerator + denominator) // (2 * denominator)
