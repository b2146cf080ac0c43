"""One competitor: a process that trains when it is told to.

    python -m benchmarks.costs.throughput.worker COMPETITOR NETWORK THREADS

It answers with lines of JSON: first what it cost to begin, then, for each line `N` that it reads,
the seconds that N steps took, for `peak` the speed of a large matrix product, and for `stop` the
most memory that it held. Between the lines it stands still.
"""

import importlib
import os
import sys
import time
from collections.abc import Callable

from benchmarks.common.answering_process import open_answers, peak_memory

MODULES = {
    "ours": "benchmarks.costs.throughput.ours",
    "ours_side_by_side": "benchmarks.costs.throughput.ours",
    "keras": "benchmarks.costs.throughput.fit_keras",
    "torch": "benchmarks.costs.throughput.fit_torch",
    "torch_channels_last": "benchmarks.costs.throughput.fit_torch",
    "torch_compile": "benchmarks.costs.throughput.fit_torch",
}
"""By competitor: a process imports its own alone, as its interpreter may lack the others'."""


class Bursts:
    """The line to the parent: how many steps are asked for, and what they took.

    Args:
        write: Where the answers go.
        peak: Returns the speed of a large matrix product, in operations a second.
    """

    def __init__(self, write: Callable[[dict], None], peak: Callable[[], float]):
        self._write = write
        self._peak = peak
        self._left = 0
        self._began = time.perf_counter()

    def begun(self, **costs) -> None:
        """Tells that the first step is done, and waits for the next request."""
        self._write(costs)
        self._wait()

    def step_done(self, steps: int = 1) -> None:
        """Counts steps; at the last of a burst tells the time, and waits for the next request."""
        self._left -= steps
        if self._left <= 0:
            self._write({"seconds": time.perf_counter() - self._began, "excess": -self._left})
            self._wait()

    def _wait(self) -> None:
        for line in iter(sys.stdin.readline, ""):
            if line.strip() == "stop":
                break
            if line.strip() == "peak":
                self._write({"peak": self._peak()})
                continue
            self._left = int(line)
            self._began = time.perf_counter()
            return
        self._write({"memory": peak_memory()})
        os._exit(0)  # out of the middle of a fit, whose threads are of no use any more


def main():
    competitor, network, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    write = open_answers()
    module = importlib.import_module(MODULES[competitor])
    module.train(competitor, network, threads, lambda peak: Bursts(write, peak))


if __name__ == "__main__":
    main()
