"""The stages before a game, each an ordinary training by a step of its own."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import keras
import tensorflow as tf

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.finiteness import raising_divergence
from keras_gan_zoo.errors import listed, nearest

if TYPE_CHECKING:
    from keras_gan_zoo.engine.zoo_model import ZooModel


def fit_stage(
    model: "ZooModel",
    steps: Mapping[str, Callable],
    player: str,
    batches: Callable[[], tf.data.Dataset],
    epochs: int,
    **kwargs: Any,
) -> keras.callbacks.History:
    """Trains a model by one of its stages' steps.

    The count of the game's steps, `optimizer.iterations`, stands still.

    Args:
        model: The model, which is compiled if it is not.
        steps: What each stage does with a batch, by the player that it trains.
        player: Which stage.
        batches: Returns the data, checked and batched.
        epochs: Passes over the data, at least 1.
        **kwargs: As in `keras.Model.fit`: `callbacks`, `verbose`.

    Raises:
        ValueError: If there is no such stage, or `epochs` is less than 1.
    """
    if player not in steps:
        raise ValueError(
            f"`player` must be one of {listed(steps)}, got {player!r}." + nearest(player, steps)
        )
    epochs = check_whole(epochs, "epochs", least=1)
    if not model.compiled:
        model.compile()
    data = batches()
    model.train_function = raising_divergence(model._make_function(steps[player]), model)
    try:
        return keras.Model.fit(model, data, epochs=epochs, shuffle=False, **kwargs)
    finally:
        model.train_function = None
        model._initial_epoch = None
