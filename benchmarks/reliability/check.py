"""What the check for NaN and infinity costs a step, for benchmarks/reliability."""

import time

import numpy as np

import keras_gan_zoo
from keras_gan_zoo.engine import game
from keras_gan_zoo.engine.adversarial_model import AdversarialModel

PAIRS = 60
"""Pairs of steps, one with the check and one without, of which the median counts."""


class _NoCheck:
    """What `FiniteCheck` is to `minimize`, with nothing behind it."""

    def __init__(self, player, losses, gradients):
        pass

    def required(self, tensors):
        """Returns the tensors as they are."""
        return list(tensors)


def check_cost(pairs, folder) -> dict:
    """Measures the processor time of steps of the default DCGAN with and without the check.

    Returns:
        The median of the pairs' ratios, and how many pairs there were.
    """
    shape = (AdversarialModel.default_batch_size, 28, 28, 1)
    pictures = np.random.default_rng(0).uniform(-1, 1, shape).astype("float32")
    seconds = {check: [] for check in (game.FiniteCheck, _NoCheck)}
    gans = {check: _traced(check, pictures) for check in seconds}
    for turn in range(pairs):
        for check in list(seconds)[:: 1 if turn % 2 else -1]:
            began = time.process_time()
            gans[check].train_on_batch(pictures)
            seconds[check].append(time.process_time() - began)
    ratios = np.divide(seconds[game.FiniteCheck], seconds[_NoCheck])
    return {"pairs": pairs, "ratio": float(np.median(ratios))}


def _traced(check, pictures):
    """Returns a model whose step is traced with one check or the other."""
    usual, game.FiniteCheck = game.FiniteCheck, check
    try:
        gan = keras_gan_zoo.get("dcgan", image_shape=(28, 28, 1), seed=0)
        gan.train_on_batch(pictures)
    finally:
        game.FiniteCheck = usual
    return gan
