"""Exports a trained model in the formats that its recipe asks for."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from keras_gan_zoo import export
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.recipes.recipe import Recipe
from keras_gan_zoo.storage.packages import DataUnavailable
from keras_gan_zoo.training.building import example_pictures

BATCH_SIZE = 64
CALIBRATION_PICTURES = 100


def export_all(
    gan: ZooModel, formats: Sequence[str], directory: Path
) -> tuple[dict[str, Path], list[export.ExportError]]:
    """Exports a model, leaving alone what is exported already.

    A network that does not convert keeps no other from it.

    Args:
        gan: The trained model.
        formats: `"saved_model"`, which holds every network, and `"tflite"`, a file a network.
        directory: Folder of the exports; it is made.

    Returns:
        Where each lies: `"saved_model"`, and for each network's name its TF-Lite file; and what is
        wrong with those that do not convert.
    """
    exported, refused = {}, []

    def exported_once(name, path, write, **arguments):
        try:
            if not path.exists():
                write(gan, path, **arguments)
        except export.ExportError as error:
            refused.append(error)
        else:
            exported[name] = path

    if "saved_model" in formats:
        exported_once("saved_model", directory / "saved_model", export.served_model)
    if "tflite" in formats:
        for name in gan.export_networks():
            exported_once(name, directory / f"{name}.tflite", export.tflite, signature=name)
    return exported, refused


def export_tflite(
    gan: ZooModel,
    recipe: Recipe | None,
    path: str | os.PathLike,
    *,
    signature: str | None = None,
    quantize: str | None = None,
) -> export.TFLiteFile:
    """Exports one network of a recipe's model, on pictures of the recipe where some are needed.

    For `"int8"` a translator's ranges of activations are taken from the first pictures of the
    recipe's test data, or of its training data if it has none.

    Args:
        gan: The trained model.
        recipe: What it was trained by; `None` if that is not known.
        path: The file to write.
        signature: Which of `gan.export_networks()`; default the first.
        quantize: As for `keras_gan_zoo.export.tflite`.

    Returns:
        The file, with its size and its measured distance from Keras.

    Raises:
        ValueError: As `keras_gan_zoo.export.tflite`; also if there is none of the pictures that
            `"int8"` needs.
    """
    examples = None
    if quantize == "int8":
        examples = _calibration_inputs(gan, recipe, signature)
    return export.tflite(gan, path, signature=signature, quantize=quantize, examples=examples)


def _calibration_inputs(gan, recipe, signature):
    if recipe is None:
        if gan.source_kinds():
            raise ValueError(
                "quantize='int8' takes the ranges of activations from pictures of the recipe, and "
                "a .keras file has none: give the run, or stored weights."
            )
        return None
    try:
        pictures = example_pictures(gan, recipe, CALIBRATION_PICTURES)
    except (ValueError, OSError, DataUnavailable) as error:
        raise ValueError(
            "quantize='int8' takes the ranges of activations from pictures of the recipe "
            f"{recipe.name!r}, which are not to be had: {error}"
        ) from error
    if pictures is None:
        return None  # latents, which `export.tflite` draws
    networks = gan.export_networks()
    signature = signature or next(iter(networks))
    chosen = pictures.get(signature, next(iter(pictures.values())))
    # A signature that does not exist is left to `export.tflite` to name.
    if signature not in networks or len(networks[signature].inputs) == 1:
        return chosen
    return _with_conditions(gan, signature, networks[signature], chosen)


def generators(gan: ZooModel, exported: Mapping[str, Path]) -> dict[str, Callable]:
    """Returns the model's networks as functions from float arrays to float arrays.

    Args:
        gan: The trained model.
        exported: What `export_all` returned: a network that is exported to TF-Lite is run from
            its file, so that what is scored is what is shipped.
    """
    return {
        name: ScoredNetwork(
            _with_cycled_conditions(
                gan, name, network, _function(gan, network, exported.get(name))
            ),
            tuple(network.inputs[0].shape),
            gan.latent_distribution,
        )
        for name, network in gan.export_networks().items()
    }


def _function(gan: ZooModel, network: keras.Model, file: Path | None) -> Callable:
    """Returns a network, or the file it is exported to, as a function of named arrays."""
    if file is not None:
        return export.TFLiteGenerator(file)

    def run(**named):
        arrays = [named[takes.name] for takes in network.inputs]
        return gan.draw(network, arrays if len(arrays) > 1 else arrays[0], BATCH_SIZE)

    return run


def _with_cycled_conditions(
    gan: ZooModel, name: str, network: keras.Model, run: Callable
) -> Callable:
    """Returns a function of the first input alone."""
    return lambda inputs: run(**_with_conditions(gan, name, network, inputs))


def _with_conditions(gan: ZooModel, name: str, network: keras.Model, inputs: np.ndarray) -> dict:
    """Returns a network's inputs by name: all but the first are conditions, taken in turn."""
    others = gan.example_inputs(name, len(inputs)) if len(network.inputs) > 1 else {}
    return {**others, network.inputs[0].name: inputs}


@dataclass(frozen=True)
class ScoredNetwork:
    """A network as an evaluation calls it, with what it has to know to call it.

    Attributes:
        run: Function from a float array to a float array.
        input_shape: (None, latent_dim), or (None, height, width, channels) of a translator.
        latent_distribution: "normal" or "uniform", for networks that draw from latents.
    """

    run: Callable
    input_shape: tuple[int | None, ...]
    latent_distribution: str

    def __call__(self, inputs: np.ndarray) -> np.ndarray:
        """Runs the network."""
        return self.run(inputs)
