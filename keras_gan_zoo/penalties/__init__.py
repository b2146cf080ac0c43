"""Penalties: terms that are added to a player's loss, by name or as objects."""

from keras_gan_zoo.penalties.choosing import get, list_penalties
from keras_gan_zoo.penalties.dragan import DRAGANPenalty
from keras_gan_zoo.penalties.feature_matching import FeatureMatching
from keras_gan_zoo.penalties.gradient_penalty import GradientPenalty, OneSidedGradientPenalty
from keras_gan_zoo.penalties.historical_averaging import HistoricalAveraging
from keras_gan_zoo.penalties.input_gradient import check_penalised
from keras_gan_zoo.penalties.lecam import LeCam
from keras_gan_zoo.penalties.orthogonal import Orthogonal
from keras_gan_zoo.penalties.penalty import Penalty
from keras_gan_zoo.penalties.weight_clipping import clip_weights
from keras_gan_zoo.penalties.zero_centered import R1, R2

__all__ = [
    "R1",
    "R2",
    "DRAGANPenalty",
    "FeatureMatching",
    "GradientPenalty",
    "HistoricalAveraging",
    "LeCam",
    "OneSidedGradientPenalty",
    "Orthogonal",
    "Penalty",
    "check_penalised",
    "clip_weights",
    "get",
    "list_penalties",
]
