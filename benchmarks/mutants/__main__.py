"""Breaks each algorithm in turn, and sees whether its family's tests notice.

    python -m benchmarks.mutants [--only seqgan]

Each mutant is one changed line of a temporary copy of the tree, in which the named tests run up to
the first that fails. Writes benchmarks/results/mutants.md; where some are chosen it only prints.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

from benchmarks.mutants.mutants import MUTANTS

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "benchmarks" / "results" / "mutants.md"
COPIED = ("keras_gan_zoo", "tests", "pyproject.toml")
KILLED, LIVED = "killed", "lived"
FATES = {0: LIVED, 1: KILLED}
"""By pytest's exit code; any other is no answer."""


def tried(mutant) -> tuple[str, float]:
    """Returns what became of a mutant, and the seconds that its tests took."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, tree / name)
        file = tree / mutant.file
        text = file.read_text(encoding="utf-8")
        assert text.count(mutant.old) == 1, f"{mutant.name}: the old text does not stand once"
        file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        # A process of its own, as new as one that has imported TensorFlow and no more.
        context = get_context("forkserver")
        context.set_forkserver_preload(["tensorflow"])
        began = time.perf_counter()
        process = context.Process(target=run_tests, args=(tree, mutant.test, mutant.only))
        process.start()
        process.join()
        return FATES.get(process.exitcode, f"error {process.exitcode}"), time.perf_counter() - began


def run_tests(tree, test, only) -> None:
    """Runs tests in a copy of the tree, and ends the process with pytest's exit code."""
    os.chdir(tree)
    sys.path[:] = [str(tree), *(path for path in sys.path if Path(path or ".").resolve() != ROOT)]
    with open(os.devnull, "w") as nowhere:
        for stream in (1, 2):
            os.dup2(nowhere.fileno(), stream)
    import pytest

    chosen = ["-k", only] if only else []
    os._exit(pytest.main(["-x", "-q", "-n", "0", "-p", "no:cacheprovider", test, *chosen]))


def table(rows) -> str:
    """Returns the page of what became of the mutants: (mutant, fate, seconds) each."""
    lived = sum(fate != KILLED for _, fate, _ in rows)
    lines = [
        "# Algorithms made wrong, and the tests that see it",
        "",
        "`python -m benchmarks.mutants`. A line of a family is changed, and its tests run: "
        f"{len(rows) - lived} of {len(rows)} mutants were killed, {lived} lived.",
        "",
        "| mutant | tests | fate |",
        "|---|---|---|",
        *(f"| {each.name} | `{Path(each.test).name}` | {fate} |" for each, fate, _ in rows),
    ]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="", help="mutants whose name begins so")
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    rows = []
    for mutant in MUTANTS:
        if mutant.name.startswith(options.only):
            rows.append((mutant, *tried(mutant)))
            print(f"{rows[-1][1]:<8} {rows[-1][2]:5.0f} s  {mutant.name}", flush=True)
    if options.only:
        return
    RESULT.write_text(table(rows), encoding="utf-8")
    lived = [mutant for mutant, fate, _ in rows if fate != KILLED]
    if len(lived) * 20 > len(rows):
        sys.exit("More than one in twenty lived.")


if __name__ == "__main__":
    main()
