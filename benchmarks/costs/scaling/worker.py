"""One training on some cores: a process that takes steps when it is told to.

    python -m benchmarks.costs.scaling.worker NETWORK CORES OPERATION_THREADS

CORES are numbers joined by commas, which it stays on. Where `TF_CONFIG` names workers, it is one of
them; the first one answers as `benchmarks.costs.throughput.worker` does, and the others, which wait
for it at each step, say nothing.
"""

import json
import os
import sys
from contextlib import nullcontext

from benchmarks.common.answering_process import open_answers
from benchmarks.costs.throughput.fit import fit_in_bursts
from benchmarks.costs.throughput.ours import build
from benchmarks.costs.throughput.settings import examples, find_setting
from benchmarks.costs.throughput.worker import Bursts


class Silent(Bursts):
    """Steps as they come: those of a worker that another one is asked about."""

    def begun(self, **costs) -> None:
        """Goes on."""

    def step_done(self, steps: int = 1) -> None:
        """Goes on."""


def main():
    network, cores, operation_threads = sys.argv[1], sys.argv[2].split(","), int(sys.argv[3])
    if hasattr(os, "sched_setaffinity"):  # Linux has it
        os.sched_setaffinity(0, {int(core) for core in cores})
    write = open_answers()
    setting = find_setting(network)
    workers = json.loads(os.environ.get("TF_CONFIG", "null"))
    kind = Silent if workers and workers["task"]["index"] else Bursts

    def built():
        from keras_gan_zoo.training.strategies import make_strategy

        scope = make_strategy("multi_worker").scope() if workers else nullcontext()
        with scope:
            gan = build(setting)
        return gan, [getattr(gan, name) for name in gan.network_names]

    fit_in_bursts(
        built,
        lambda gan, **options: gan.fit(examples(setting), batch_size=setting.batch, **options),
        len(cores),
        lambda peak: kind(write, peak),
        costs={},
        operation_threads=operation_threads,
    )


if __name__ == "__main__":
    main()
