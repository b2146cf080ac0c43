"""Protocols: which metrics, on which held-out data, beside which baselines."""

from keras_gan_zoo.evaluation.protocols import check_protocol, evaluate
from keras_gan_zoo.evaluation.score_table import ScoreTable

__all__ = ["ScoreTable", "check_protocol", "evaluate"]
