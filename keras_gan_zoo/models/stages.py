"""The stages before a game, each an ordinary training by a step of its own."""

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

        What a stage does, `stage_steps` of the family says: of text the generator learns by
        likelihood, the discriminator against what the generator writes now; of photographs the
        generator by the distance of pixels. The count of the game's steps,
        `optimizer.iterations`, stands still.

        Args:
            x: As for `fit`.
            player: One of the family's `stages`.
            batch_size: Examples a step; default the family's.
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
        steps = self.stage_steps()
        if player not in steps:
            raise ValueError(
                f"`player` must be one of {listed(steps)}, got {player!r}." + nearest(player, steps)
            )
        epochs = check_whole(epochs, "epochs", least=1)
        if not self.compiled:
            self.compile()
        size = self.default_batch_size if batch_size is None else batch_size
        data = self.batches_of_stage(as_tf_data(x, shuffle, self.seed), size, shuffle)
        self.train_function = raising_divergence(self._make_function(steps[player]), self)
        try:
            return keras.Model.fit(self, data, epochs=epochs, shuffle=False, **kwargs)
        finally:
            self.train_function = None
            self._initial_epoch = None
