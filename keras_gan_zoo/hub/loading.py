"""Loads a SavedModel by its handle."""

import os
from typing import Any

from keras_gan_zoo.hub.resolving import resolve


def load(
    handle: str | os.PathLike,
    *,
    sha256: str | None = None,
    cache_dir: str | os.PathLike | None = None,
) -> Any:
    """Loads a SavedModel from a folder, an archive, or an address.

    What is loaded has the exported networks as attributes and as signatures, and needs neither
    Keras nor this package's models: `keras_gan_zoo.export.saved_model` says how to call it. A
    SavedModel is a program: load one only from where you would run one from.

    The folder of a handle is `resolve(handle)`. In a Keras 3 model it is the layer
    `keras.layers.TFSMLayer(resolve(handle), call_endpoint="generate")`; `tensorflow_hub.KerasLayer`
    is a layer of Keras 2, which a Keras 3 model does not take.

    Args:
        handle: A folder, a `.tar.gz` file, an https address of one, or a TF Hub or Kaggle Models
            address; see `resolve`.
        sha256: SHA-256 of the archive, as its publisher states it.
        cache_dir: As for `resolve`.

    Returns:
        What `tf.saved_model.load` gives; its functions work as long as it is kept, and say what
        they take when they are given inputs of another shape.

    Raises:
        ArchiveRefused: If an archive is damaged, of another checksum, or made to do harm.
        ValueError: If the handle names nothing, or `sha256` does not go with it.
        ConnectionError: If an address does not answer.
        ImportError: If tensorflow_hub is needed and does not import.

    Example:
        >>> served = load("out/dcgan_fashion_mnist.tar.gz")
        >>> images = served.generate(tf.random.normal((16, 100)))
    """
    directory = resolve(handle, sha256=sha256, cache_dir=cache_dir)
    import tensorflow as tf

    from keras_gan_zoo.hub.served import say_what_they_take

    return say_what_they_take(tf.saved_model.load(str(directory)))
