"""What is drawn in other processes and read here in its order."""

import itertools
import os
import subprocess
import sys
from collections.abc import Generator, Sequence


def available_cores() -> int:
    """Returns how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def records_of_workers(
    function: str, arguments: Sequence[object], numbers: range, size: int, processes: int
) -> Generator[bytes, None, None]:
    """Yields what worker processes write of each number, in the order of the numbers.

    The workers are plain interpreters, not those of `multiprocessing`: its spawned workers run the
    caller's script again, which breaks scripts without a main guard and programs piped to the
    interpreter, and forking once TensorFlow has started its threads can hang.

    Args:
        function: "module:name" of what a worker calls. It finds the arguments, then its first
            number, the end and the step in `sys.argv`, and writes `size` bytes of each number to
            the standard output, flushed.
        arguments: What all workers are told, as text.
        numbers: Whole numbers, in steps of 1.
        size: Bytes of a record.
        processes: How many workers; number k begins at the k-th number and takes as large steps.

    Yields:
        The records.

    Raises:
        OSError: If workers cannot run here, or one ends before its work is done.
    """
    module, _, name = function.partition(":")
    search_path = os.pathsep.join(folder or os.getcwd() for folder in sys.path)
    workers: list[subprocess.Popen] = []
    try:
        for start in numbers[:processes]:
            told = map(str, (*arguments, start, numbers.stop, processes))
            workers.append(
                subprocess.Popen(
                    [sys.executable, "-c", f"from {module} import {name}; {name}()", *told],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env={**os.environ, "PYTHONPATH": search_path},
                )
            )
        for number, worker in zip(numbers, itertools.cycle(workers), strict=False):
            record = worker.stdout.read(size)  # type: ignore[union-attr]  # a pipe
            if len(record) < size:
                raise OSError(f"the worker that was to draw number {number} has ended")
            yield record
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
