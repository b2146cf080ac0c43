"""Whose fault an error is: the user's, the machine's, or ours."""

import ast
import functools
import os
import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from keras_gan_zoo.version import __version__

_PACKAGE = Path(__file__).resolve().parents[1]
_NEVER_FORESEEN = (AssertionError, NotImplementedError)


def sentence_of(error: BaseException) -> str | None:
    """Returns what to tell the user of an error that was foreseen, or `None` for a bug.

    An error is foreseen if a `raise` of this package raised it: then somebody wrote a sentence for
    it. What comes out of TensorFlow, Keras, NumPy or Python itself, or by accident out of a line
    that was to do something else, was written for nobody who typed a command. Between the two is
    what the operating system refuses, such as a full disk, and its words are plain enough.

    Args:
        error: What was raised.

    Example:
        >>> try:
        ...     keras_gan_zoo.get("dcgn")
        ... except ValueError as error:
        ...     print(sentence_of(error))
        There is no model 'dcgn'. Did you mean 'dcgan'? ...
    """
    if isinstance(error, _NEVER_FORESEEN):
        return None
    if _raised_on_purpose(error.__traceback__):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        names = [repr(os.fspath(name)) for name in (error.filename, error.filename2) if name]
        return f"{error.strerror}{f': {names[0]}' if names else ''}."
    return None


def as_typed(sentence: str, flags: Sequence[str]) -> str:
    """Returns a sentence with the arguments of Python that are flags written as flags.

    Args:
        sentence: What a function told its caller.
        flags: Names of the flags of the command that was typed.

    Example:
        >>> as_typed("Choose another `run_dir`, or resume=True.", ["run_dir", "resume"])
        'Choose another --run_dir, or --resume.'
    """
    for flag in flags:
        name = re.escape(flag)
        sentence = re.sub(rf"`{name}`|(?<=another ){name}\b", f"--{flag}", sentence)
        sentence = re.sub(rf"`?(?<![\w.-]){name}=True\b`?", f"--{flag}", sentence)
        sentence = re.sub(rf"`?(?<![\w.-]){name}=False\b`?", f"--no{flag}", sentence)
        sentence = re.sub(rf"`?(?<![\w.-]){name}='([^']*)'`?", rf"--{flag}=\1", sentence)
    return sentence


def report_bug(error: BaseException, arguments: Sequence[str]) -> str:
    """Keeps a bug's traceback in a file and returns what to tell the user.

    Args:
        error: What was raised.
        arguments: The command line after the program's name.
    """
    known = (
        f"gan-zoo {' '.join(arguments)}\n"
        f"keras_gan_zoo {__version__}, Python {platform.python_version()}\n\n"
    )
    text = known + "".join(traceback.format_exception(error))
    said = " ".join(f"{type(error).__name__}: {error}".split())
    said = said if len(said) <= 300 else f"{said[:297]}..."
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="gan-zoo-", suffix="-traceback.txt", delete=False, encoding="utf-8"
        ) as file:
            file.write(text)
        where = f"Its traceback is in {file.name}: please send it with what you typed."
    except OSError:
        print(text, file=sys.stderr)
        where = "Its traceback is above, since no file could be written."
    return (
        "this is a bug, of keras_gan_zoo or of a module that --import names, and no mistake of "
        f"yours: {said} {where}"
    )


def _raised_on_purpose(trace: TracebackType | None) -> bool:
    """Returns whether the innermost frame is at a `raise` of this package."""
    if trace is None:
        return False
    while trace.tb_next is not None:
        trace = trace.tb_next
    file = trace.tb_frame.f_code.co_filename
    if not Path(file).resolve().is_relative_to(_PACKAGE):
        return False
    return any(first <= trace.tb_lineno <= last for first, last in _raises(file))


@functools.cache
def _raises(file: str) -> tuple[tuple[int, int], ...]:
    """Returns the first and the last line of each `raise` of a file."""
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    return tuple(
        (node.lineno, node.end_lineno or node.lineno)
        for node in ast.walk(tree)
        # A bare `raise` passes on what came from elsewhere.
        if isinstance(node, ast.Raise) and node.exc is not None
    )
