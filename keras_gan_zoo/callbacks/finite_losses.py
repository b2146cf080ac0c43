"""Ends a training whose losses are no longer numbers."""

import math

import keras


class TrainingDiverged(ArithmeticError):
    """A loss became infinite or not a number."""


class FiniteLosses(keras.callbacks.Callback):
    """Raises `TrainingDiverged` at the first step at which any loss is not finite.

    Keras's `TerminateOnNaN` looks only at a loss of the name `loss`, which a game of several
    players does not have. Put it before `Checkpoint`, so that ruined weights are not saved.

    Raises:
        TrainingDiverged: In `fit`, with the names of the losses and the step.

    Example:
        >>> gan.fit(images, callbacks=[FiniteLosses()])
    """

    def on_train_batch_end(self, batch, logs=None):
        """Looks at every loss."""
        bad = [name for name, value in (logs or {}).items() if not math.isfinite(float(value))]
        if bad:
            raise TrainingDiverged(
                f"{' and '.join(sorted(bad))} stopped being finite at step "
                f"{int(self.model.optimizer.iterations)}; a smaller learning rate often helps."
            )
