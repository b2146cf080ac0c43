"""Ends training after the current step on Ctrl-C or SIGTERM."""

import signal
import threading
from typing import Any

import keras

from keras_gan_zoo.types import Logs


class StopSignal(keras.callbacks.Callback):
    """Ends `fit` gracefully on Ctrl-C or SIGTERM.

    The first Ctrl-C (SIGINT) or SIGTERM lets the step in progress finish; `fit` then returns, and
    the callbacks do at its end what they always do: write their last line, picture and
    checkpoint. A second one acts at once, as if this callback were not there. Signals are left
    alone where Python cannot handle them, outside the main thread.

    Attributes:
        received: The signal that was received, or `None`.

    Example:
        >>> stop = StopSignal()
        >>> gan.fit(images, callbacks=[stop, Checkpoint("checkpoints")])
        >>> if stop.received:
        ...     print("Stopped.")
    """

    def __init__(self) -> None:
        super().__init__()
        self.received: signal.Signals | None = None
        self._previous: dict[int, Any] = {}

    def on_train_begin(self, logs: Logs = None) -> None:
        """Installs the signal handlers."""
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._previous[number] = signal.signal(number, self._receive)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Ends the training if a signal came."""
        if self.received is not None:
            self.model.stop_training = True

    def on_train_end(self, logs: Logs = None) -> None:
        """Restores the previous signal handlers."""
        self.restore()

    def restore(self) -> None:
        """Restores the previous signal handlers; to be called after a failed `fit`, too."""
        while self._previous:
            number, handler = self._previous.popitem()
            signal.signal(number, handler)

    def _receive(self, number, frame):
        self.received = signal.Signals(number)
        self.restore()
