"""Breaks each algorithm in turn, and sees whether its family's tests notice.

    python -m benchmarks.mutants [--only seqgan]

Each mutant is one changed line of a temporary copy of the tree, in which the named tests run up to
the first that fails. Before, they must pass without it, or they would tell nothing. Writes
benchmarks/results/mutants.md; where some are chosen it only prints.
"""

import argparse
import os
import sys
from pathlib import Path

from benchmarks.mutants.mutants import MUTANTS
from benchmarks.mutants.trying import FAILED, PASSED, ROOT, run

RESULT = ROOT / "benchmarks" / "results" / "mutants.md"
KILLED, LIVED = "killed", "lived"
FATES = {FAILED: KILLED, PASSED: LIVED}


def table(rows) -> str:
    """Returns the page of what became of the mutants: (mutant, fate) each."""
    killed = sum(fate == KILLED for _, fate in rows)
    lines = [
        "# Algorithms made wrong, and the tests that see it",
        "",
        "`python -m benchmarks.mutants`. A line of a family is changed, and its tests run, which "
        f"pass without the change: {killed} of {len(rows)} mutants were killed.",
        "",
        "| mutant | tests | fate |",
        "|---|---|---|",
        *(f"| {each.name} | `{Path(each.test).name}` | {fate} |" for each, fate in rows),
    ]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="", help="mutants whose name begins so")
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    rows, sound = [], {}
    for mutant in (each for each in MUTANTS if each.name.startswith(options.only)):
        tests = (mutant.test, mutant.only)
        if tests not in sound:
            sound[tests], _ = run(*tests)
        answer, seconds = run(*tests, mutant)
        fate = FATES.get(answer, answer)
        if sound[tests] != PASSED:
            fate = f"unknown: without it the tests {sound[tests]}"
        rows.append((mutant, fate))
        print(f"{fate:<8} {seconds:5.0f} s  {mutant.name}", flush=True)
    if options.only:
        return
    RESULT.write_text(table(rows), encoding="utf-8")
    if sum(fate != KILLED for _, fate in rows) * 20 > len(rows):
        sys.exit("More than one in twenty lived.")


if __name__ == "__main__":
    main()
