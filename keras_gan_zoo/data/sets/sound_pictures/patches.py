"""Reads GUS patches: files of an instrument's recordings, each with its pitch and its loop."""

import struct
from dataclasses import dataclass

import numpy as np

_MAGIC = b"GF1PATCH1"
_HEADERS = 129 + 63 + 47
"""Bytes of the patch's, the instrument's and the layer's header; a patch here has one of each."""

_RECORDING = struct.Struct("<7sBIIIHIII")
_RECORDING_HEADER = 96
_MODE = 55
_WIDE, _UNSIGNED, _LOOPED = 1, 2, 4


@dataclass(frozen=True)
class Recording:
    """One recording of an instrument.

    Attributes:
        wave: Float32 (samples,) in [-1, 1].
        rate: Samples a second.
        pitch: Hertz of its note.
        loop: First sample of what is heard again and again while a key is held, and the one
            behind its last; `None` where the sound ends by itself.
    """

    wave: np.ndarray
    rate: int
    pitch: float
    loop: tuple[int, int] | None = None

    def held(self, samples: int) -> np.ndarray:
        """Returns at least so many samples, if there is a loop, else no more than there are.

        Example:
            >>> Recording(np.float32([1, 2, 3, 4]), 8, 1.0, loop=(1, 3)).held(6).tolist()
            [1.0, 2.0, 3.0, 2.0, 3.0, 2.0, 3.0]
        """
        if self.loop is None or samples <= self.loop[1]:
            return self.wave[:samples]
        start, end = self.loop
        times = -(-(samples - end) // (end - start))
        return np.concatenate([self.wave[:end], np.tile(self.wave[start:end], times)])


def read_patch(content: bytes) -> list[Recording]:
    """Returns the recordings in a patch, from low to high notes as they lie in it.

    Args:
        content: The bytes of a `.pat` file.

    Raises:
        ValueError: If it is no patch, or is cut off.
    """
    if not content.startswith(_MAGIC):
        raise ValueError(f"No GUS patch: it begins with {content[:12]!r}.")
    recordings, place = [], _HEADERS
    while place < len(content):
        header = content[place : place + _RECORDING_HEADER]
        place += _RECORDING_HEADER
        if len(header) < _RECORDING_HEADER:
            raise ValueError("The patch is cut off within a header.")
        _, _, size, start, end, rate, _, _, pitch = _RECORDING.unpack(header[: _RECORDING.size])
        data = content[place : place + size]
        place += size
        if len(data) < size:
            raise ValueError("The patch is cut off within a recording.")
        mode = header[_MODE]
        wide = bool(mode & _WIDE)
        wave = np.frombuffer(data, ("<u2" if wide else "u1"))
        if not mode & _UNSIGNED:
            wave = wave ^ wave.dtype.type(1 << (8 * wave.itemsize - 1))
        half = float(1 << (8 * wave.itemsize - 1))
        start, end = start // wave.itemsize, min(end // wave.itemsize, len(wave))
        looped = bool(mode & _LOOPED) and end - start > 1
        recordings.append(
            Recording(
                ((wave - half) / half).astype("float32"),
                rate,
                pitch / 1000,
                (start, end) if looped else None,
            )
        )
    return recordings
