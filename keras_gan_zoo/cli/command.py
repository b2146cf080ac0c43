"""The definition of a command, and the exit codes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from absl import flags

PROGRAM = "gan-zoo"
MISTAKE, INTERRUPTED, DIVERGED, BUG = 2, 130, 1, 70
"""Exit codes."""


@dataclass(frozen=True)
class Command:
    """A command of the command line.

    Attributes:
        run: Runs it, given its flags and its positional arguments; returns the exit code.
        usage: How it is called, after the program's name.
        summary: What it does, in a sentence.
        define: Defines its own flags.
        positional: How many positional arguments it takes: least and most.
        completes: What its arguments may name, for shells: "families", "weights", "data sets".
    """

    run: Callable[[flags.FlagValues, Sequence[str]], int]
    usage: str
    summary: str
    define: Callable[[flags.FlagValues], None] = lambda values: None
    positional: tuple[int, int] = (0, 0)
    completes: tuple[str, ...] = ()


def visible_flags(values: flags.FlagValues) -> list[str]:
    """Returns the names of a command's flags that its help and shells list."""
    hidden = {"h", "flagfile", "undefok"}  # a short form, and two that absl adds
    return [name for name in dict.fromkeys(values) if name not in hidden]
