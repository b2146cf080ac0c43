"""Chooses penalties by name, with a weight, with settings, or as objects."""

import inspect
from collections.abc import Mapping
from typing import Any

import keras

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.penalties.dragan import DRAGANPenalty
from keras_gan_zoo.penalties.feature_matching import FeatureMatching
from keras_gan_zoo.penalties.gradient_penalty import GradientPenalty, OneSidedGradientPenalty
from keras_gan_zoo.penalties.historical_averaging import HistoricalAveraging
from keras_gan_zoo.penalties.lecam import LeCam
from keras_gan_zoo.penalties.orthogonal import Orthogonal
from keras_gan_zoo.penalties.penalty import Penalty
from keras_gan_zoo.penalties.zero_centered import R1, R2

_PENALTIES = {
    "dragan": DRAGANPenalty,
    "feature_matching": FeatureMatching,
    "gradient_penalty": GradientPenalty,
    "historical_averaging": HistoricalAveraging,
    "lecam": LeCam,
    "one_sided_gradient_penalty": OneSidedGradientPenalty,
    "orthogonal": Orthogonal,
    "r1": R1,
    "r2": R2,
}


def get(spec: Any) -> list[Penalty]:
    """Returns penalties by name, with weights or settings, or as they are.

    Args:
        spec: `None`; a name of `list_penalties()`; a `Penalty`, or its config as Keras
            serializes it; a mapping from name to weight, or to a mapping of the settings of
            that penalty; or a list of these.

    Returns:
        New penalties, or those that were given as objects.

    Raises:
        ValueError: If there is no such penalty, or it has no such setting.
        TypeError: If `spec` is none of these.

    Example:
        >>> [penalty.weight for penalty in get({"r1": 10.0, "r2": {"weight": 5.0}})]
        [10.0, 5.0]
    """
    if spec is None:
        return []
    if isinstance(spec, str):
        return [_named(spec, {})]
    if isinstance(spec, Penalty):
        return [spec]
    if isinstance(spec, Mapping):
        if "class_name" in spec:
            return [keras.saving.deserialize_keras_object(dict(spec))]
        return [
            _named(name, value if isinstance(value, Mapping) else {"weight": value})
            for name, value in spec.items()
        ]
    if isinstance(spec, (list, tuple)):
        return [penalty for item in spec for penalty in get(item)]
    raise TypeError(
        "`penalties` must be None, a name such as 'r1', a mapping from name to weight, a Penalty "
        f"or a list of these, got {spec!r}."
    )


def list_penalties() -> list[str]:
    """Returns the names that `get` knows."""
    return sorted(_PENALTIES)


def _named(name: str, settings: Mapping) -> Penalty:
    if name not in _PENALTIES:
        raise ValueError(
            f"`penalties` must be among {listed(_PENALTIES)}, got {name!r}."
            + nearest(name, _PENALTIES)
        )
    known = {"player", "every", *inspect.signature(_PENALTIES[name]).parameters} - {"kwargs"}
    for setting in settings:
        if setting not in known:
            raise ValueError(
                f"The penalty {name!r} has no setting {setting!r}; it has {listed(known)}."
                + nearest(setting, known)
            )
    return _PENALTIES[name](**{"name": name, **settings})
