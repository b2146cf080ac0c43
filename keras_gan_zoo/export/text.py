"""Exports of text families: a SavedModel from prompts to texts, and a decoding step for phones."""

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from keras_gan_zoo.engine.keras_saving import check_not_quantized
from keras_gan_zoo.export.errors import ExportError
from keras_gan_zoo.export.quiet import quiet
from keras_gan_zoo.export.serving import without_notices
from keras_gan_zoo.layers.tokenizer import END
from keras_gan_zoo.networks.decoder import Decoder
from keras_gan_zoo.networks.sampling import sample
from keras_gan_zoo.storage.durable import new_folder
from keras_gan_zoo.types import PathLike


def text_saved_model(model: keras.Model, directory: PathLike) -> Path:
    """Writes a text family as a SavedModel that maps a seed and prompts to text.

    Its one signature, `generate`, takes `seed` (an int32 scalar), `prompts` (text (n,); empty for
    none) and `temperature` (a float scalar) and gives `texts` (n,). The tokenizer is inside; words
    that it does not know become its unknown token. The same seed gives the same texts.

    Args:
        model: A text family with a tokenizer.
        directory: Where to write it. Must not exist, or be empty.

    Returns:
        The directory.

    Raises:
        TypeError: If the model is not a text family, or has no tokenizer.
        FileExistsError: If the directory holds anything, or is a file.

    Example:
        >>> text_saved_model(model, "out/poet")
        >>> served = tf.saved_model.load("out/poet")
        >>> served.generate(7, ["a dog", ""], 0.8)
        <tf.Tensor: shape=(2,), dtype=string, numpy=...>
    """
    decoder = _decoder(model)
    tokenizer = model.tokenizer
    if tokenizer is None:
        raise TypeError(
            f"`model` must have a tokenizer to write text, but this {type(model).__name__} has "
            "none: export its tokens by keras_gan_zoo.export.saved_model."
        )
    module = tf.Module()
    module.tokenizer = tokenizer
    module.weights = [variable.value for variable in decoder.variables]

    def generate(seed, prompts, temperature):
        prompted = tokenizer(prompts)
        uniforms = tf.random.stateless_uniform(tf.shape(prompted), tf.stack([seed, 0]))
        given = tf.where(tf.equal(prompted, END), -1, prompted)
        return tokenizer.detokenize(sample(decoder, uniforms, given, temperature))

    module.generate = tf.function(
        generate,
        input_signature=[
            tf.TensorSpec((), tf.int32, "seed"),
            tf.TensorSpec((None,), tf.string, "prompts"),
            tf.TensorSpec((), tf.float32, "temperature"),
        ],
        autograph=False,
    )
    named = tf.function(
        lambda seed, prompts, temperature: {"texts": generate(seed, prompts, temperature)},
        input_signature=module.generate.input_signature,
        autograph=False,
    )
    with new_folder(directory) as written, without_notices():
        signatures = {"serving_default": named, "generate": named}
        tf.saved_model.save(module, str(written), signatures)
    return Path(directory)


def decoding_step(model: keras.Model, path: PathLike, *, overwrite: bool = False) -> Path:
    """Writes one step of a text family's decoder as a TF-Lite file of built-in operators.

    Its signature, `step`, takes `token` (1,), the token before (at first `vocabulary_size`, the
    start token), `position` () and the state, `state_0`, `state_1`, ... (at first zeros), and
    gives `logits` (1, vocabulary_size) and the next state by the same names. The file is compared
    with Keras over a whole sequence before it is put in its place.

    Args:
        model: A text family.
        path: Where to write it.
        overwrite: Whether an existing file may be replaced.

    Returns:
        The path.

    Raises:
        TypeError: If the model is not a text family.
        FileExistsError: If `path` exists and `overwrite` is not set.
        ExportError: If the file strays from Keras by more than 1e-4.
        ImportError: If `ai-edge-litert` is not installed.

    Example:
        >>> decoding_step(gan, "out/step.tflite")
    """
    decoder = _decoder(model)
    path = free_path(path, overwrite)
    state = decoder.initial_state(1)
    names = [f"state_{index}" for index in range(len(state))]

    def step(token, position, **parts):
        logits, after = decoder.step(token, tuple(parts[name] for name in names), position)
        return {"logits": logits, **dict(zip(names, after, strict=True))}

    concrete = tf.function(step, autograph=False).get_concrete_function(
        token=tf.TensorSpec((1,), tf.int32, "token"),
        position=tf.TensorSpec((), tf.int32, "position"),
        **{
            name: tf.TensorSpec(part.shape, part.dtype, name)
            for name, part in zip(names, state, strict=True)
        },
    )
    return write_signatures_of_steps(
        {"step": concrete}, decoder, path, lambda content: _compare(content, decoder, names)
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
    functions: Mapping[str, Any], decoder: Decoder, path: Path, compare: Callable[[bytes], None]
) -> Path:
    """Converts functions of a decoder to one TF-Lite file, and puts it in its place if it is right.

    Args:
        functions: Concrete functions by the names of their signatures.
        decoder: Whose weights they use.
        path: Where to write.
        compare: Raises if the file's content does not compute what it should.
    """
    module = tf.Module()
    module.weights = [variable.value for variable in decoder.variables]
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


def _compare(content, decoder, names):
    """Runs the file and the decoder side by side over a sequence of random tokens."""
    from ai_edge_litert.interpreter import Interpreter

    with quiet():
        run = Interpreter(model_content=content).get_signature_runner("step")
    ours = decoder.initial_state(1)
    state = {name: np.asarray(part) for name, part in zip(names, ours, strict=True)}
    token = np.array([decoder.start_token], "int32")
    generator = np.random.default_rng(0)
    for position in range(decoder.length):
        found = run(token=token, position=np.array(position, "int32"), **state)
        expected, ours = decoder.step(token, ours, position)
        error = float(np.abs(found.pop("logits") - np.asarray(expected)).max())
        if error > 1e-4:
            raise ExportError(
                f"The step at position {position} strays from Keras by {error:.2g} where 1e-4 is "
                "allowed; nothing was written."
            )
        state = found
        token = generator.integers(0, decoder.vocabulary_size, 1).astype("int32")


def _decoder(model):
    try:
        decoder, _ = model.decoder_and_tokenizer()
    except AttributeError:
        raise TypeError(f"`model` must be a text family, got {type(model).__name__}.") from None
    check_not_quantized({"generator": decoder}, "export")
    return decoder
