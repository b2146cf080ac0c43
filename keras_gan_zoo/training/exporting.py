"""Exports what a recipe asks for, once each."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from keras_gan_zoo import export

BATCH_SIZE = 64


def export_all(gan, formats: Sequence[str], directory: Path) -> dict[str, Path]:
    """Exports a model, leaving alone what is exported already.

    Args:
        gan: The trained model.
        formats: `"saved_model"`, which holds every network, and `"tflite"`, a file a network.
        directory: Folder of the exports; it is made.

    Returns:
        Where each lies: `"saved_model"`, and for each network's name its TF-Lite file.

    Raises:
        keras_gan_zoo.export.ExportError: If a network does not convert.
    """
    exported = {}
    if "saved_model" in formats:
        exported["saved_model"] = directory / "saved_model"
        if not exported["saved_model"].exists():
            export.saved_model(gan, exported["saved_model"])
    if "tflite" in formats:
        for name in gan.export_networks():
            exported[name] = directory / f"{name}.tflite"
            if not exported[name].exists():
                export.tflite(gan, exported[name], signature=name)
    return exported


def generators(gan, exported: Mapping[str, Path]) -> dict[str, Callable]:
    """Returns the model's networks as functions from float arrays to float arrays.

    Args:
        gan: The trained model.
        exported: What `export_all` returned: a network that is exported to TF-Lite is run from
            its file, so that what is scored is what is shipped.
    """
    return {
        name: export.TFLiteGenerator(exported[name])
        if name in exported
        else lambda inputs, network=network: gan.draw(network, inputs, BATCH_SIZE)
        for name, network in gan.export_networks().items()
    }
