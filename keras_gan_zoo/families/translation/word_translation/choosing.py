"""Chooses between the mappings of a training, with no word's translation known."""

from typing import Any

import keras
import numpy as np


class ChooseMapping(keras.callbacks.Callback):
    """Every few epochs lets the model keep its mapping if the criterion is the best so far.

    The learning rates decay at each, and are halved where the criterion has fallen (1710.04087,
    section 3.5). All that it remembers are weights of the model: a resumed training goes on.

    Args:
        x: Vectors of the source language, the most frequent words first.
        y: Vectors of the target language.
    """

    def __init__(self, x: np.ndarray, y: np.ndarray):
        super().__init__()
        self.x, self.y = x, y

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Compares with what is kept, and sets the rates."""
        model = self.model
        if (epoch + 1) % model.choose_every:
            return
        before = float(model.last_criterion)
        factor = model.decay * (1.0 if model.choose(self.x, self.y) >= before else 0.5)
        for player in model.players:
            rate = model.optimizer[player].learning_rate
            rate.assign(rate * factor)

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Lets the model go on with what was chosen."""
        self.model.take_chosen()
