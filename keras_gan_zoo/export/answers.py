"""Exports of families that answer texts: a SavedModel from texts to texts, and steps for phones."""

from pathlib import Path
from typing import Any

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
from keras_gan_zoo.networks.conditional_decoder import ConditionalDecoder
from keras_gan_zoo.networks.sampling import sample
from keras_gan_zoo.types import PathLike


def answering_saved_model(model: keras.Model, directory: PathLike) -> Path:
    """Writes a family that answers texts as a SavedModel that maps a seed and texts to text.

    Its one signature, `answer`, takes `seed` (an int32 scalar), `texts` (text (n,)) and
    `temperature` (a float scalar above 0) and gives `answers` (n,). A family of several directions
    has a signature for each instead, by its name: `x_to_y` and `y_to_x`. The tokenizers are
    inside; words that they do not know become the unknown token. The same seed gives the same
    answers.

    Args:
        model: A sequence to sequence family with a tokenizer.
        directory: Where to write it. Must not exist, or be empty.

    Returns:
        The directory.

    Raises:
        TypeError: If the model is not such a family, or has no tokenizer.
        FileExistsError: If the directory holds anything, or is a file.

    Example:
        >>> answering_saved_model(model, "out/speaker")
        >>> tf.saved_model.load("out/speaker").answer(7, ["how are you?"], 0.8)
        <tf.Tensor: shape=(1,), dtype=string, numpy=...>
    """
    networks = _networks(model)
    reads, writes = model.source_tokenizer, model.tokenizer
    if writes is None:
        raise TypeError(
            f"`model` must have a tokenizer to write text, but this {type(model).__name__} has "
            "none: export its tokens by keras_gan_zoo.export.saved_model."
        )

    def answering(network, direction):
        source, target = (kind.tokenizer for kind in model.kinds_of(direction))

        def answer(seed, texts, temperature):
            sources = source(texts)
            shape = (tf.shape(sources)[0], network.length)
            uniforms = tf.random.stateless_uniform(shape, tf.stack([seed, 0]))
            tokens = sample(network.given(sources), uniforms, temperature=temperature)
            return target.detokenize(tokens)

        return answer

    names = list(networks) if len(networks) > 1 else ["answer"]
    functions = {
        name: answering(network, direction)
        for name, (direction, network) in zip(names, networks.items(), strict=True)
    }
    return write_text_functions(
        list(networks.values()), [reads, writes], functions, "texts", "answers", directory
    )


def answering_step(
    model: keras.Model, path: PathLike, *, direction: str | None = None, overwrite: bool = False
) -> Path:
    """Writes a family that answers as a TF-Lite file of built-in operators, a token at a time.

    The signature `read` takes `sources` (1, source_length) and gives the state, `state_0`,
    `state_1`, ...; `step` takes `token` (1,), the token before (at first `vocabulary_size`, the
    start token), `position` () and the state, and gives `logits` (1, vocabulary_size) and the next
    state. The file is compared with Keras over a whole sequence before it is put in its place.

    Args:
        model: A sequence to sequence family.
        path: Where to write it.
        direction: One of the model's directions; by default the first.
        overwrite: Whether an existing file may be replaced.

    Returns:
        The path.

    Raises:
        TypeError: If the model is not such a family.
        ValueError: If it has no such direction.
        FileExistsError: If `path` exists and `overwrite` is not set.
        ExportError: If the file strays from Keras by more than 1e-4.
        ImportError: If `ai-edge-litert` is not installed.

    Example:
        >>> answering_step(gan, "out/step.tflite")
    """
    network = _networks(model)[model.check_direction(direction)]
    path = free_path(path, overwrite)
    shape = (1, network.source_length)
    state = network.encode(tf.zeros(shape, tf.int32))
    names = state_names(state)

    def read(sources):
        return dict(zip(names, network.encode(sources), strict=True))

    functions = {
        "read": tf.function(read, autograph=False).get_concrete_function(
            sources=tf.TensorSpec(shape, tf.int32, "sources")
        ),
        "step": step_function(network, state),
    }
    return write_signatures_of_steps(
        functions, network, path, lambda content: _compare(content, network)
    )


def _compare(content: bytes, network: ConditionalDecoder) -> None:
    from ai_edge_litert.interpreter import Interpreter

    with quiet():
        interpreter = Interpreter(model_content=content)
        read, step = map(interpreter.get_signature_runner, ("read", "step"))
    shape = (1, network.source_length)
    random = np.random.default_rng(0)
    sources = random.integers(0, network.source_vocabulary_size, shape).astype("int32")
    compare_steps(network, step, network.encode(sources), read(sources=sources))


def _networks(model: Any) -> dict[str, ConditionalDecoder]:
    """Returns the network of each direction, by its name."""
    try:
        networks = {name: model.direction_network(name) for name in model.directions}
    except AttributeError:
        networks = {}
    if not networks or not all(isinstance(one, ConditionalDecoder) for one in networks.values()):
        raise TypeError(
            f"`model` must be a family that answers texts, such as 'mle_seq2seq', got "
            f"{type(model).__name__}."
        )
    check_not_quantized(networks, "export")
    return networks
