"""Ctrl-C, SIGTERM and a dropped connection end a training after the step in progress."""

import os
import signal
import threading
from types import FrameType

import keras

_HANG_UP = getattr(signal, "SIGHUP", None)  # which Windows has not


class StopSignal(keras.callbacks.Callback):
    """Ends `fit` in good order when the process is told to stop.

    The first Ctrl-C (SIGINT) or SIGTERM, or a SIGHUP, by which a process hears that its terminal or
    connection is gone, lets the step in progress finish; `fit` then returns, and the callbacks do
    at its end what they always do: write their last line, picture and checkpoint. A second Ctrl-C
    or SIGTERM acts at once, as if this callback were not there. Signals are left alone where Python
    cannot handle them, outside the main thread, and SIGHUP where it is ignored, as under `nohup`.

    Attributes:
        received: The signal that was received, or `None`.

    Example:
        >>> stop = StopSignal()
        >>> gan.fit(images, callbacks=[stop, Checkpoint("checkpoints")])
        >>> if stop.received:
        ...     print("Stopped.")
    """

    def __init__(self):
        super().__init__()
        self.received = None
        self._previous = {}
        self._terminals = []

    def on_train_begin(self, logs=None):
        """Listens."""
        if threading.current_thread() is not threading.main_thread():
            return
        # Once a terminal is gone, nothing tells any more that it was one.
        self._terminals = [descriptor for descriptor in (1, 2) if os.isatty(descriptor)]
        for number in (signal.SIGINT, signal.SIGTERM):
            self._previous[number] = signal.signal(number, self._receive)
        if _HANG_UP is not None and signal.getsignal(_HANG_UP) is not signal.SIG_IGN:
            self._previous[_HANG_UP] = signal.signal(_HANG_UP, self._receive)

    def on_train_batch_end(self, batch, logs=None):
        """Ends the training if a signal came."""
        if self.received is not None:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        """Listens no more."""
        self.restore()

    def restore(self) -> None:
        """Gives the signals back to whoever handled them before; also after a failed `fit`."""
        self._restore(tuple(self._previous))

    def _restore(self, numbers) -> None:
        for number in numbers:
            signal.signal(number, self._previous.pop(number))

    def _receive(self, number: int, frame: FrameType | None) -> None:
        self.received = self.received or signal.Signals(number)
        if number == _HANG_UP:
            # It may come twice, from the system and from the shell, and so stays caught.
            self._let_go_of_the_terminal()
            return
        self._restore([other for other in self._previous if other != _HANG_UP])
        # Not `print`: a signal may come while the same buffer is being written to.
        os.write(2, b"\nStopping after the step in progress; once more stops at once.\n")

    def _let_go_of_the_terminal(self) -> None:
        """Lets what is still printed go nowhere: to write to a terminal that is gone fails."""
        with open(os.devnull, "wb") as nowhere:
            for descriptor in self._terminals:
                os.dup2(nowhere.fileno(), descriptor)
