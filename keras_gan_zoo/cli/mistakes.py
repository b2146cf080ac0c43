"""Tells a user's mistake from an error of this package, and keeps the traceback of the latter."""

import linecache
import time
import traceback
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
