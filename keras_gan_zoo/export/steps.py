"""What exports of text have in common: a SavedModel of one function, and steps for phones."""

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import tensorflow as tf

from keras_gan_zoo.export.errors import ExportError
from keras_gan_zoo.export.quiet import quiet
from keras_gan_zoo.export.serving import without_notices
from keras_gan_zoo.storage.durable import new_folder
from keras_gan_zoo.types import PathLike, Tensor

_ALLOWED = 1e-4


class Stepping(Protocol):
    """A network that writes a token at a time."""

    length: int
    start_token: int
    vocabulary_size: int
    variables: Sequence[Any]

    def step(
        self, token: Tensor, state: tuple[Tensor, ...], position: Tensor
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Returns logits (batch, vocabulary_size) and the next state."""
        ...


def write_text_functions(
    networks: Sequence[Stepping],
    tokenizers: Sequence[Any],
    functions: Mapping[str, Callable[[Tensor, Tensor, Tensor], Tensor]],
    given: str,
    written: str,
    directory: PathLike,
) -> Path:
    """Writes functions of a seed, texts and a temperature as signatures of one SavedModel.

    Args:
        networks: Whose weights they use.
        tokenizers: Which they use.
        functions: By what each is called in the SavedModel: from seed (), texts (n,) and
            temperature () to texts (n,). The first is `serving_default`, too.
        given: What the texts that they take are called.
        written: What those that they give are called.
        directory: Where to write it. Must not exist, or be empty.

    Returns:
        The directory.

    Raises:
        FileExistsError: If the directory holds anything, or is a file.
    """
    module = tf.Module()
    module.tokenizers = list(tokenizers)
    module.weights = [variable.value for one in networks for variable in one.variables]
    takes = [
        tf.TensorSpec((), tf.int32, "seed"),
        tf.TensorSpec((None,), tf.string, given),
        tf.TensorSpec((), tf.float32, "temperature"),
    ]
    signatures = {}
    for name, function in functions.items():
        setattr(module, name, tf.function(function, input_signature=takes, autograph=False))
        signatures[name] = tf.function(
            lambda *inputs, run=function: {written: run(*inputs)},
            input_signature=takes,
            autograph=False,
        )
    default = next(iter(signatures.values()))
    with new_folder(directory) as folder, without_notices():
        tf.saved_model.save(module, str(folder), {"serving_default": default, **signatures})
    return Path(directory)


def state_names(state: Sequence[Tensor]) -> list[str]:
    """Returns what the parts of a network's state are called in a file."""
    return [f"state_{index}" for index in range(len(state))]


def step_function(network: Stepping, state: Sequence[Tensor]) -> Any:
    """Returns a network's step as a concrete function of named tensors.

    Args:
        network: What steps.
        state: A state of it, for its shapes.
    """
    names = state_names(state)

    def step(token, position, **parts):
        logits, after = network.step(token, tuple(parts[name] for name in names), position)
        return {"logits": logits, **dict(zip(names, after, strict=True))}

    return tf.function(step, autograph=False).get_concrete_function(
        token=tf.TensorSpec((1,), tf.int32, "token"),
        position=tf.TensorSpec((), tf.int32, "position"),
        **{
            name: tf.TensorSpec(part.shape, part.dtype, name)
            for name, part in zip(names, state, strict=True)
        },
    )


def free_path(path: PathLike, overwrite: bool) -> Path:
    """Returns the path of a file that may be written.

    Raises:
        FileExistsError: If it exists and is not to be replaced.
    """
    path = Path(path)
    if path.exists() and not overwrite:
        raise FileExistsError(
            f"`path` {str(path)!r} exists; choose another, or replace it with overwrite=True."
        )
    return path


def write_signatures_of_steps(
    functions: Mapping[str, Any], network: Stepping, path: Path, compare: Callable[[bytes], None]
) -> Path:
    """Converts functions of a network to one TF-Lite file, and puts it in its place if it is right.

    Args:
        functions: Concrete functions by the names of their signatures.
        network: Whose weights they use.
        path: Where to write.
        compare: Raises if the file's content does not compute what it should.
    """
    module = tf.Module()
    module.weights = [variable.value for variable in network.variables]
    module.functions = list(functions.values())
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".tflite-") as scratch:
        with without_notices():
            tf.saved_model.save(module, scratch, dict(functions))
        with quiet():
            converter = tf.lite.TFLiteConverter.from_saved_model(
                scratch, signature_keys=list(functions)
            )
            content = converter.convert()
        compare(content)
        written = Path(scratch) / path.name
        written.write_bytes(content)
        os.replace(written, path)
    return path


def compare_steps(
    network: Stepping, run: Callable[..., dict], ours: Any, state: Mapping[str, Any]
) -> None:
    """Runs a file's step and the network's side by side over a sequence of random tokens.

    Args:
        network: What steps.
        run: The file's step.
        ours: The network's state at first.
        state: The file's, by its names.

    Raises:
        ExportError: If the file's logits stray.
    """
    random = np.random.default_rng(0)
    token = np.array([network.start_token], "int32")
    for position in range(network.length):
        found = run(token=token, position=np.array(position, "int32"), **state)
        expected, ours = network.step(token, ours, position)
        error = float(np.abs(found.pop("logits") - np.asarray(expected)).max())
        if error > _ALLOWED:
            raise ExportError(
                f"The step at position {position} strays from Keras by {error:.2g} where "
                f"{_ALLOWED:g} is allowed; nothing was written."
            )
        state = found
        token = random.integers(0, network.vocabulary_size, 1).astype("int32")
