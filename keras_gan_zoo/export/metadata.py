"""The metadata of a TF-Lite file: its model, its inputs and outputs, its licence."""

import io
import json
import os
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from keras_gan_zoo.machine.versions import version_of
from keras_gan_zoo.samples.file_notes import FileNotes

if TYPE_CHECKING:
    import keras

MEMBER = "metadata.json"


def describe(
    model: "keras.Model", signature: str, network: "keras.Model", quantize: str | None
) -> dict:
    """Returns the metadata of a network.

    Args:
        model: The model it belongs to.
        signature: Name of the function in the file.
        network: The Keras network.
        quantize: How it is quantized.

    Returns:
        `model`, `signature`, `quantize`, `made_by`, and `inputs` and `outputs`: for each tensor
        its `name`, `shape` (batch axis left out), `dtype`, `meaning` and `range`, which is
        `None` where there is no bound; for a class number whose classes have names, `names`, and
        its `range` is that of the numbers. If it takes or writes text, `tokenizer` has what tokens
        are made by.
    """
    from keras_gan_zoo import __version__

    # Anything with networks to export may be exported; a model of the zoo has more to say.
    notes = model if isinstance(model, FileNotes) else FileNotes()
    return {
        "model": type(model).__name__,
        "signature": signature,
        "quantize": quantize,
        "made_by": f"keras_gan_zoo {__version__}, tensorflow {version_of('tensorflow')}",
        "inputs": [
            _tensor(tensor.name, tensor, notes.latent_distribution)
            | _classes(notes.classes_of(tensor.name), notes.names_of(tensor.name))
            for tensor in network.inputs
        ],
        "outputs": [_tensor(_output_name(network), network.outputs[0])],
        **notes.file_notes(),
    }


def describe_directions(directions: Mapping | None, network: "keras.Model") -> dict:
    """Returns the metadata of directions in a network's latent space.

    Args:
        directions: Vectors (latent_dim,) by name, or None.
        network: The Keras network.

    Returns:
        `directions`, lists of numbers by name; nothing where there are none.

    Raises:
        ValueError: If the network takes no latents, or a vector is not as long as they are.
    """
    if not directions:
        return {}
    latents = next((takes for takes in network.inputs if takes.name == "latents"), None)
    if latents is None:
        names = ", ".join(takes.name for takes in network.inputs)
        raise ValueError(f"`directions` are of latents, but this network takes {names} alone.")
    vectors = {}
    for name, direction in directions.items():
        vector = np.asarray(direction, "float64")
        if vector.shape != tuple(latents.shape[1:]) or not np.isfinite(vector).all():
            raise ValueError(
                f"`directions` must hold vectors of {latents.shape[1]} finite numbers, but "
                f"{name!r} has the shape {vector.shape}."
            )
        vectors[str(name)] = vector.round(6).tolist()
    return {"directions": vectors}


def attach(content: bytes, metadata: Mapping) -> bytes:
    """Appends metadata to the content of a TF-Lite file.

    It is a zip archive after the model's own bytes, as the associated files of TF-Lite's metadata
    are: interpreters pass over it, and anything that reads zip archives finds `metadata.json`.

    Args:
        content: The file's content.
        metadata: Plain values.
    """
    described = io.BytesIO(content)
    described.seek(0, io.SEEK_END)
    with zipfile.ZipFile(described, "a") as archive:
        # A time of its own would make two files of the same content differ.
        member = zipfile.ZipInfo(MEMBER, date_time=(1980, 1, 1, 0, 0, 0))
        archive.writestr(member, json.dumps(metadata, indent=1, ensure_ascii=False))
    return described.getvalue()


def read_metadata(path: str | os.PathLike) -> dict:
    """Reads the metadata of a TF-Lite file.

    Needs neither TensorFlow nor the TF-Lite runtime.

    Args:
        path: A file that `keras_gan_zoo.export.tflite` wrote.

    Raises:
        ValueError: If the file says nothing.

    Example:
        >>> read_metadata("out/gan.tflite")["inputs"]
        [{'name': 'latents', 'shape': [100], 'dtype': 'float32', 'meaning': 'latent vector, ...}]
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return json.loads(archive.read(MEMBER))
    except (zipfile.BadZipFile, KeyError) as error:
        raise ValueError(
            f"`path` {os.fspath(path)!r} is no TF-Lite file with a description."
        ) from error


def _tensor(name, tensor, latent_distribution=None):
    distribution = latent_distribution if name == "latents" else None
    shape, dtype = tuple(tensor.shape[1:]), str(tensor.dtype)
    meaning, bounds = _meaning(name, shape, dtype, distribution)
    return {
        "name": name,
        "shape": list(shape),
        "dtype": dtype,
        "meaning": meaning,
        "range": bounds,
    }


def _classes(count, names):
    numbers = {"range": [0, count - 1]} if count else {}
    return numbers | ({"names": list(names)} if names else {})


def _meaning(name, shape, dtype, latent_distribution):
    if name == "uniforms":
        return "random numbers, uniform", [0, 1]
    if name == "sounds":
        return "sound", [-1, 1]
    if dtype.startswith("int"):
        return ("class number" if not shape else "tokens"), None
    if len(shape) == 3 and latent_distribution is None:
        colours = {1: "grey", 3: "red, green, blue"}.get(shape[-1], "channels last")
        return f"picture, rows from the top, {colours}", [-1, 1]
    latents = "latent vector" if len(shape) == 1 else "map of latent vectors"
    if latent_distribution == "uniform":
        return f"{latents}, uniform", [-1, 1]
    if latent_distribution == "normal":
        return f"{latents}, standard normal", None
    return "vector", None


def _output_name(network):
    (name,) = getattr(network, "output_names", [network.layers[-1].name])
    return name
