"""TensorFlow without its remarks on processors that are not there, and on graphs traced anew."""

import contextlib
import logging
import os
import sys
from collections.abc import Iterator

_TALKATIVE = ("0", "1")
"""Values of `TF_CPP_MIN_LOG_LEVEL` by which somebody asks for information or warnings."""


@contextlib.contextmanager
def quiet_tensorflow() -> Iterator[None]:
    """Keeps to itself what TensorFlow, when imported, says of processors that are not there.

    It says so below Python and before it reads any log level, also one that asks for silence. And
    from then on it does not warn of graphs that are traced anew: whoever types a command, for the
    last of some batches, say, can do nothing about it. Whoever has asked by
    `TF_CPP_MIN_LOG_LEVEL=0`, or 1, sees it all.

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
