"""The protocols that a recipe can name in its `evaluation`."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data import load
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.evaluation.generation import (
    check_generation,
    evaluate_generation,
    generation_judged,
    score_pictures,
)
from keras_gan_zoo.evaluation.score_table import ScoreTable
from keras_gan_zoo.evaluation.summaries import (
    check_summaries,
    evaluate_summaries,
    summaries_data,
    summaries_judged,
)
from keras_gan_zoo.evaluation.text import check_text, evaluate_text, text_data, text_judged
from keras_gan_zoo.evaluation.translation import check_translation, evaluate_translation
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.types import Images


@dataclass(frozen=True)
class Protocol:
    """One way to score what models give.

    Attributes:
        evaluate: Scores functions by signature name against test data; see `evaluate`.
        check: Checks the settings' values.
        kind: The kind of sample that is scored, by its name; see `keras_gan_zoo.samples`.
        families: The families whose samples it scores, in a sentence.
        settings_of: The function whose keyword-only arguments are the protocol's settings.
        judged: Makes of a model, and of its networks as functions, what `evaluate` takes.
        data: Makes of a model and a recipe's `data` and `test_data` what `evaluate` takes.
    """

    evaluate: Callable
    check: Callable
    kind: str
    families: str
    settings_of: Callable
    judged: Callable = lambda gan, networks: networks()
    data: Callable = lambda gan, data, test_data: load(**test_data)


_PROTOCOLS = {
    "translation": Protocol(
        evaluate_translation,
        check_translation,
        "pictures",
        "families that draw or translate pictures",
        evaluate_translation,
    ),
    "generation": Protocol(
        evaluate_generation,
        check_generation,
        "pictures",
        "families that draw or translate pictures",
        score_pictures,
        generation_judged,
    ),
    "text": Protocol(
        evaluate_text,
        check_text,
        "texts",
        "families that write text",
        evaluate_text,
        text_judged,
        text_data,
    ),
    "summaries": Protocol(
        evaluate_summaries,
        check_summaries,
        "texts",
        "families that write a short text for a text",
        evaluate_summaries,
        summaries_judged,
        summaries_data,
    ),
}


def find_protocol(name: str) -> Protocol:
    """Returns a protocol by its name.

    Raises:
        ValueError: If there is none, with the nearest.
    """
    if name not in _PROTOCOLS:
        raise ValueError(
            f"`evaluation.protocol` must be one of {listed(_PROTOCOLS)}, got {name!r}."
            + nearest(name, _PROTOCOLS)
        )
    return _PROTOCOLS[name]


def check_protocol(protocol: str, settings: Mapping, kind: type[Kind] | None = None) -> None:
    """Checks a recipe's `evaluation` before anything is trained.

    Args:
        protocol: Its name.
        settings: The other settings.
        kind: The kind of sample that the family gives, if it is known.

    Raises:
        ValueError: If there is no such protocol, it scores another kind, or it has no such setting
            or value.
    """
    chosen = find_protocol(protocol)
    if kind is not None and kind.name != chosen.kind:
        of_kind = next((name for name, one in _PROTOCOLS.items() if one.kind == kind.name), None)
        told = f"is {of_kind!r} for {_PROTOCOLS[of_kind].families}" if of_kind else "there is none"
        raise ValueError(
            f"`evaluation.protocol` {told}, and {protocol!r} is for {chosen.families}: leave "
            "`evaluation` out, or name the one that fits."
        )
    parameters = inspect.signature(chosen.settings_of).parameters.values()
    known = [p.name for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY]
    for key in settings:
        if key not in known:
            raise ValueError(
                f"`evaluation` of protocol {protocol!r} has no setting {key!r}; it has "
                f"{listed(known)}." + nearest(key, known)
            )
    chosen.check(settings)


def evaluate(
    protocol: str, generators: Mapping[str, Callable], test_data: Any, **settings: Any
) -> list[ScoreTable]:
    """Scores generators under a named protocol.

    Args:
        protocol: `"generation"`, `"translation"`, `"text"` or `"summaries"`.
        generators: Functions by signature name, as `AdversarialModel.export_networks` names
            them, from float arrays to float arrays; for "text" as `evaluate_text` takes them, for
            "summaries" as `evaluate_summaries` does.
        test_data: What `keras_gan_zoo.data.load` gives for the test split; for "generation" one
            set of real pictures, for "translation" pairs of pictures, or a pair of sets whose
            pictures are counterparts in order, for "text" tokens to train on and held out, for
            "summaries" texts and their summaries.
        **settings: The protocol's own settings.

    Returns:
        The score tables.

    Raises:
        ValueError: If the protocol or a setting does not exist.
    """
    check_protocol(protocol, settings)
    if protocol == "translation":
        if isinstance(test_data, tf.data.Dataset):
            test_data = zip(*test_data.as_numpy_iterator(), strict=True)
        arrays = (_as_array(images) for images in test_data)
        return evaluate_translation(generators, *arrays, **settings)
    return _PROTOCOLS[protocol].evaluate(generators, test_data, **settings)


def _as_array(images: Images) -> np.ndarray:
    if isinstance(images, tf.data.Dataset):
        images = list(images.as_numpy_iterator())
    return np.asarray(images, "float32")
