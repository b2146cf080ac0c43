"""The protocols that a recipe can name in its `evaluation`."""

import inspect
from collections.abc import Callable, Mapping

import numpy as np
import tensorflow as tf

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.evaluation.generation import (
    check_generation,
    evaluate_generation,
    score_pictures,
)
from keras_gan_zoo.evaluation.score_table import ScoreTable
from keras_gan_zoo.evaluation.text import check_text, evaluate_text
from keras_gan_zoo.evaluation.translation import check_translation, evaluate_translation

_PROTOCOLS = {
    "translation": evaluate_translation,
    "generation": evaluate_generation,
    "text": evaluate_text,
}
_SETTINGS_OF = _PROTOCOLS | {"generation": score_pictures}
_CHECKS = {"translation": check_translation, "generation": check_generation, "text": check_text}


def check_protocol(protocol: str, settings: Mapping) -> None:
    """Checks a recipe's `evaluation` before anything is trained.

    Raises:
        ValueError: If there is no such protocol, or it has no such setting or value.
    """
    if protocol not in _PROTOCOLS:
        raise ValueError(
            f"`evaluation.protocol` must be one of {listed(_PROTOCOLS)}, got {protocol!r}."
            + nearest(protocol, _PROTOCOLS)
        )
    parameters = inspect.signature(_SETTINGS_OF[protocol]).parameters.values()
    known = [p.name for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY]
    for key in settings:
        if key not in known:
            raise ValueError(
                f"`evaluation` of protocol {protocol!r} has no setting {key!r}; it has "
                f"{listed(known)}." + nearest(key, known)
            )
    if protocol in _CHECKS:
        _CHECKS[protocol](settings)


def evaluate(
    protocol: str, generators: Mapping[str, Callable], test_data, **settings
) -> list[ScoreTable]:
    """Scores generators under a named protocol.

    Args:
        protocol: `"generation"`, `"translation"` or `"text"`.
        generators: Functions by signature name, as `AdversarialModel.export_networks` names
            them, from float arrays to float arrays; for "text" as `evaluate_text` takes them.
        test_data: What `keras_gan_zoo.data.load` gives for the test split; for "generation" one
            set of real pictures, for "translation" pairs of pictures, or a pair of sets whose
            pictures are counterparts in order, for "text" tokens to train on and held out.
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
    return _PROTOCOLS[protocol](generators, test_data, **settings)


def _as_array(images) -> np.ndarray:
    if isinstance(images, tf.data.Dataset):
        images = list(images.as_numpy_iterator())
    return np.asarray(images, "float32")
