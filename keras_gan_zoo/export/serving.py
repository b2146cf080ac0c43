"""Writes a model's networks as a SavedModel that loads without this package."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import keras
import tensorflow as tf

from keras_gan_zoo.engine.keras_saving import check_not_quantized
from keras_gan_zoo.export.float32 import in_float32
from keras_gan_zoo.storage.durable import new_folder
from keras_gan_zoo.types import PathLike


def saved_model(model: keras.Model, directory: PathLike) -> Path:
    """Writes the networks worth serving as a TensorFlow SavedModel.

    Each network of `model.export_networks()` (averaged, if an average is kept) becomes a named
    signature and a callable attribute, with a free batch size; the first is `serving_default`
    too. The graph holds TensorFlow operators only, so `tf.saved_model.load`, TensorFlow
    Serving and TensorFlow.js read it without Keras and without this package. It computes in
    float32, also where the model was trained in half precision.

    Args:
        model: A model of this package: anything whose `export_networks()` gives Keras models
            of one output by signature name. A network of several inputs takes them by name.
        directory: Where to write it. Must not exist, or be empty.

    Returns:
        The directory.

    Raises:
        FileExistsError: If the directory holds anything, or is a file.
        TypeError: If `model` has no networks to export.

    Example:
        >>> saved_model(gan, "out/saved_model")
        >>> served = tf.saved_model.load("out/saved_model")
        >>> images = served.generate(tf.random.normal((16, 100)))
        >>> images = served.signatures["generate"](latents=tf.random.normal((16, 100)))["images"]
    """
    networks = export_networks(model)
    with new_folder(directory) as written, in_float32(networks.values()):
        write_signatures(networks, written, batch_size=None)
    return Path(directory)


def export_networks(model: keras.Model) -> dict[str, keras.Model]:
    """Returns a model's networks by signature name.

    Raises:
        TypeError: If it has none, or one of them has not one output.
    """
    if not callable(getattr(model, "export_networks", None)):
        raise TypeError(
            "`model` must be a model of keras_gan_zoo (one with `export_networks`), "
            f"got {type(model).__name__}."
        )
    networks = model.export_networks()
    check_not_quantized(networks, "export")
    for name, network in networks.items():
        if len(network.outputs) != 1:
            raise TypeError(
                f"The network {name!r} must have one output, got {len(network.outputs)}."
            )
    return networks


def write_signatures(
    networks: Mapping[str, keras.Model], directory: PathLike, batch_size: int | None
) -> None:
    """Writes networks as signatures of one SavedModel.

    Args:
        networks: Networks by signature name; the first is also `serving_default`.
        directory: Where to write.
        batch_size: Fixed batch size, or `None` for a free one.
    """
    module = tf.Module()
    module.variables_of_networks = [
        variable.value for network in networks.values() for variable in network.variables
    ]
    signatures = {}
    for name, network in networks.items():
        function, signature = _functions(network, batch_size)
        setattr(module, name, function)
        signatures[name] = signature
    default = next(iter(signatures.values()))
    with without_notices():
        tf.saved_model.save(module, str(directory), {"serving_default": default, **signatures})


def _functions(network, batch_size):
    # `module.generate(latents)` gives a tensor; a signature has to give named ones.
    # A Sequential model has no `output_names`; its last layer is its output.
    (gives,) = getattr(network, "output_names", [network.layers[-1].name])
    specs = [
        tf.TensorSpec((batch_size, *takes.shape[1:]), takes.dtype, name=takes.name)
        for takes in network.inputs
    ]
    # Keras models are traceable as they are; rewriting their Python only takes time.
    trace = partial(tf.function, input_signature=specs, autograph=False)
    run = trace(
        lambda *inputs: network(inputs[0] if len(inputs) == 1 else list(inputs), training=False)
    )
    named = trace(lambda *inputs: {gives: run(*inputs)})
    return run, named


@contextmanager
def without_notices() -> Iterator[None]:
    """Silences TensorFlow's notices of the files that it writes."""
    # TensorFlow announces each asset folder it writes, here a temporary one.
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
