"""Broken input for benchmarks/reliability: random data, recipes and models are read.

Whatever is read is either accepted, and then what it should be, or refused in one sentence of
ours. Nothing may hang, start a process, open a connection or touch a file outside of the folder.
"""

import itertools
import os
import signal
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

import keras_gan_zoo
from benchmarks.reliability.fuzz_arrays import arrays
from benchmarks.reliability.fuzz_models import models
from benchmarks.reliability.fuzz_pictures import pictures
from benchmarks.reliability.fuzz_recipes import recipes
from benchmarks.reliability.fuzz_texts import texts

READERS = {"recipes": 10_000, "texts": 5_000, "arrays": 4_000, "pictures": 1_500, "models": 400}
"""How many inputs each reader is given."""

_MAKERS = {
    "recipes": recipes,
    "texts": texts,
    "arrays": arrays,
    "pictures": pictures,
    "models": models,
}
_LONGEST = 30
_OURS = str(Path(keras_gan_zoo.__file__).parent) + os.sep
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_FILE_EVENTS = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.link")
_OTHER_EVENTS = (
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "socket.bind",
    "socket.connect",
    "subprocess.Popen",
)


class Hangs(BaseException):
    """Raised where an input takes longer than any should."""


class Watch:
    """Hears of every file that Python writes outside of a folder, and of processes and sockets.

    Args:
        folder: Where files may be written.
    """

    def __init__(self, folder):
        self.folder = os.path.realpath(folder) + os.sep
        self.found = []
        self.active = False
        sys.addaudithook(self._hear)  # it cannot be removed, only fall silent

    def __enter__(self):
        self.active = True
        return self

    def __exit__(self, *error):
        self.active = False

    def _hear(self, event, arguments):
        if not self.active:
            return
        outside = event in _FILE_EVENTS and not self._inside(arguments[0], arguments[-1])
        if outside or event in _OTHER_EVENTS:
            self.found.append(f"{event} {arguments[0]!r}")
        elif event == "open":
            path, _, flags = arguments
            writing = isinstance(flags, int) and flags & _WRITING
            if writing and not isinstance(path, int) and not self._inside(path):
                self.found.append(f"open {path!r}")

    def _inside(self, path, folder=-1):
        """Returns whether a path, relative to an open folder, may be written."""
        within = f"/proc/self/fd/{folder}" if folder != -1 else ""
        path = os.path.realpath(os.path.join(within, os.fsdecode(path)))
        return path == os.devnull or (path + os.sep).startswith(self.folder)


def fuzz(reader, count, folder) -> dict:
    """Gives a reader random inputs.

    Args:
        reader: One of `READERS`.
        count: How many inputs.
        folder: For the files.

    Returns:
        How many were refused, accepted, and failed in another way, with the first of those, and
        what was touched that should not be.
    """
    # Keras unpacks a model's archive into a temporary folder.
    tempfile.tempdir = str(folder)
    given_inputs, read = _MAKERS[reader](folder)
    counts, others = Counter(), []

    def judge(value):
        counts["inputs"] += 1
        try:
            read(value)
        except (ValueError, TypeError) as error:
            if "\n" not in str(error) and _raised_by_us(error):
                counts["refused"] += 1
            else:
                others.append(f"{type(error).__name__}: {error} of {value!r}")
        except (Exception, Hangs) as error:
            others.append(f"{type(error).__name__}: {error} of {value!r}")
        else:
            counts["accepted"] += 1

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(given_inputs)
    def run(value):
        signal.setitimer(signal.ITIMER_REAL, _LONGEST)
        with watch, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            judge(value)
        signal.setitimer(signal.ITIMER_REAL, 0)

    watch, before = Watch(folder), signal.signal(signal.SIGALRM, _hang)
    try:
        run()
    finally:
        signal.signal(signal.SIGALRM, before)
    return {
        "refused": 0,
        "accepted": 0,
        **counts,
        "others": len(others),
        "first": [other[:500] for other in itertools.islice(others, 5)],
        "touched": sorted(set(watch.found))[:5],
    }


def _hang(number, frame):
    raise Hangs


def _raised_by_us(error):
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_filename.startswith(_OURS)
