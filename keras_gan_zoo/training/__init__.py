"""Running a recipe: from its settings to a run's folder with checkpoints, scores and a report."""

import importlib

_MODULES = {
    "LinearDecay": "linear_decay",
    "RunDirectory": "run_directory",
    "TrainingResult": "trainer",
    "train": "trainer",
}

__all__ = sorted(_MODULES)


def __getattr__(name):
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted([*globals(), *_MODULES])
