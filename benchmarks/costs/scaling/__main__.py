"""Speed of `fit` on two cores beside one: by two threads, and by two workers of a core each.

    python -m benchmarks.costs.scaling [--networks dcgan_32 ...] [--repeats 5]

The same batch, all in all, and the trainings of benchmarks/costs/throughput. Each is a process of
its own (the two workers are two, which tell each other their gradients over the machine's own
network) that stays on its cores and stands still until it is told to take some steps. They take
turns; a ratio is of two that follow each other, and the median of the ratios counts. What two cores
can give at most is measured likewise: large matrix products on one core while the other stands
still, and while it does the same. Writes benchmarks/results/scaling.json and scaling.md.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

from benchmarks.common.local_workers import worker_settings
from benchmarks.common.places import RESULTS, environment
from benchmarks.costs.throughput.competitor import StepsWhenTold
from benchmarks.costs.throughput.settings import SETTINGS

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

ONE = "one core"
WAYS = {
    ONE: ("0", 1),
    "two threads an operation": ("0,1", 2),
    "two operations at a time": ("0,1", 1),
}
"""By name: the cores, and the threads of one operation."""
WORKERS = "two workers"


class Training(StepsWhenTold):
    """A training on some cores, which may be the first of two workers."""

    def __init__(self, network, cores, operation_threads, **settings):
        command = training_command(network, cores, operation_threads)
        super().__init__(f"{network} on {cores}", command, 1, **settings)


def training_command(network, cores, operation_threads):
    """Returns the command of a training, as benchmarks.costs.scaling.worker reads it."""
    module = [sys.executable, "-m", "benchmarks.costs.scaling.worker"]
    return [*module, network, cores, str(operation_threads)]


def two_workers(network):
    """Starts two workers of a core each; returns the first one's line, and the other process."""
    first, second = worker_settings()
    other = subprocess.Popen(
        training_command(network, "1", 1),
        stdout=subprocess.DEVNULL,
        env=environment(TF_CONFIG=second, TF_CPP_MIN_LOG_LEVEL="3", OMP_NUM_THREADS="1"),
    )
    return Training(network, "0", 1, TF_CONFIG=first), other


def measure(network, options):
    """Lets all ways to train a network take turns; returns the seconds of a step, by way."""
    trainings = {way: Training(network, *settings) for way, settings in WAYS.items()}
    other = None
    if SETTINGS[network].batch > 1:  # of one example a worker would have none
        trainings[WORKERS], other = two_workers(network)
    try:
        for way, training in trainings.items():
            training.settle(options.seconds)
            print(f"{network}: {way} has begun", flush=True)
        seconds = {way: [] for way in trainings}
        for _ in range(options.repeats):
            for way, times in seconds.items():
                times.append(trainings[way].step_seconds())
        for training in trainings.values():
            training.stop()
    finally:
        if other is not None:
            other.kill()
            other.wait()
    return seconds


_PRODUCTS = """
import os, sys, time
import numpy as np
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {int(sys.argv[1])})
matrix = np.ones((1024, 1024), "float32")
for line in sys.stdin:
    began = time.perf_counter()
    for _ in range(int(line)):
        matrix @ matrix
    print(time.perf_counter() - began, flush=True)
"""


def of_the_machine(repeats):
    """Returns by how much two cores that multiply matrices are faster than one, the median."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _PRODUCTS, str(core)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1"),
        )
        for core in range(2)
    ]

    def seconds(chosen):
        for each in chosen:
            each.stdin.write("40\n")
            each.stdin.flush()
        return max(float(each.stdout.readline()) for each in chosen)

    seconds(processes)
    ratios = [2 * seconds(processes[:1]) / seconds(processes) for _ in range(repeats)]
    for each in processes:
        each.stdin.close()
        each.wait()
    return statistics.median(ratios)


def ratios(seconds):
    """Returns by how much each way is faster than one core, by way."""
    return {
        way: statistics.median(one / two for one, two in zip(seconds[ONE], times, strict=True))
        for way, times in seconds.items()
        if way != ONE
    }


def page(found):
    """Returns the page of what was measured."""
    ways = [*list(WAYS)[1:], WORKERS]
    lines = [
        "# `fit` on two cores beside one",
        "",
        "`python -m benchmarks.costs.scaling`. Steps a second over those on one core, the same "
        "batch all in all: the medians of ratios of turns that follow each other. The machine's "
        "own: two cores that each multiply large matrices, over one.",
        "",
        f"| network | one core, steps/s | {' | '.join(ways)} | the machine's own |",
        "|---" * (3 + len(ways)) + "|",
    ]
    for network, row in found.items():
        faster = ratios(row["seconds"])
        speed = 1 / statistics.median(row["seconds"][ONE])
        told = " | ".join(f"{faster[way]:.2f}" if way in faster else "" for way in ways)
        lines.append(f"| {network} | {speed:.2f} | {told} | {row['machine']:.2f} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--networks", nargs="+", choices=SETTINGS, default=list(SETTINGS))
    parser.add_argument("--repeats", type=int, default=5, help="turns of each way")
    parser.add_argument("--seconds", type=float, default=2.0, help="of a burst of steps")
    options = parser.parse_args()
    file = RESULTS / "scaling.json"
    found = json.loads(file.read_text()) if file.exists() else {}
    for network in options.networks:
        machine = of_the_machine(options.repeats)
        found[network] = {"seconds": measure(network, options), "machine": machine}
        found = {name: found[name] for name in SETTINGS if name in found}
        file.write_text(json.dumps(found, indent=1) + "\n")
        (RESULTS / "scaling.md").write_text(page(found))
        print(network, ratios(found[network]["seconds"]), machine, flush=True)


if __name__ == "__main__":
    main()
