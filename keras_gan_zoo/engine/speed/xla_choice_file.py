"""The file that remembers for which training steps XLA is faster."""

import dataclasses
import hashlib
import json
import os
from pathlib import Path

import keras
import tensorflow as tf

from keras_gan_zoo.engine.speed.stored_choices import StoredChoices
from keras_gan_zoo.machine.hardware import machine
from keras_gan_zoo.machine.versions import versions
from keras_gan_zoo.types import Batch

_ENVIRONMENT = (
    "OMP_NUM_THREADS",
    "TF_ENABLE_ONEDNN_OPTS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_XLA_FLAGS",
    "XLA_FLAGS",
)


@dataclasses.dataclass(frozen=True)
class Choice:
    """The choice of whether XLA compiles a step, and its timings.

    Attributes:
        xla: Whether it does.
        plain_seconds: What a call of the train function took without it.
        xla_seconds: And with it.
        compile_seconds: What it took to compile.
        refused: The error's name, if XLA cannot compile the step.
    """

    xla: bool
    plain_seconds: float | None = None
    xla_seconds: float | None = None
    compile_seconds: float | None = None
    refused: str | None = None


def choice_key(model: keras.Model, batch: Batch) -> str | None:
    """Returns a SHA-256 over all that decides how fast a step is.

    The family and its settings, the networks, the kinds of optimizer, shapes and types of a
    batch, precision, steps of a call, versions of the software, processor, cores, accelerators and
    threads. Names and seeds, which differ from one `get` to the next, do not count.

    Args:
        model: The compiled model.
        batch: A batch as its `train_step` takes it.

    Returns:
        The key, or `None` of a model with a network that cannot be serialized.
    """
    try:
        config = keras.saving.serialize_keras_object(model)
    except (NotImplementedError, TypeError, ValueError):
        return None
    parts = tf.nest.flatten(batch)
    facts = {
        "model": _without_names_and_seeds({**config, "compile_config": None}),
        "optimizers": [type(model.optimizer[player]).__name__ for player in model.players],
        "batch": [[tuple(part.shape), tf.as_dtype(part.dtype).name] for part in parts],
        "precision": model.dtype_policy.name,
        "steps_per_execution": model.steps_per_execution,
        "versions": versions(),
        "machine": machine(),
        "threads": tf.config.threading.get_intra_op_parallelism_threads(),
        "environment": {name: os.environ.get(name) for name in _ENVIRONMENT},
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def read_choice(key: str | None) -> Choice | None:
    """Returns the stored choice of a key, or `None`."""
    return _STORED.read(key)


def store_choice(key: str | None, choice: Choice) -> Path | None:
    """Stores a choice by its key, if there is one; see `StoredChoices.store`."""
    return _STORED.store(key, choice)


_STORED = StoredChoices("xla.json", Choice, lambda choice: isinstance(choice.xla, bool))


def _without_names_and_seeds(config):
    """Returns a serialized object with its names numbered in their order, and without seeds."""
    numbers = {}

    def number_names(value):
        if isinstance(value, dict):
            if isinstance(value.get("name"), str):
                numbers.setdefault(value["name"], f"#{len(numbers)}")
            value = value.values()
        elif not isinstance(value, (list, tuple)):
            return
        for part in value:
            number_names(part)

    def replaced(value):
        if isinstance(value, dict):
            return {key: replaced(part) for key, part in value.items() if key != "seed"}
        if isinstance(value, (list, tuple)):
            return [replaced(part) for part in value]
        return numbers.get(value, value) if isinstance(value, str) else value

    number_names(config)
    return replaced(config)
