"""Tells a user's mistake from an error of this package, and keeps the traceback of the latter."""

import linecache
import os
import re
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def is_mistake(error: BaseException) -> bool:
    """Returns whether an error is a sentence to the user, and not a bug.

    A sentence is written where it is raised: by a `raise` of this package, or of the module that
    `--import` names. What TensorFlow, Keras, NumPy or Python itself raise is not meant for whoever
    typed the command. The operating system's errors name a file, and are the user's affair.

    Args:
        error: What was raised, with its traceback.
    """
    if isinstance(error, OSError) and error.errno is not None:
        return True
    if isinstance(error, NotImplementedError):
        return False
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return False
    innermost = frames[-1]
    line = linecache.getline(innermost.filename, innermost.lineno or 0).strip()
    path = Path(innermost.filename)
    ours = _PACKAGE in path.parents
    installed = any(part in ("site-packages", "dist-packages") for part in path.parts)
    library = installed or "lib/python" in path.as_posix()
    return line.startswith("raise ") and (ours or not library)


def sentence_of(error: BaseException) -> str:
    """Returns what a mistake says, and what the operating system says without its number.

    Args:
        error: What was raised.

    Example:
        >>> sentence_of(OSError(28, "No space left on device", "gan.tflite"))
        "No space left on device: 'gan.tflite'."
    """
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    names = [repr(os.fspath(name)) for name in (error.filename, error.filename2) if name]
    return f"{error.strerror}{f': {names[0]}' if names else ''}."


def as_typed(sentence: str, flags: Sequence[str]) -> str:
    """Returns a sentence with the arguments of Python that are flags written as flags.

    Args:
        sentence: What a function told its caller.
        flags: Names of the flags of the command that was typed.

    Example:
        >>> as_typed("Choose another `run_dir`, or resume=True.", ["run_dir", "resume"])
        'Choose another --run_dir, or --resume.'
    """
    if "set" in flags:
        sentence = _as_settings(sentence)
    for flag in flags:
        name = re.escape(flag)
        sentence = re.sub(rf"^{name}(?:\[0\])?(?= (?:has|is) )", f"--{flag}", sentence)
        sentence = re.sub(rf"`{name}`|(?<=another ){name}\b", f"--{flag}", sentence)
        sentence = re.sub(rf"`?(?<![\w.-]){name}=True\b`?", f"--{flag}", sentence)
        sentence = re.sub(rf"`?(?<![\w.-]){name}=False\b`?", f"--no{flag}", sentence)
        sentence = re.sub(rf"`?(?<![\w.-]){name}='([^']*)'`?", rf"--{flag}=\1", sentence)
    return sentence


def _as_settings(sentence: str) -> str:
    """Writes what a recipe would say otherwise as the flag that changes a recipe's setting."""
    sentence = re.sub(
        r"keras_gan_zoo\.data\.load\(\.\.\., (.*?)\)(?=[.:;]?(?:\s|$))",
        lambda call: _set_flags("data", call[1]),
        sentence,
    )
    sentence = re.sub(
        r"(?<=: pass )(labels|pairs|unreadable|image_size)=[^.,:;\s]+",
        lambda argument: _set_flags("data", argument[0]),
        sentence,
    )
    return re.sub(
        r"(?<=build the model with )\w+=\d+", lambda it: _set_flags("model", it[0]), sentence
    )


def _set_flags(section: str, arguments: str) -> str:
    settings = []
    for argument in re.split(r", (?=\w+=)", arguments):
        name, _, value = argument.partition("=")
        plain = {"True": "true", "False": "false", "None": "null"}.get(value, value.strip("'"))
        plain = re.sub(r"[(](.*), (.*)[)]", r"[\1,\2]", plain)
        settings.append(f"--set {section}.{name}={plain}")
    return " ".join(settings)


def keep_traceback(error: BaseException, command: str) -> Path:
    """Writes the traceback of an error to a file of the cache folder, and returns its path.

    Args:
        error: What was raised.
        command: The command line.
    """
    # Here, because it imports NumPy, for which a mistake need not wait.
    from keras_gan_zoo.storage.cache import cache_folder

    folder = cache_folder() / "errors"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / time.strftime("%Y-%m-%d_%H-%M-%S.txt")
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    path.write_text(f"{command}\n\n{''.join(lines)}", encoding="utf-8")
    return path
