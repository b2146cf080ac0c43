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
from benchmarks.costs.step_profile.report import notes, table
from benchmarks.costs.throughput.settings import SETTINGS

FILE = RESULTS / "step_profile.json"


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
