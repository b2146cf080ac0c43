"""Both ends of the line between a benchmark and a process that it measures.

Requests are lines of text, answers lines of JSON. Needs the standard library alone, since the
process may have another interpreter.
"""

import json
import os
import resource
import subprocess
from collections.abc import Callable, Sequence

from benchmarks.common.places import environment


class AnsweringProcess:
    """A process that answers when it is asked and stands still otherwise.

    Args:
        name: What the errors call it.
        command: Interpreter, module and arguments.
        threads: Its threads, of OpenMP and of BLAS.
        **settings: Variables of its environment.

    Attributes:
        begun: Its first answer, given once it is ready.

    Raises:
        RuntimeError: If it ends before it is told to.
    """

    def __init__(self, name: str, command: Sequence[str], threads: int, **settings: str):
        self.name = name
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(
                OMP_NUM_THREADS=str(threads),
                OPENBLAS_NUM_THREADS=str(threads),
                TF_CPP_MIN_LOG_LEVEL="3",
                **settings,
            ),
        )
        self.begun = self._answer()

    def ask(self, request) -> dict:
        """Sends a request and waits for the answer."""
        self._process.stdin.write(f"{request}\n")
        self._process.stdin.flush()
        return self._answer()

    def stop(self) -> float:
        """Ends the process, and returns the most memory it held, in MiB."""
        memory = self.ask("stop")["memory"]
        self._process.wait()
        return memory

    def _answer(self) -> dict:
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended with {self._process.wait()}; see above.")
        return json.loads(line)


def open_answers() -> Callable[[dict], None]:
    """Returns, in the process that is asked, what writes an answer.

    What else is written to standard output goes to standard error from then on.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def write(answer: dict) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    return write


def peak_memory() -> float:
    """Returns the most memory that this process held resident, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
