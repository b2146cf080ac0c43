"""Reads a network of TensorFlow.js: a text of its layers, as Keras 2 has them, and its weights."""

import json
from typing import Any

import keras
import numpy as np

from keras_gan_zoo.errors import listed
from keras_gan_zoo.layers import NearestUpsampling2D, PixelShuffle

_PLAIN = ("InputLayer", "Conv2D", "Activation", "Concatenate", "Add")
"""Layers that Keras reads as they stand; none of them runs what a file says."""


def read_layers_model(text: str, content: bytes) -> keras.Model:
    """Reads a network of convolutions in TensorFlow.js's "layers-model" format.

    Args:
        text: The `model.json`.
        content: The bytes of its weights' files, one behind the other as the text lists them.

    Returns:
        The network, with its weights. Repeated pixels are repeated by `NearestUpsampling2D`, as
        Keras's own layer for that does not convert to TF-Lite.

    Raises:
        ValueError: If the text is no such network, a layer is not known here, or the weights are
            not those that it lists.

    Example:
        >>> network = read_layers_model(path.read_text(), shard.read_bytes())
        >>> network.output_shape
        (None, None, None, 3)
    """
    try:
        model = json.loads(text)
        if model["format"] != "layers-model":
            raise KeyError("format")
        config = model["modelTopology"]["model_config"]["config"]
        specs = [weight for group in model["weightsManifest"] for weight in group["weights"]]
        rows = [_in_keras(layer) for layer in config["layers"]]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(
            "`text` is no network of TensorFlow.js's layers: it must be the model.json of a "
            f"layers-model ({type(error).__name__}: {error})."
        ) from error
    own = {each.__name__: each for each in (NearestUpsampling2D, PixelShuffle)}
    try:
        read = keras.Model.from_config({**config, "layers": rows}, custom_objects=own)
    except (ValueError, TypeError, KeyError, RuntimeError) as error:
        raise ValueError(
            "`text` lists layers that make no network, or lacks some: it must be the whole "
            f"model.json ({type(error).__name__}: {error})."
        ) from error
    # Keras 2 lists a model's only input and output, and what is read so gives lists.
    network = keras.Model(read.inputs[0], read.outputs[0], name=read.name)
    _set_weights(network, specs, content)
    return network


def _in_keras(layer: dict[str, Any]) -> dict[str, Any]:
    """Returns a layer as Keras is to read it, by the same name and behind the same ones."""
    kind, config = layer["class_name"], layer["config"]
    if kind in _PLAIN:
        return layer
    if kind == "UpSampling2D" and config["interpolation"] == "nearest":
        height, width = config["size"]
        if height == width:
            return _replaced(layer, "NearestUpsampling2D", factor=height)
    if kind == "MultiplyBeta":  # UpscalerJS's own
        return _replaced(layer, "Rescaling", scale=config["beta"], offset=0.0)
    if kind.startswith("PixelShuffle"):
        return _replaced(layer, "PixelShuffle", factor=config["scale"])
    known = [*_PLAIN, "UpSampling2D", "MultiplyBeta", "PixelShuffle"]
    raise ValueError(
        f"The layer {config.get('name')!r} is a {kind} that is not known here; what is: "
        f"{listed(known)}, pixels repeated alike in height and width."
    )


def _replaced(layer: dict[str, Any], kind: str, **config: Any) -> dict[str, Any]:
    named = {"name": layer["config"]["name"], "dtype": layer["config"].get("dtype", "float32")}
    return {**layer, "class_name": kind, "config": {**named, **config}}


def _set_weights(network: keras.Model, specs: list[dict[str, Any]], content: bytes) -> None:
    place, values = 0, {}
    for spec in specs:
        if spec["dtype"] != "float32" or "quantization" in spec:
            raise ValueError(f"The weight {spec['name']!r} is not kept in single precision.")
        count = int(np.prod(spec["shape"]))
        if place + 4 * count > len(content):
            raise ValueError(f"The weights end within {spec['name']!r}.")
        array = np.frombuffer(content, "<f4", count, place)
        values[spec["name"]] = array.reshape(spec["shape"])
        place += 4 * count
    if place != len(content):
        raise ValueError(f"There are {len(content) - place} bytes behind the last weight.")
    for layer in network.layers:
        for weight in layer.weights:
            name = f"{layer.name}/{weight.name}"
            if name not in values or values[name].shape != tuple(weight.shape):
                raise ValueError(f"The weights have no {name!r} of the shape {weight.shape}.")
            weight.assign(values.pop(name))
    if values:
        raise ValueError(f"The weights have {listed(values)}, which no layer takes.")
