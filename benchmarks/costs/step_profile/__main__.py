"""Where the time of a training step goes, and what it would take at least.

    python -m benchmarks.costs.step_profile [--networks dcgan_32 ...] [--steps 6]

Each network of benchmarks/costs/throughput trains in a process of its own, on one thread, so that
the times of its operations add up to that of the step. The floor is that of the work that cannot be
done without: of each convolution, matrix product and Adam the longer of its sums, at the speed of a
large matrix product, and its bytes, each read or written once, at the speed of memory. Both speeds
are measured in the same process.

Writes benchmarks/results/step_profile.json, of which a run replaces the networks it has measured,
and from that a table of docs/performance.md.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from benchmarks.common.marked_text import write_between
from benchmarks.common.places import DOCS, RESULTS, environment
from benchmarks.costs.throughput.settings import SETTINGS

FILE = RESULTS / "step_profile.json"
_TITLES = {
    "products": "convolutions, products",
    "normalisation": "normalisation as one operation",
    "moving": "padding, joining, resizing",
    "optimizers": "Adam",
    "random": "random numbers",
    "arithmetic": "other arithmetic",
}


def measure(network: str, steps: int) -> dict:
    """Profiles a network in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.costs.step_profile.profile_worker"]
    command += [network, str(steps)]
    told = subprocess.run(
        command,
        env=environment(TF_ENABLE_ONEDNN_OPTS="1", TF_CPP_MIN_LOG_LEVEL="3"),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(told.stdout)


def table(results: dict) -> list[str]:
    """Returns each kind's share of a step, the step's work, and its floor."""
    lines = [
        "| Network | ms a step | "
        + " | ".join(_TITLES.values())
        + " | GFLOP | GB | floor, ms | floor's share |",
        "|---" * (len(_TITLES) + 6) + "|",
    ]
    for network in SETTINGS:
        if result := results.get(network):
            seconds = result["seconds"]
            cells = [f"{seconds * 1e3:.0f}"]
            cells += [f"{result['kinds'][kind] / seconds:.1%}" for kind in _TITLES]
            if "floor" in result:
                cells += [f"{result['operations'] / 1e9:.1f}", f"{result['bytes'] / 1e9:.2f}"]
                cells += [f"{result['floor'] * 1e3:.0f}", f"{result['floor'] / seconds:.0%}"]
            else:
                cells += [""] * 4
            lines.append(f"| {network} | " + " | ".join(cells) + " |")
    return lines


def notes(results: dict) -> str:
    """Returns how the table is to be read."""
    spans = []
    for key in ("operations_a_second", "bytes_a_second"):
        speeds = [result[key] / 1e9 for result in results.values()]
        spans.append(f"{min(speeds):.0f} to {max(speeds):.0f}")
    return (
        "One thread. What is missing from 100% passes between operations. Operations and bytes "
        "are those of the convolutions, matrix products and Adam of `fit`'s own step, of which "
        "the floor takes each at the machine's speed, whichever of the two is longer: "
        f"{spans[0]} GFLOP/s of a large matrix product and {spans[1]} GB/s of memory."
    )


def main():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.costs.step_profile", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--networks", nargs="+", choices=SETTINGS, default=list(SETTINGS))
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--results", type=Path, default=FILE, help="a file of JSON")
    options = parser.parse_args()
    results = json.loads(options.results.read_text()) if options.results.exists() else {}
    for network in options.networks:
        results[network] = measure(network, options.steps)
        print(f"{network}: {results[network]}", flush=True)
        options.results.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if options.results == FILE:
        lines = [*table(results), "", notes(results)]
        write_between(DOCS / "performance.md", "benchmarks/costs/step_profile", lines)


if __name__ == "__main__":
    main()
