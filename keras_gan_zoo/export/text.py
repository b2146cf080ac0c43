"""Exports of text families: a SavedModel from prompts to texts, and a decoding step for phones."""

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from keras_gan_zoo.engine.keras_saving import check_not_quantized
from keras_gan_zoo.export.quiet import quiet
from keras_gan_zoo.export.steps import (
    compare_steps,
    free_path,
    state_names,
    step_function,
    write_signatures_of_steps,
    write_text_functions,
)
from keras_gan_zoo.layers.tokenizer import END
from keras_gan_zoo.networks.sampling import sample
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

    def generate(seed, prompts, temperature):
        prompted = tokenizer(prompts)
        uniforms = tf.random.stateless_uniform(tf.shape(prompted), tf.stack([seed, 0]))
        given = tf.where(tf.equal(prompted, END), -1, prompted)
        return tokenizer.detokenize(sample(decoder, uniforms, given, temperature))

    return write_text_functions(
        [decoder], [tokenizer], {"generate": generate}, "prompts", "texts", directory
    )


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
    functions = {"step": step_function(decoder, decoder.initial_state(1))}
    return write_signatures_of_steps(
        functions, decoder, path, lambda content: _compare(content, decoder)
    )


def _compare(content, decoder):
    from ai_edge_litert.interpreter import Interpreter

    with quiet():
        run = Interpreter(model_content=content).get_signature_runner("step")
    ours = decoder.initial_state(1)
    state = dict(zip(state_names(ours), map(np.asarray, ours), strict=True))
    compare_steps(decoder, run, ours, state)


def _decoder(model):
    try:
        decoder, _ = model.decoder_and_tokenizer()
    except AttributeError:
        raise TypeError(f"`model` must be a text family, got {type(model).__name__}.") from None
    check_not_quantized({"generator": decoder}, "export")
    return decoder
