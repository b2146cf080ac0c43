"""Imports TensorFlow without its messages about missing accelerators and retraced graphs."""

import contextlib
import logging
import os
import sys
from collections.abc import Iterator

_TALKATIVE = ("0", "1")
"""Values of `TF_CPP_MIN_LOG_LEVEL` by which somebody asks for information or warnings."""


@contextlib.contextmanager
def quiet_tensorflow() -> Iterator[None]:
    """Hides TensorFlow's messages about missing accelerators while it is imported.

    It writes them below Python and before it reads any log level. From then on it does not warn of
    graphs that are traced anew either: whoever types a command, for the last of some batches, say,
    can do nothing about it. If `TF_CPP_MIN_LOG_LEVEL` is 0 or 1, nothing is hidden.

    Example:
        >>> with quiet_tensorflow():
        ...     import keras_gan_zoo.models
    """
    if os.environ.get("TF_CPP_MIN_LOG_LEVEL") in _TALKATIVE:
        yield
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # A filter that is there already is not added twice.
    logging.getLogger("tensorflow").addFilter(_says_more_than_traced_anew)
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _says_more_than_traced_anew(record: logging.LogRecord) -> bool:
    return "tf.function retracing" not in str(record.msg)
