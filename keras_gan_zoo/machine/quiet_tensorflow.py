"""Imports TensorFlow without its messages about missing accelerators."""

import contextlib
import os
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def quiet_tensorflow() -> Iterator[None]:
    """Keeps to itself what TensorFlow, when imported, says of processors that are not there.

    It says so below Python and before it reads any log level. Whoever has set one wants to see.

    Example:
        >>> with quiet_tensorflow():
        ...     import keras_gan_zoo.models
    """
    if "TF_CPP_MIN_LOG_LEVEL" in os.environ:
        yield
        return
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
