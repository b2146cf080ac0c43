"""Processes for benchmarks/reliability, that begin with TensorFlow imported already."""

import contextlib
import multiprocessing
import os
import random
from pathlib import Path

import numpy as np

_LONGEST = 600
"""Seconds without a word after which a process hangs."""


class Hung(RuntimeError):
    """A process that said nothing for ten minutes, and was ended."""


class Process:
    """A function that runs in a process of its own.

    Args:
        run: The function; its first argument is another, by which it tells numbers.
        *arguments: Its further ones.
        folder: Where its standard error goes, to a file `errors.txt`.
        environment: Added to this process's own.
        before: Called in the new process before it begins.
        fresh: Whether it is a new interpreter, which imports all anew, not a copy of this one.
    """

    def __init__(self, run, *arguments, folder, environment=None, before=None, fresh=False):
        folder.mkdir(parents=True, exist_ok=True)
        self._errors = folder / "errors.txt"
        context = multiprocessing.get_context("spawn" if fresh else "fork")
        self._heard, tells = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_begin, args=(run, arguments, tells, self._errors, environment, before)
        )
        self._process.start()
        tells.close()  # or the end of the process would not end the pipe

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def wait_for(self, number, seconds=_LONGEST):
        """Waits for a number; returns the last one told, 0 if the process ends before any."""
        told = 0
        with contextlib.suppress(EOFError):
            while told < number and self._heard.poll(seconds):
                told = self._heard.recv()
        return told

    def send(self, signal):
        """Sends a signal, if the process is still there."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal)

    def end(self):
        """Waits for the end; returns the exit code, what was told last and the last error line.

        Raises:
            Hung: If it does not end.
        """
        told = 0
        with contextlib.suppress(EOFError):
            while self._heard.poll(_LONGEST):
                told = self._heard.recv()
        self._process.join(_LONGEST)
        if self._process.exitcode is None:
            self._process.kill()
            raise Hung(f"Process {self.pid} hangs.")
        with contextlib.suppress(EOFError):
            while self._heard.poll():  # what it told after a long silence
                told = self._heard.recv()
        lines = self._errors.read_text(errors="replace").splitlines()
        error = next((line for line in reversed(lines) if ": " in line), "")
        return self._process.exitcode, told, error


def result_of(run, *arguments, folder, **options):
    """Returns what a function returns that runs in a process of its own.

    Raises:
        RuntimeError: If it fails.
    """
    process = Process(_tell_result, run, arguments, folder=folder, **options)
    code, result, error = process.end()
    if code:
        raise RuntimeError(f"{run.__name__} failed: {error or code}")
    return result


def _tell_result(tell, run, arguments):
    tell(run(*arguments))


def _begin(run, arguments, tells, errors: Path, environment, before):
    # A copy draws what its original would; a process that is started again does not.
    random.seed()
    np.random.seed()
    os.environ.update(environment or {})
    with errors.open("w") as file:
        os.dup2(file.fileno(), 2)
    if before is not None:
        before()
    run(tells.send, *arguments)
