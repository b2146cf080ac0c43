"""Stand-ins for what documents load: a few random examples of each data set's shape and kind.

The blocks go through `data.load` and `data.load_text` as they are written; what would have to be
fetched or drawn is not. To be imported by a block's process before it begins.
"""

import dataclasses

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data import catalogue, sources
from keras_gan_zoo.data.examples import Examples

EXAMPLES = 64


def _prepared(source):
    def prepare(options):
        random = np.random.default_rng(0)

        def images():
            return random.integers(0, 256, (EXAMPLES, *source.image_shape), "uint8")

        if source.kind == "captioned":
            pixels, texts = images(), tf.constant(_texts(EXAMPLES))
            return Examples(
                tf.data.Dataset.range(EXAMPLES),
                lambda key: (tf.gather(pixels, key), tf.gather(texts, key)),
            )
        if source.kind == "labelled":
            return images(), np.arange(EXAMPLES) % 10
        return images() if source.kind == "images" else (images(), images())

    return prepare


def _texts(count):
    things = ("dog", "cat", "girl", "boy")
    return [f"a {things[number % 4]} has {number % 7} hats and a coat" for number in range(count)]


for name, found in catalogue.picture_sources().items():
    sources.SOURCES[name] = dataclasses.replace(found, prepare=_prepared(found))
for name, found in catalogue.text_sources().items():
    sources.TEXT_SOURCES[name] = dataclasses.replace(
        found,
        prepare=lambda split, cache_dir: _texts(EXAMPLES),
    )
