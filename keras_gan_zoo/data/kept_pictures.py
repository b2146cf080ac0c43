"""Pictures that were decoded when their folder was scanned, kept for the first pass over them."""

import gc
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from pathlib import Path

import numpy as np

from keras_gan_zoo.machine.progress_bar import progress_bar
from keras_gan_zoo.samples.picture_files import OpenedPicture

_AT_ONCE = 32


class KeptPictures:
    """What a scan decodes, cut and resized as it is asked for, as long as there is room.

    Args:
        image_size: (height, width) of what is kept; `None` for each picture's own.
        channels: 1 or 3, or `None` for what each picture has.
        halves: `None` for the whole picture, "left", "right"; several are kept of one decoding.
        room: Bytes that all together may take.
    """

    def __init__(
        self,
        image_size: tuple[int, int] | None,
        channels: int | None,
        halves: Sequence[str | None],
        room: int,
    ):
        self._image_size, self._channels, self._halves = image_size, channels, halves
        self._room = room
        self._lock = threading.Lock()
        self._pixels: dict[tuple[Path, str | None], np.ndarray] = {}

    def keep(self, path: Path, opened: OpenedPicture) -> None:
        """Keeps a picture that was decoded, if there is room left."""
        if self._room <= 0:
            return
        for half in self._halves:
            pixels = opened.pixels(self._image_size, self._channels, half)
            with self._lock:
                self._room -= pixels.nbytes
                if self._room > 0:
                    self._pixels[path, half] = pixels

    def take(self, path: Path, half: str | None, shape: tuple[int, ...]) -> np.ndarray | None:
        """Returns the pixels of a picture and lets go of them.

        Args:
            path: The file.
            half: Which half of it, or `None`.
            shape: (height, width, channels) that is needed. Grey pixels fit three channels too.

        Returns:
            uint8 pixels that broadcast to `shape`, or `None` if there are none.
        """
        pixels = self._pixels.pop((path, half), None)
        if pixels is None or pixels.shape[:2] != shape[:2] or pixels.shape[2] not in (1, shape[2]):
            return None
        return pixels


def in_threads(function: Callable, items: Sequence, bar: str = "") -> list:
    """Returns what a function that decodes gives of each item, in order.

    A thread takes several at a time: small pictures are decoded sooner than the interpreter goes
    from one thread to the other.

    Args:
        function: The function.
        items: The items.
        bar: What a progress bar calls them; "" for none.
    """
    # The many objects of decoding are in no cycles, and to search all others for some takes longer.
    collects = gc.isenabled()
    gc.disable()
    try:
        return _in_threads(function, items, bar)
    finally:
        if collects:
            gc.enable()


def _in_threads(function, items, bar):
    parts = [items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE)]
    with ThreadPoolExecutor(cpu_count()) as threads:
        found = threads.map(lambda part: [function(item) for item in part], parts)
        with progress_bar(total=len(items), desc=bar, disable=not bar) as progress:
            results: list = []
            for part in found:
                results += part
                progress.update(len(part))
        return results
