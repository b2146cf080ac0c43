"""Stacked MNIST: three digits in the three channels, and so a thousand known modes."""

import numpy as np

from keras_gan_zoo.data.sets.classics import mnist
from keras_gan_zoo.data.sources import register_source

_COUNTS = {"train": 128_000, "test": 26_000}
"""As in 1712.04086, section 4.2: so many are trained on, and so many are judged."""


@register_source(
    "stacked_mnist",
    kind="labelled",
    splits=tuple(_COUNTS),
    image_shape=(28, 28, 3),
    licence="MIT, as MNIST's package declares",
    description=(
        "Three digits of MNIST, drawn at random, as the red, green and blue of a picture; the "
        "class is the number that they write, 0 to 999 (Metz et al., arXiv:1611.02163)."
    ),
)
def _stacked_mnist(options):
    import tensorflow as tf

    from keras_gan_zoo.data.examples import Examples

    images, digits = mnist(options)
    # Of one seed for ever: another draw would be another data set.
    random = np.random.default_rng(list(_COUNTS).index(options.split))
    triples = random.integers(0, len(images), (_COUNTS[options.split], 3))
    images, digits = tf.constant(images[..., 0]), tf.constant(digits)

    def read(rows):
        # Pictures are stacked when they are read: in memory the set would take 300 MB.
        channels = [tf.gather(images, rows[..., channel]) for channel in range(3)]
        number = tf.gather(digits, rows) * [100, 10, 1]
        return tf.stack(channels, axis=-1), tf.reduce_sum(number, axis=-1)

    return Examples(tf.data.Dataset.from_tensor_slices(triples), read, vectorised=True)
