"""What happens beside the training steps: pictures, logs, checkpoints, progress, stopping."""

from keras_gan_zoo.callbacks.checkpoint import Checkpoint, CheckpointNotWritten
from keras_gan_zoo.callbacks.checkpoint_folder import CheckpointDamaged
from keras_gan_zoo.callbacks.collapse_monitor import CollapseMonitor
from keras_gan_zoo.callbacks.collapse_rules import CollapseRules
from keras_gan_zoo.callbacks.evaluate_every import EvaluateEvery
from keras_gan_zoo.callbacks.every_steps import EverySteps
from keras_gan_zoo.callbacks.image_grid import ImageGrid
from keras_gan_zoo.callbacks.loss_log import LossLog
from keras_gan_zoo.callbacks.progress import Progress
from keras_gan_zoo.callbacks.stop_signal import StopSignal
from keras_gan_zoo.errors import TrainingDiverged

__all__ = [
    "Checkpoint",
    "CheckpointDamaged",
    "CheckpointNotWritten",
    "CollapseMonitor",
    "CollapseRules",
    "EvaluateEvery",
    "EverySteps",
    "ImageGrid",
    "LossLog",
    "Progress",
    "StopSignal",
    "TrainingDiverged",
]
