"""Runs tests in a temporary copy of the tree, of which a line may be changed."""

import os
import shutil
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("keras_gan_zoo", "tests", "docs", "pyproject.toml")
PASSED, FAILED = "passed", "failed"
_ANSWERED = 100
_ANSWERS = {_ANSWERED: PASSED, _ANSWERED + 1: FAILED}
"""By the exit code, which is pytest's and so much more: a process that breaks has no answer."""


def run(test: str, only: str = "", mutant=None) -> tuple[str, float]:
    """Runs tests up to the first that fails.

    Args:
        test: Their file, from the project's root.
        only: Which of them, as pytest's `-k` takes it.
        mutant: What is changed beforehand; `None` for nothing.

    Returns:
        "passed", "failed", or what else happened, and the seconds it took.
    """
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, tree / name)
        if mutant is not None:
            file = tree / mutant.file
            text = file.read_text(encoding="utf-8")
            assert text.count(mutant.old) == 1, f"{mutant.name}: the old text does not stand once"
            file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        # A process of its own, as new as one that has imported TensorFlow and no more.
        context = get_context("forkserver")
        context.set_forkserver_preload(["tensorflow"])
        began = time.perf_counter()
        process = context.Process(target=_run_here, args=(tree, test, only))
        process.start()
        process.join()
        answer = _ANSWERS.get(process.exitcode, f"broke with {process.exitcode}")
        return answer, time.perf_counter() - began


def _run_here(tree, test, only) -> None:
    os.chdir(tree)
    sys.path[:] = [str(tree), *(path for path in sys.path if Path(path or ".").resolve() != ROOT)]
    with open(os.devnull, "w") as nowhere:
        for stream in (1, 2):
            os.dup2(nowhere.fileno(), stream)
    import pytest

    import keras_gan_zoo

    if not Path(keras_gan_zoo.__file__).is_relative_to(tree):
        os._exit(1)  # another copy would be tested
    chosen = ["-k", only] if only else []
    code = pytest.main(["-x", "-q", "-n", "0", "-p", "no:cacheprovider", test, *chosen])
    os._exit(_ANSWERED + int(code))
