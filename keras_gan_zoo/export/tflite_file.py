"""Writes a network as a TF-Lite file and verifies its output against Keras."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.export.conversion import convert
from keras_gan_zoo.export.float32 import in_float32
from keras_gan_zoo.export.metadata import attach, describe, describe_directions
from keras_gan_zoo.export.parity import EXAMPLES, Parity, check_parity, parity, sample_inputs
from keras_gan_zoo.export.positions import as_in_the_file
from keras_gan_zoo.export.serving import export_networks
from keras_gan_zoo.export.text_parity import sampled_decoder, text_parity
from keras_gan_zoo.export.tflite_generator import TFLiteGenerator
from keras_gan_zoo.types import ArrayLike, PathLike

PART = 16
"""Inputs that Keras runs at once for the comparison."""


@dataclass(frozen=True)
class TFLiteFile(os.PathLike):
    """A TF-Lite file, its size and its measured error against Keras.

    Attributes:
        path: Where it is. The object itself may be given wherever a path is taken.
        signature: Name of the function in the file.
        quantize: `None`, `"float16"`, `"dynamic"` or `"int8"`.
        size: Bytes.
        max_error: Largest absolute difference from Keras on the inputs compared; of text see
            `keras_gan_zoo.export.text_parity`.
        psnr: Peak signal-to-noise ratio to Keras on the same, in decibels, with a peak of 2, of
            text of 1.
    """

    path: Path
    signature: str
    quantize: str | None
    size: int
    max_error: float
    psnr: float

    def __fspath__(self):
        return str(self.path)


def tflite(
    model: keras.Model,
    path: PathLike,
    *,
    signature: str | None = None,
    quantize: str | None = None,
    batch_size: int | None = 1,
    examples: ArrayLike | Mapping[str, ArrayLike] | None = None,
    metadata: Mapping | None = None,
    directions: Mapping | None = None,
    overwrite: bool = False,
) -> TFLiteFile:
    """Writes a network as a TF-Lite file of built-in operators.

    Before the file is put in its place it is run through LiteRT on 64 inputs and compared with
    Keras, both in float32, also where the model was trained in half precision. Asked of it: a
    maximum error of 1e-4 in float32, a PSNR of 50 dB with float16, of
    30 dB with dynamic and int8. Of pictures that is the difference of their values; of text, how
    far in probability each random number misses the token that was written for it.

    Args:
        model: A model of this package.
        path: Where to write it, by custom `*.tflite`.
        signature: Which of `model.export_networks()`; default the first.
        quantize: `None` for float32; `"float16"` halves the file; `"dynamic"` quarters it
            (8-bit weights); `"int8"` computes in 8 bits too, but for the arithmetic of
            normalization. Input and output stay float32. Text generators, which loop over their
            tokens, do without `"int8"`.
        batch_size: Batch size of the file, or `None` for a free one. A fixed one is faster,
            and TF-Lite has more operators for it.
        examples: Typical inputs (n, ...), from which `"int8"` takes the ranges of activations,
            and of which the first 64 are compared on; by name, `{"latents": ..., "labels": ...}`,
            if the network takes several. Default for latents: standard normal ones. Default for
            pictures: random ones, which serve to compare but not for `"int8"`.
        metadata: What the file should say of itself beside what is known of its tensors, such as
            `{"name": ..., "licence": ..., "recipe_sha256": ...}`; `read_metadata` reads it.
        directions: Directions of the latents by name, each a vector (latent_dim,), such as
            `{"glasses": keras_gan_zoo.latent.attribute_direction(...)}`. The file says them of
            itself, and the page in `examples/browser` has a slider for each.
        overwrite: Whether an existing file may be replaced.

    Returns:
        The file, with its size and its measured distance from Keras.

    Raises:
        FileExistsError: If `path` exists and `overwrite` is not set.
        ExportError: If an operation has no built-in operator, or the file strays from Keras
            further than allowed. Nothing has been written then.
        ValueError: If `signature`, `quantize`, `batch_size`, `examples` or `directions` is not as
            described.
        ImportError: If `ai-edge-litert` is not installed.

    Example:
        >>> tflite(gan, "out/gan.tflite", quantize="float16").psnr > 50
        True
    """
    path = Path(path)
    if path.exists() and not overwrite:
        raise FileExistsError(
            f"`path` {str(path)!r} exists; choose another, or replace it with overwrite=True."
        )
    signature, network = _choose_network(export_networks(model), signature)
    if batch_size is not None:
        batch_size = check_whole(batch_size, "batch_size", 1)
    if examples is None:
        examples = _default_examples(model, signature, network, quantize, batch_size or 1)
    else:
        examples = _checked_examples(examples, network, quantize, batch_size or 1)
    with in_float32([network]):
        return _write(
            model, path, signature, network, quantize, batch_size, examples, metadata, directions
        )


def _write(model, path, signature, network, quantize, batch_size, examples, metadata, directions):
    content = convert(
        network, signature, quantize=quantize, batch_size=batch_size, examples=examples
    )
    described = describe(model, signature, network, quantize)
    described["inputs"] = as_in_the_file(described["inputs"], content)
    described |= describe_directions(directions, network)
    content = attach(content, {**(metadata or {}), **described})
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".tflite-") as scratch:
        written = Path(scratch) / path.name
        written.write_bytes(content)
        compared = {name: array[:EXAMPLES] for name, array in examples.items()}
        measured = distance(network, compared, TFLiteGenerator(written)(**compared))
        check_parity(measured, quantize)
        written.replace(path)
    return TFLiteFile(path, signature, quantize, len(content), measured.max_error, measured.psnr)


def _choose_network(networks: dict, signature: str | None) -> tuple[str, keras.Model]:
    signature = next(iter(networks)) if signature is None else signature
    if signature not in networks:
        raise ValueError(
            f"`signature` must be one of {listed(networks)}, got {signature!r}."
            + nearest(signature, networks)
        )
    return signature, networks[signature]


def distance(
    network: keras.Model, named: Mapping[str, np.ndarray], converted: np.ndarray
) -> Parity:
    """Returns the error of a converted network against the Keras network.

    Args:
        network: The Keras network.
        named: Its inputs by name.
        converted: What the converted one gave for them.
    """
    if decoder := sampled_decoder(network):
        told = decoder.given(named["sources"]) if "sources" in named else decoder
        return text_parity(told, named["uniforms"], converted)
    return parity(_run(network, named), converted)


def _run(network: keras.Model, named: Mapping[str, np.ndarray]) -> np.ndarray:
    """Runs a network in parts: a translator's maps would fill the memory of a small machine."""
    arrays = [named[takes.name] for takes in network.inputs]
    parts = [
        [array[start : start + PART] for array in arrays]
        for start in range(0, len(arrays[0]), PART)
    ]
    return np.concatenate(
        [network.predict_on_batch(part if len(part) > 1 else part[0]) for part in parts]
    )


def _default_examples(
    model: keras.Model, signature: str, network: keras.Model, quantize: str | None, batch_size: int
) -> dict[str, np.ndarray]:
    """Returns inputs to compare on where the user gives none."""
    count = EXAMPLES
    if quantize == "int8":
        pictures = [
            takes.shape
            for takes in network.inputs
            if len(takes.shape) == 4 and takes.name != "latents"
        ]
        if pictures:
            raise ValueError(
                "`examples` must be given for quantize='int8': typical pictures "
                f"(n, {', '.join(map(str, pictures[0][1:]))}) in [-1, 1], such as 100 of the "
                "training set, from which the ranges of activations are taken."
            )
        count = max(100, batch_size)
    return typical_inputs(model, signature, network, count)


def typical_inputs(
    model: keras.Model, signature: str, network: keras.Model, count: int
) -> dict[str, np.ndarray]:
    """Returns typical inputs of a network by name, where the user gives none.

    Args:
        model: The model it belongs to.
        signature: Which of its networks.
        network: The Keras network.
        count: How many rows.
    """
    # Class numbers, tokens and uniform numbers have a range, which only the model knows.
    asks = len(network.inputs) > 1 or sampled_decoder(network)
    known = model.example_inputs(signature, count) if asks else {}
    return {
        takes.name: np.asarray(known[takes.name], takes.dtype)
        if takes.name in known
        else sample_inputs(takes.shape, count)
        for takes in network.inputs
    }


def _checked_examples(
    examples: ArrayLike | Mapping[str, ArrayLike],
    network: keras.Model,
    quantize: str | None,
    batch_size: int,
) -> dict[str, np.ndarray]:
    """Returns the user's inputs by name."""
    if len(network.inputs) == 1 and not isinstance(examples, Mapping):
        examples = {network.inputs[0].name: examples}
    names = [takes.name for takes in network.inputs]
    if not isinstance(examples, Mapping) or set(examples) != set(names):
        raise ValueError(
            f"`examples` must hold an array for each of {listed(names)}, got "
            f"{listed(examples) if isinstance(examples, Mapping) else type(examples).__name__}."
        )
    checked = {}
    for takes in network.inputs:
        array = np.asarray(examples[takes.name], takes.dtype)
        if array.shape[1:] != tuple(takes.shape[1:]) or not len(array):
            wanted = ", ".join(map(str, ("n", *takes.shape[1:])))
            of = f" of `{takes.name}`" if len(names) > 1 else ""
            raise ValueError(f"`examples`{of} must have shape ({wanted}), got {array.shape}.")
        checked[takes.name] = array
    count = len(next(iter(checked.values())))
    if quantize == "int8" and count < batch_size:
        raise ValueError(
            f"`examples` must be at least one batch of {batch_size} for quantize='int8', "
            f"got {count}."
        )
    return checked
