"""Stages before a game: one player is trained alone."""

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.adversarial_model import AdversarialModel
from keras_gan_zoo.engine.finiteness import raising_divergence
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.samples.loaders import as_tf_data
from keras_gan_zoo.types import Data


class Staged(AdversarialModel):
    """A game before which each player of `stage_steps` can be trained alone."""

    def stage_steps(self) -> dict[str, Callable]:
        """Returns what a step of each player's stage is, a function of a batch."""
        raise NotImplementedError

    def batches_of_stage(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Returns the batches of a stage, where a step of the game may take several."""
        return self.prepare_data(x, batch_size, shuffle)

    def pretrain(
        self,
        x: Data,
        player: str = "generator",
        *,
        batch_size: int | None = None,
        epochs: int = 1,
        shuffle: bool = True,
        **kwargs: Any,
    ) -> keras.callbacks.History:
        """Trains one player alone before the game, as a stage of its own.

        The generator by likelihood, the discriminator against what the generator writes now. The
        count of the game's steps, `optimizer.iterations`, stands still.

        Args:
            x: As for `fit`.
            player: "generator" or "discriminator".
            batch_size: Sequences a step; default the family's.
            epochs: Passes over the data.
            shuffle: Whether to shuffle, anew at each epoch.
            **kwargs: As in `keras.Model.fit`: `callbacks`, `verbose`.

        Returns:
            A `keras.callbacks.History`.

        Raises:
            ValueError: If there is no such player, or `epochs` is less than 1.
            keras_gan_zoo.data.DataMismatch: If the data does not fit the model.

        Example:
            >>> gan.pretrain(sequences, "generator", epochs=80)
        """
        stages = self.stage_steps()
        if player not in stages:
            raise ValueError(
                f"`player` must be one of {listed(stages)}, got {player!r}."
                + nearest(player, stages)
            )
        epochs = check_whole(epochs, "epochs", least=1)
        if not self.compiled:
            self.compile()
        x = as_tf_data(x, shuffle, self.seed)
        batches = self.batches_of_stage(
            x, self.default_batch_size if batch_size is None else batch_size, shuffle
        )
        self.train_function = raising_divergence(self._make_function(stages[player]), self)
        try:
            return keras.Model.fit(self, batches, epochs=epochs, shuffle=False, **kwargs)
        finally:
            self.train_function = None
            self._initial_epoch = None
