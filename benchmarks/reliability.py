"""What is lost when something fails: faults are planted, and the training started again.

    python benchmarks/reliability.py [--trials 18] [--families dcgan wgan_gp ...] [--jobs 1]

Every trial is a small training in a process of its own, to which one thing happens at a random
moment. Then it is started again by the same command, and has to come to the weights and logs of
the training to which nothing happened, bit for bit. Recipes are also fuzzed in this process.

Each trial is kept in --cells and not run again. Writes benchmarks/results/reliability.md, and the
same table into docs/reliability.md.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Sums are added up in the same order, however many processes share the machine.
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")

import reliability_faults as faults
from reliability_fuzz import fuzz_recipes

_ROOT = Path(__file__).parents[1]
_FAMILIES = ("dcgan", "wgan_gp", "began", "gogan", "cyclegan", "seqgan")
_TABLE = re.compile("(?<=<!-- table -->\n).*?(?=<!-- end -->)", re.DOTALL)

FAULTS = {
    "killed": (faults.killed, 1.0, "kill -9 at a random moment"),
    "damaged": (faults.damaged, 0.2, "kill -9, and a flipped bit in the newest checkpoint"),
    "told_to_stop": (faults.told_to_stop, 0.4, "Ctrl-C or SIGTERM at a random moment"),
    "disk_full": (faults.disk_full, 0.1, "no room for a checkpoint"),
    "no_folder": (faults.no_folder, 0.1, "a folder that cannot be written"),
    "not_finite": (faults.not_finite, 0.2, "a weight becomes NaN"),
    "worker_killed": (faults.worker_killed, 0.1, "kill -9 of one of two workers"),
}
"""By name: the trial, its share of --trials for each family, and what it is called."""


def run_cell(path, run, folder):
    """Returns the result of a trial, from its file if it was run before."""
    if not path.exists():
        result = run(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(result))
        shutil.rmtree(folder, ignore_errors=True)
    return json.loads(path.read_text())


def run_family(family, options):
    """Runs all trials of a family and returns their results by fault."""
    work, cells = options.cells / "work" / family, options.cells / family
    straight = cells / "straight.json"
    if not straight.exists():
        shutil.rmtree(work / "straight", ignore_errors=True)
        seconds = faults.straight(work / "straight", family)
        cells.mkdir(parents=True, exist_ok=True)
        straight.write_text(json.dumps([seconds, *faults.final(work / "straight")]))
    seconds, *expected = json.loads(straight.read_text())
    results = {}
    for name, (trial, share, _) in FAULTS.items():
        if name not in options.faults:
            continue
        for number in range(max(1, round(share * options.trials))):
            folder = work / f"{name}_{number}"
            shutil.rmtree(folder, ignore_errors=True)
            result = run_cell(
                cells / f"{name}_{number}.json",
                lambda folder, trial=trial, number=number: trial(
                    folder, family, seconds, tuple(expected), number
                ),
                folder,
            )
            print(family, name, number, result, flush=True)
            results.setdefault(name, []).append(result)
    return results


def measure_memory(kind, number, folder):
    """Returns what benchmarks/reliability_memory.py measured in a process of its own."""
    script = Path(__file__).with_name("reliability_memory.py")
    command = [sys.executable, script, kind, str(number), folder]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output.splitlines()[-1])


def memory_row(title, number, measured):
    """Returns the table's row of a measurement of memory."""
    grown = measured["after"] / measured["before"] - 1
    happened = f"{measured['before']:.0f} MiB, then {measured['after']:.0f} MiB: {grown:+.1%}"
    return title, f"{number:,}", happened, "nothing"


def rows(results, families, fuzzed):
    """Returns the table's rows: fault, trials, what happened, what was lost."""
    for name, (_, _, title) in FAULTS.items():
        found = [each for family in families for each in results[family].get(name, [])]
        if not found:
            continue
        hit = sum(each["hit"] for each in found)
        same = sum(each["same"] for each in found)
        happened = f"took effect in {hit}; went on to bit-identical weights and logs in {same}"
        if any("writing" in each for each in found):
            happened += (
                f"; {sum(each.get('writing', 0) for each in found)} while a file was written"
            )
        if any("named" in each for each in found):
            happened += (
                f"; the file was named and set aside in {sum(e.get('named', 0) for e in found)}"
            )
        redone = [each["redone"] for each in found if "redone" in each]
        lost = "nothing" if same == len(found) else f"{len(found) - same} trainings"
        if redone:
            lost += f"; at most {max(redone)} steps were taken again"
        yield title, str(len(found)), happened, lost
    yield (
        "recipes of random bytes, keys and values",
        f"{fuzzed['inputs']:,}",
        (
            f"{fuzzed['refused']:,} refused in one sentence, {fuzzed['accepted']:,} accepted, "
            f"{fuzzed['others']} other errors"
        ),
        "nothing",
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=18, help="kill -9 trials a family")
    parser.add_argument("--families", nargs="+", default=_FAMILIES)
    parser.add_argument("--faults", nargs="+", default=FAULTS, choices=FAULTS)
    parser.add_argument("--fuzz", type=int, default=10_000, help="inputs of each fuzzed reader")
    parser.add_argument("--steps", type=int, default=5000, help="of the long training")
    parser.add_argument("--pictures", type=int, default=100_000, help="drawn to one file")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--cells", type=Path, default=Path("runs/reliability"))
    parser.add_argument("--results", type=Path, default=_ROOT / "benchmarks/results/reliability.md")
    options = parser.parse_args()
    fuzzed = run_cell(
        options.cells / f"fuzz_{options.fuzz}.json",
        lambda folder: fuzz_recipes(folder, options.fuzz),
        options.cells / "work/fuzz",
    )
    with ThreadPoolExecutor(options.jobs) as pool:
        found = pool.map(lambda family: run_family(family, options), options.families)
        results = dict(zip(options.families, found, strict=True))
    memory = []
    for kind, number, title in (
        ("training", options.steps, "steps with all callbacks, of a million pictures: memory"),
        ("drawing", options.pictures, "pictures drawn to one file: memory"),
    ):
        measured = run_cell(
            options.cells / f"{kind}_{number}.json",
            lambda folder, kind=kind, number=number: measure_memory(kind, number, folder),
            options.cells / "work" / kind,
        )
        memory.append(memory_row(title, number, measured))
    table = ["| fault | trials | what happened | what was lost |", "|---|---|---|---|"]
    table += [
        f"| {' | '.join(row)} |" for row in [*rows(results, options.families, fuzzed), *memory]
    ]
    text = "\n".join(table) + "\n"
    options.results.write_text(
        "# What is lost when something fails\n\n"
        f"Families: {', '.join(options.families)}; {faults.STEPS + 5} steps each, a checkpoint "
        "every second step. Written by `python benchmarks/reliability.py`.\n\n" + text
    )
    page = _ROOT / "docs/reliability.md"
    page.write_text(_TABLE.sub(lambda _: text, page.read_text()))
    print(text)


if __name__ == "__main__":
    main()
