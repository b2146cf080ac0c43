"""What everything but the training step costs, beside other tools, and how each cost grows.

    python -m benchmarks.costs.beside_the_step [--torch PYTHON] [--costs features ...]
        [--repeats 5] [--threads 2]

Time to the first step; a training step by batch and by resolution; FID's features, its distance;
a folder of pictures; the callbacks of a training; and the peak memory of each. PYTHON is an
interpreter that has PyTorch and Pillow; without one, what needs it is left out. Every competitor
at every point of a curve is a process of its own that stands still until it is its turn, and all
must come to the same numbers. They take turns `--repeats` times over, so that whatever else the
machine does meets all of them; a ratio is of two that follow each other, and the median of the
ratios counts.

Writes benchmarks/results/costs.json, of which a run replaces the costs it has measured, and from
that a table of docs/performance.md and its plot.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time

from benchmarks.common.places import environment
from benchmarks.costs.beside_the_step.competitors import starter
from benchmarks.costs.beside_the_step.report import FILE, report, write_report
from benchmarks.costs.beside_the_step.settings import COSTS, IN_TORCH, Cost

_QUICK_POINTS, _QUICK_REPEATS = 2, 2


def prepare(folder: str, costs: dict[str, Cost]) -> dict[str, dict]:
    """Writes the pictures that the costs need; returns further arguments by module."""
    points = {"features": set(), "loading": set()}
    for cost in costs.values():
        points.get(cost.module, set()).update(cost.points)
    if not any(points.values()):
        return {}
    wanted = {"faces": sorted(points["features"]), "files": sorted(points["loading"])}
    command = [sys.executable, "-m", "benchmarks.costs.beside_the_step.pictures", folder]
    command.append(json.dumps(wanted))
    quiet = environment(TF_CPP_MIN_LOG_LEVEL="3")
    told = subprocess.run(command, env=quiet, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(told.stdout.splitlines()[-1])


def measure(name: str, cost: Cost, pythons: dict[str, str], prepared: dict, options) -> dict:
    """Lets the competitors take turns at each point of a cost, and returns what was measured."""
    start = starter(name, cost.module)
    seconds = {part: {competitor: {} for competitor in pythons} for part in cost.parts}
    memory = {competitor: {} for competitor in pythons}
    imported = {}
    load = os.getloadavg()[0]
    for point in cost.points:
        started = time.monotonic()
        arguments = {**cost.arguments(point), **prepared.get(cost.module, {})}
        running = {
            competitor: start(competitor, python, options.threads, arguments)
            for competitor, python in pythons.items()
        }
        for _ in range(options.repeats):
            checks = {}
            for competitor, each in running.items():
                times, checks[competitor] = each.measure()
                for part, value in times.items():
                    seconds[part][competitor].setdefault(str(point), []).append(value)
            _check(name, checks)
        for competitor, each in running.items():
            memory[competitor][str(point)] = each.stop()
            if cost.module == "training":
                imported[competitor] = each.imported_memory
        took = time.monotonic() - started
        print(f"{name}: {cost.varied} {point} measured in {took:.0f} s", flush=True)
    return {
        "seconds": seconds,
        "memory": memory,
        "imported": imported,
        "threads": options.threads,
        "repeats": options.repeats,
        "load": [load, os.getloadavg()[0]],
    }


def _check(name, checks):
    first, *others = checks.values()
    for other in others:
        pairs = zip(first, other, strict=True)
        if not all(math.isclose(a, b, rel_tol=1e-3, abs_tol=1e-2) for a, b in pairs):
            raise RuntimeError(f"The competitors differ in what they make of {name}: {checks}.")


def main():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.costs.beside_the_step", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--torch", metavar="PYTHON", help="an interpreter that has PyTorch")
    parser.add_argument("--costs", nargs="+", choices=COSTS, default=list(COSTS))
    parser.add_argument("--repeats", type=int, default=5, help="turns of each competitor")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="see whether it works: two turns, two points a curve; prints the tables alone",
    )
    options = parser.parse_args()
    costs = {name: COSTS[name] for name in options.costs}
    if options.quick:
        options.repeats = _QUICK_REPEATS
        costs = {name: cost.first_points(_QUICK_POINTS) for name, cost in costs.items()}
    results = json.loads(FILE.read_text()) if FILE.exists() and not options.quick else {}
    with tempfile.TemporaryDirectory() as folder:
        prepared = prepare(folder, costs)
        for name, cost in costs.items():
            pythons = {
                competitor: options.torch if competitor in IN_TORCH else sys.executable
                for competitor in cost.competitors
                if options.torch or competitor not in IN_TORCH
            }
            results[name] = measure(name, cost, pythons, prepared, options)
            if not options.quick:
                FILE.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print("\n".join(report(results)))
    if not options.quick:
        write_report(results)


if __name__ == "__main__":
    main()
