"""Callbacks: sample sheets, loss logs, checkpoints, progress, collapse monitor, stop signal."""

from keras_gan_zoo.errors import TrainingDiverged
from keras_gan_zoo.lazy import lazy_names

_MODULES = {
    "Checkpoint": "checkpoint",
    "CheckpointDamaged": "checkpoint_folder",
    "CheckpointNotWritten": "checkpoint",
    "CollapseMonitor": "collapse.monitor",
    "CollapseRules": "collapse.rules",
    "EvaluateEvery": "evaluate_every",
    "EverySteps": "every_steps",
    "ImageGrid": "image_grid",
    "KeepBest": "keep_best",
    "LossLog": "loss_log",
    "Progress": "progress",
    "SampleSheets": "sample_sheets",
    "StopSignal": "stop_signal",
    "TextSamples": "text_samples",
    "Track": "track",
}

__all__ = sorted([*_MODULES, TrainingDiverged.__name__])

__getattr__, __dir__ = lazy_names(__name__, _MODULES)
