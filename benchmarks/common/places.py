"""Where the benchmarks find and leave things, and how a process of another interpreter finds them.

Needs the standard library alone, since the process may have no more.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""Of the repository."""

RESULTS = ROOT / "benchmarks" / "results"
DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
RECIPES = ROOT / "recipes"


def environment(**further: str) -> dict[str, str]:
    """Returns this process's environment, changed so that `python -m benchmarks...` works in it.

    Args:
        **further: What else is to be other than it is here.
    """
    return {**os.environ, "PYTHONPATH": str(ROOT), **further}
