"""Protocols: which metrics, on which held-out data, beside which baselines."""

from keras_gan_zoo.lazy import lazy_names

_MODULES = {
    "GenerationJudge": "generation_judge",
    "Preference": "preference",
    "ScoreTable": "score_table",
    "check_protocol": "protocols",
    "evaluate": "protocols",
    "evaluate_generation": "generation",
    "evaluate_translation": "translation",
    "read_preference": "preference",
    "score_pictures": "generation",
    "wilson_interval": "preference",
}

__all__ = sorted(_MODULES)

__getattr__, __dir__ = lazy_names(__name__, _MODULES)
