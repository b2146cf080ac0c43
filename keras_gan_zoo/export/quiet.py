"""Silences the output of native libraries on the terminal."""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """Silences what native code writes to standard error, and Python's warnings.

    TensorFlow's converter dumps whole graphs and LiteRT names its delegates below Python's
    logging, on the process's own standard error; what matters of it is also in the exception.

    Example:
        >>> with quiet():
        ...     content = converter.convert()
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
