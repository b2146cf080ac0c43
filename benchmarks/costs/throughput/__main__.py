"""Training speed: the zoo's `fit` beside the same trainings in PyTorch and in plain Keras.

    python -m benchmarks.costs.throughput --torch PYTHON [--networks dcgan_32 ...] [--repeats 5]

PYTHON is an interpreter that has PyTorch (the extra "reference"); without one, PyTorch is left
out. Every competitor is a process of its own that stands still until it is told to take some
steps. They take turns, `--repeats` times over, so that whatever else the machine does meets all of
them; a ratio is of two that follow each other, and the median of the ratios counts. Networks,
losses, batches and optimizers are the same (tests/benchmarks/test_throughput.py), and so is the
number of threads. The machine's peak, a large matrix product by TensorFlow and by PyTorch, is
measured in the same turns.

Writes benchmarks/results/throughput.json, of which a run replaces the networks it has measured,
and from that benchmarks/results/throughput.md, docs/performance.md's table and its plot.
"""

import argparse
import json
import os
import statistics
import sys
from pathlib import Path

from benchmarks.costs.throughput.competitor import COMPETITORS, IN_TORCH, Competitor
from benchmarks.costs.throughput.report import FILE, write_report
from benchmarks.costs.throughput.settings import SETTINGS


def measure(network: str, pythons: dict[str, str], options) -> dict:
    """Lets the competitors take turns on a network, and returns what was measured."""
    competitors, failed = {}, []
    for name, python in pythons.items():
        if name == "torch_channels_last" and not SETTINGS[network].side:
            continue  # an order of a picture's dimensions, which text does not have
        try:
            competitors[name] = Competitor(name, network, python, options.threads)
        except RuntimeError as error:
            if name != "torch_compile":
                raise
            failed.append(name)  # it refuses steps that PyTorch itself takes
            print(f"{network}: left out: {error}", flush=True)
            continue
        competitors[name].settle(options.seconds, options.steps)
        print(f"{network}: {name} has begun, {competitors[name].costs}", flush=True)
    _check_parameters(network, competitors)
    seconds = {name: [] for name in competitors}
    peaks = {name: [] for name in ("ours", "torch") if name in competitors}
    load = os.getloadavg()[0]
    for _ in range(options.repeats):
        for name, times in seconds.items():
            times.append(competitors[name].step_seconds())
        for name, speeds in peaks.items():
            speeds.append(competitors[name].ask("peak")["peak"])
    return {
        "seconds": seconds,
        "steps": {name: each.steps for name, each in competitors.items()},
        "costs": {name: each.costs for name, each in competitors.items()},
        "memory": {name: each.stop() for name, each in competitors.items()},
        "peak": max(statistics.median(speeds) for speeds in peaks.values()),
        "operations": competitors["torch"].costs["operations"] if "torch" in competitors else None,
        "failed": failed,
        "threads": options.threads,
        "load": [load, os.getloadavg()[0]],
    }


def _check_parameters(network, competitors):
    counts = {name: each.costs["parameters"] for name, each in competitors.items()}
    if len(set(counts.values())) > 1:
        raise RuntimeError(f"The competitors' {network} differ in weights: {counts}.")


def main():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.costs.throughput", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--torch", metavar="PYTHON", help="an interpreter that has PyTorch")
    parser.add_argument("--networks", nargs="+", choices=SETTINGS, default=list(SETTINGS))
    parser.add_argument("--competitors", nargs="+", choices=COMPETITORS, default=COMPETITORS)
    parser.add_argument("--repeats", type=int, default=7, help="turns of each competitor")
    parser.add_argument("--seconds", type=float, default=3.0, help="about so long is a burst")
    parser.add_argument("--steps", type=int, help="steps of a burst, instead of --seconds")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--results", type=Path, default=FILE, help="a file of JSON")
    options = parser.parse_args()
    pythons = {
        name: options.torch if name in IN_TORCH else sys.executable
        for name in options.competitors
        if options.torch or name not in IN_TORCH
    }
    results = json.loads(options.results.read_text()) if options.results.exists() else {}
    for network in options.networks:
        results[network] = measure(network, pythons, options)
        for name, times in results[network]["seconds"].items():
            rate = SETTINGS[network].units / statistics.median(times)
            print(f"{network}: {name} {rate:,.1f} {SETTINGS[network].unit}/s", flush=True)
        options.results.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if options.results == FILE:
        write_report(results)


if __name__ == "__main__":
    main()
