"""One training of benchmarks/step_profile.py: a process that profiles steps and tells their parts.

    python benchmarks/step_profile_worker.py COMPETITOR NETWORK STEPS

It prints a line of JSON: seconds of a step by kind of operation, of one thread, as TensorFlow's
profiler saw them, the seconds of a step by the clock, and the speed of a large matrix product.
"""

import collections
import importlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from throughput_worker import MODULES

_WARM_UP = 2
KINDS = {
    "convolutions and products": ("conv", "matmul", "einsum"),
    "normalisation": ("batchnorm", "softmax"),
    "padding, resizing, joining": (
        "pad",
        "resize",
        "concat",
        "slice",
        "gather",
        "transpose",
        "reshape",
        "tile",
        "broadcast",
        "pack",
        "split",
        "scatter",
    ),
    "optimizers": ("adam", "assign"),
    "random numbers": ("random", "multinomial"),
}
"""What an operation's type contains that belongs to a kind; the first that fits counts."""
ARITHMETIC = "sums, activations, other arithmetic"


def kind_of(operation: str) -> str:
    """Returns the kind of an operation's type."""
    name = operation.lower()
    for kind, parts in KINDS.items():
        if any(part in name for part in parts):
            return kind
    return ARITHMETIC


class Profiling:
    """Stands where a competitor's line to its parent would be, and profiles some of its steps."""

    def __init__(self, peak, steps: int, write):
        self._peak = peak
        self._steps = steps
        self._write = write
        self._done = -_WARM_UP
        self._folder = tempfile.mkdtemp()

    def begun(self, **costs) -> None:
        """Does nothing: the first step does not count."""

    def step_done(self, steps: int = 1) -> None:
        """Counts steps; after the last one writes what they took, and ends the process."""
        import tensorflow as tf

        self._done += steps
        if self._done == 0:
            tf.profiler.experimental.start(self._folder)
            self._began = time.perf_counter()
        if self._done < self._steps:
            return
        seconds = (time.perf_counter() - self._began) / self._done
        tf.profiler.experimental.stop()
        kinds = collections.Counter()
        for operation, time_taken in operation_seconds(self._folder).items():
            kinds[kind_of(operation)] += time_taken / self._done
        self._write({"kinds": dict(kinds), "seconds": seconds, "peak": self._peak()})
        os._exit(0)  # out of the middle of a fit


def operation_seconds(folder: str | Path) -> dict[str, float]:
    """Returns the seconds of each type of operation in a profile of the processor."""
    from tensorflow.tsl.profiler.protobuf import xplane_pb2

    (path,) = Path(folder).rglob("*.xplane.pb")
    space = xplane_pb2.XSpace()
    space.ParseFromString(path.read_bytes())
    seconds = collections.Counter()
    for plane in space.planes:
        for line in plane.lines:
            for event in line.events:
                name = plane.event_metadata[event.metadata_id].name
                # An operation is written "name:Type"; what calls others has theirs in its time.
                _, colon, operation = name.rpartition(":")
                if colon and operation.isidentifier() and not _calls_others(operation):
                    seconds[operation] += event.duration_ps * 1e-12
    return dict(seconds)


def _calls_others(operation: str) -> bool:
    return operation.endswith(("PartitionedCall", "While", "If", "Case"))


def main():
    competitor, network, steps = sys.argv[1], sys.argv[2], int(sys.argv[3])
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def write(answer):
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    module = importlib.import_module(MODULES[competitor])
    module.train(competitor, network, 1, lambda peak: Profiling(peak, steps, write))


if __name__ == "__main__":
    main()
