"""Scripts in a process of their own, as new as one that has imported TensorFlow and no more.

To import TensorFlow takes longer than what most of them have to show. So one process of each worker
imports it, once, and every script runs in a copy of that process.
"""

import multiprocessing
import os
import runpy
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tensorflow"])


@dataclass(frozen=True)
class Finished:
    """How a script ended: its exit code, minus the signal that killed it, and what it printed."""

    code: int
    printed: str
    errors: str


def run(
    script: str | os.PathLike, *arguments: object, environment: Mapping[str, str] | None = None
) -> Finished:
    """Runs a script, given as Python or as a file, until it ends.

    What is imported from beside a file is found, as are this package and the tests' modules.
    """
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = _CONTEXT.Process(
            target=_run_here,
            args=(script, [str(each) for each in arguments], dict(environment or {}), out, err),
        )
        process.start()
        process.join()
        return Finished(process.exitcode, out.read_text(), err.read_text())


def output_of(script: str | os.PathLike, *arguments: object, **options) -> str:
    """Runs a script that must not fail, and returns what it printed."""
    finished = run(script, *arguments, **options)
    assert finished.code == 0, finished.errors
    return finished.printed


def _run_here(script, arguments, environment, out, err):
    for descriptor, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), descriptor)
    os.environ.update(environment)
    if isinstance(script, Path):
        sys.argv = [str(script), *arguments]
        sys.path.insert(0, str(script.parent))
        runpy.run_path(str(script), run_name="__main__")
    else:
        sys.argv = ["-c", *arguments]
        exec(script, {"__name__": "__main__"})
