"""Ends training after the current step on Ctrl-C, SIGTERM or a dropped connection."""

import os
import signal
import sys
import threading
from typing import Any

import keras

from keras_gan_zoo.types import Logs

# Windows has no SIGHUP.
_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


class StopSignal(keras.callbacks.Callback):
    """Ends `fit` gracefully on Ctrl-C, SIGTERM or SIGHUP.

    The first Ctrl-C (SIGINT), SIGTERM or SIGHUP, which a dropped connection sends, lets the step in
    progress finish; `fit` then returns, and the callbacks do at its end what they always do: write
    their last line, picture and checkpoint. A second one acts at once, as if this callback were not
    there. Signals are left alone where Python cannot handle them, outside the main thread, and
    SIGHUP where it is ignored, as under `nohup`.

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
            for number in _SIGNALS:
                ignored = signal.getsignal(number) is signal.SIG_IGN
                if not (ignored and signal.Signals(number).name == "SIGHUP"):
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
        if self.received.name == "SIGHUP":
            # The terminal is gone: to write to it would end the training before it is saved.
            _write_nowhere()


def _write_nowhere():
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None:
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
