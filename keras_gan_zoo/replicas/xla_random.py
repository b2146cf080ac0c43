"""Random numbers that are the same with XLA as without it."""

import contextlib
import contextvars
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import keras

from keras_gan_zoo.types import Seed, Tensor

_BY_XLA = contextvars.ContextVar("by_xla", default=False)


@contextlib.contextmanager
def traced_for_xla(by_xla: bool) -> Iterator[None]:
    """Declares whether the code traced inside will be compiled by XLA.

    Example:
        >>> with traced_for_xla(True):
        ...     latents = drawn(keras.random.normal, (16, 100), seed=seed_generator)
    """
    before = _BY_XLA.set(by_xla)
    try:
        yield
    finally:
        _BY_XLA.reset(before)


def drawn(
    draw: Callable, shape: Sequence[int | Tensor], *arguments: Any, seed: Seed, **keywords: Any
) -> Tensor:
    """Returns random numbers that are the same with and without XLA, up to rounding.

    From a seed XLA makes the same random bits as TensorFlow's kernels, but other normal and uniform
    numbers. Where XLA is to compile, those are therefore made of the bits here, as the kernels do.
    Numbers that are not float32 are drawn as ever.

    Args:
        draw: `keras.random.normal`, `keras.random.uniform`, or another, which is called as it is.
        shape: The shape.
        *arguments: Further arguments of `draw`.
        seed: As of `draw`; anything but a `SeedGenerator` is left to it.
        **keywords: As `arguments`.
    """
    made_of_bits = {keras.random.normal: _normal, keras.random.uniform: _uniform}.get(draw)
    in_float32 = (keywords.get("dtype") or keras.config.floatx()) == "float32"
    has_state = isinstance(seed, keras.random.SeedGenerator)
    if _BY_XLA.get() and made_of_bits and in_float32 and has_state:
        keywords.pop("dtype", None)
        return made_of_bits(shape, seed, *arguments, **keywords)
    return draw(shape, *arguments, seed=seed, **keywords)


def _uniform(shape, seed, minval=0.0, maxval=1.0):
    import tensorflow as tf

    return tf.reshape(_unit_interval(shape, seed), shape) * (maxval - minval) + minval


def _normal(shape, seed, mean=0.0, stddev=1.0):
    """Returns normal numbers by the method of Box and Muller, two of two."""
    import tensorflow as tf

    first, second = tf.unstack(tf.reshape(_unit_interval(shape, seed, even=True), (-1, 2)), axis=1)
    radius = tf.sqrt(-2.0 * tf.math.log(tf.maximum(first, 1e-7)))
    angle = 6.2831853 * second
    pairs = tf.stack([radius * tf.sin(angle), radius * tf.cos(angle)], axis=1)
    count = tf.reduce_prod(shape)
    return tf.reshape(tf.reshape(pairs, (-1,))[:count], shape) * stddev + mean


def _unit_interval(shape, seed, even=False):
    """Returns numbers in [0, 1), as many as the shape has, or one more for an even number."""
    import tensorflow as tf

    count = tf.reduce_prod(shape)
    bits = tf.random.stateless_uniform(
        (count + count % 2 if even else count,),
        tf.cast(tf.math.floormod(seed.next(), tf.int32.max - 1), tf.int32),  # as Keras makes it
        minval=None,
        maxval=None,
        dtype=tf.uint32,
    )
    # 23 of the bits behind the point of a number in [1, 2).
    one_to_two = (bits & tf.constant(0x7FFFFF, tf.uint32)) | tf.constant(0x3F800000, tf.uint32)
    return tf.bitcast(one_to_two, tf.float32) - 1.0
