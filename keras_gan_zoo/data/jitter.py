"""Random crops and mirror images of training pictures, as translation papers take them."""

import tensorflow as tf

from keras_gan_zoo.data.options import LoadOptions


def with_jitter(batches: tf.data.Dataset, kind: str, options: LoadOptions) -> tf.data.Dataset:
    """Returns the dataset with each picture enlarged, moved and mirrored at random.

    The pictures of a pair share their crop. Each iteration brings other crops, decided by the seed.

    Args:
        batches: Batches of what `kind` says, or single examples if `options.batch_size` is None.
        kind: `"images"`, `"labelled"`, `"captioned"` or `"paired"`.
        options: `jitter`, `shift`, `mirror`, `seed` and `batch_size`.

    Raises:
        ValueError: If `shift` is larger than the pictures.

    Example:
        >>> batches = with_jitter(batches, "paired", LoadOptions(jitter=1.12, mirror=True))

    Reference:
        https://arxiv.org/abs/1611.07004 (appendix 6.2)
    """
    seeds = tf.data.Dataset.random(seed=options.seed, rerandomize_each_iteration=True)

    @tf.autograph.experimental.do_not_convert
    def jittered(example, seed):
        parts = example if isinstance(example, tuple) else (example,)
        pictures = len(parts) if kind == "paired" else 1
        alone = options.batch_size is None
        batch = [part[None] if alone else part for part in parts[:pictures]]
        numbers = tf.random.stateless_uniform((tf.shape(batch[0])[0], 3), (seed, options.seed))
        moved = [_moved(images, numbers, options) for images in batch]
        parts = (*(images[0] if alone else images for images in moved), *parts[pictures:])
        return parts if isinstance(example, tuple) else parts[0]

    return tf.data.Dataset.zip(batches, seeds).map(
        jittered, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True
    )


def _moved(images, numbers, options):
    """Returns crops of the enlarged pictures, of their own size, at places from three numbers."""
    sides = images.shape[1:3]
    larger = _with_margins(_enlarged(images, options.jitter), options.shift)
    boxes = _boxes(numbers, sides, larger.shape[1:3], options.mirror)
    cropped = tf.image.crop_and_resize(larger, boxes, tf.range(tf.shape(images)[0]), sides)
    return tf.ensure_shape(cropped, images.shape)


def _enlarged(images, factor):
    """Returns the pictures with sides that much longer."""
    sides = [round(side * factor) for side in images.shape[1:3]]
    if sides == list(images.shape[1:3]):
        return images
    # Linear interpolation would blur thin lines more than the model is to learn from.
    return tf.clip_by_value(tf.image.resize(images, sides, "bicubic"), -1.0, 1.0)


def _with_margins(images, pixels):
    """Returns the pictures with so many pixels more on each side, a reflection of what is there."""
    if not pixels:
        return images
    least = min(images.shape[1:3])
    if pixels > least:
        raise ValueError(
            f"shift={pixels} must be at most the pictures' shorter side, {least} pixels."
        )
    margins = [(0, 0), (pixels, pixels), (pixels, pixels), (0, 0)]
    return tf.pad(images, margins, mode="SYMMETRIC")


def _boxes(numbers, sides, larger_sides, mirror):
    """Returns crops (count, 4) of whole pixels, some from right to left, which mirrors them.

    Args:
        numbers: (count, 3) in [0, 1): how far down, how far to the right, and whether mirrored.
        sides: Height and width of the crops.
        larger_sides: Height and width of what they are taken from.
        mirror: Whether any are mirrored.

    Returns:
        Top, left, bottom and right, as shares of what they are taken from.
    """
    ends = []
    for axis, (side, larger) in enumerate(zip(sides, larger_sides, strict=True)):
        first = tf.floor(numbers[:, axis] * (larger - side + 1))
        ends.append((first / (larger - 1), (first + side - 1) / (larger - 1)))
    (top, bottom), (left, right) = ends
    if mirror:
        flips = numbers[:, 2] < 0.5
        left, right = tf.where(flips, right, left), tf.where(flips, left, right)
    return tf.stack([top, left, bottom, right], axis=1)
