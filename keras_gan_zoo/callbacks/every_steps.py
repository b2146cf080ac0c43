"""The base class of callbacks that act every so many training steps."""

import keras

from keras_gan_zoo.engine.steps_taken import steps_taken
from keras_gan_zoo.types import Logs


class EverySteps(keras.callbacks.Callback):
    """Calls `act` every so many steps, and once more at the end of training.

    Steps are counted by the model's optimizer, not by this `fit`, so that the steps of a resumed
    training continue where they stopped.

    Args:
        every: Number of steps from one call to the next, at least 1.

    Raises:
        ValueError: If `every` is not a whole number of at least 1.

    Example:
        >>> class Say(EverySteps):
        ...     def act(self, step, logs):
        ...         print(step)
        >>> gan.fit(images, callbacks=[Say(every=100)])
    """

    def __init__(self, every: int):
        super().__init__()
        if isinstance(every, bool) or not isinstance(every, int) or every < 1:
            raise ValueError(f"`every` must be a whole number of steps, at least 1, got {every!r}.")
        self.every = every
        self._acted_at = 0

    @property
    def step(self) -> int:
        """The number of training steps the model has taken, in all its fits."""
        return steps_taken(self.model)

    def act(self, step: int, logs: Logs) -> None:
        """Does what the subclass is for.

        Args:
            step: Number of steps the model has taken.
            logs: The losses as Keras gives them, means since the epoch's start; may be `None`.
        """
        raise NotImplementedError(f"{type(self).__name__} must say what it does.")

    def on_train_begin(self, logs: Logs = None) -> None:
        """Remembers where this fit begins."""
        self._acted_at = self.step

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Acts if a multiple of `every` was reached or passed."""
        step = self.step
        if step // self.every > self._acted_at // self.every:
            self.act(step, logs)
            self._acted_at = step

    def on_train_end(self, logs: Logs = None) -> None:
        """Acts on the last step, unless that was done."""
        self._act_once(logs)

    def _act_once(self, logs):
        """Acts on this step, unless that was done."""
        step = self.step
        if step != self._acted_at:
            self.act(step, logs)
            self._acted_at = step
