"""What happens beside the training steps: pictures, logs, checkpoints, progress, stopping."""

from keras_gan_zoo.callbacks.checkpoint import Checkpoint
from keras_gan_zoo.callbacks.collapse_monitor import CollapseMonitor
from keras_gan_zoo.callbacks.collapse_rules import CollapseRules
from keras_gan_zoo.callbacks.evaluate_every import EvaluateEvery
from keras_gan_zoo.callbacks.every_steps import EverySteps
from keras_gan_zoo.callbacks.finite_losses import FiniteLosses, TrainingDiverged
from keras_gan_zoo.callbacks.image_grid import ImageGrid
from keras_gan_zoo.callbacks.loss_log import LossLog
from keras_gan_zoo.callbacks.progress import Progress
from keras_gan_zoo.callbacks.stop_signal import StopSignal

__all__ = [
    "Checkpoint",
    "CollapseMonitor",
    "CollapseRules",
    "EvaluateEvery",
    "EverySteps",
    "FiniteLosses",
    "ImageGrid",
    "LossLog",
    "Progress",
    "StopSignal",
    "TrainingDiverged",
]
