"""Trains a recipe: from its settings to a run's folder with checkpoints, scores and a report."""

from keras_gan_zoo.lazy import lazy_names

_MODULES = {
    "LinearDecay": "keras_gan_zoo.engine.linear_decay",
    "RunDirectory": "keras_gan_zoo.runs.directory",
    "TrainingResult": "trainer",
    "train": "trainer",
}

__all__ = sorted(_MODULES)

__getattr__, __dir__ = lazy_names(__name__, _MODULES)
