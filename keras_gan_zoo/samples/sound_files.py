"""Reads and writes one sound file: .wav, and .flac and .ogg where soundfile is installed."""

import math
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from keras_gan_zoo.storage.durable import replacing

SOUND_SUFFIXES = (".wav", ".flac", ".ogg")
"""Of the files that hold a sound."""

SHORTEST = 0.01
"""Seconds of the shortest sound: less is a click, of which no pitch can be told."""

QUIETEST = 1e-4
"""Largest magnitude below which a sound is silence: 80 dB below the loudest that there is."""

LOUDEST = 4.0
"""Largest magnitude of a sound in floats, 12 dB above full scale: what mastering leaves above 1 is
cut off, but whole numbers that were written as floats would be noise."""


class UnreadableSound(ValueError):
    """A file that holds no sound that can be used; the text is the reason."""


def read_sound(path: Path, rate: int) -> tuple[np.ndarray, int]:
    """Returns the sound in a file, as one channel at the rate that is asked for.

    Several channels are averaged. A sound of another rate is resampled by a polyphase filter, so
    that what the new rate cannot hold is left out and not folded back.

    Args:
        path: A .wav file of integers or floats, or packed ones if soundfile is there, a .flac or
            an .ogg file.
        rate: Samples a second.

    Returns:
        Float32 (samples,) in [-1, 1], and how many channels the file has.

    Raises:
        UnreadableSound: If the file is missing, empty or cut off, or holds no sound, one shorter
            than 10 ms, silence, or numbers that are not finite or far beyond 1.
        ImportError: If it is no .wav and soundfile is missing, with the command that installs it.

    Example:
        >>> write_sound(Path("/tmp/tone.wav"), 0.5 * np.sin(np.arange(8000) / 10), rate=8000)
        PosixPath('/tmp/tone.wav')
        >>> read_sound(Path("/tmp/tone.wav"), rate=16000)[0].shape
        (16000,)
    """
    if path.suffix.lower() not in SOUND_SUFFIXES:
        raise UnreadableSound("not a sound of a known format")
    read = _of_wav if path.suffix.lower() == ".wav" else _soundfile(path)
    try:
        if not path.stat().st_size:
            raise UnreadableSound("empty file")
        sound, own_rate = read(path)
    except UnreadableSound:
        raise
    except FileNotFoundError:
        raise UnreadableSound("file not found") from None
    # Whatever a decoder raises on hostile bytes means the same here: no whole sound.
    except Exception as error:
        raise UnreadableSound(f"corrupt: {' '.join(str(error).split())}") from error
    channels = 1 if sound.ndim == 1 else sound.shape[1]
    if sound.ndim > 1:
        sound = sound.mean(axis=1)
    if not np.isfinite(sound).all():
        raise UnreadableSound("NaN or infinite values in it")
    if len(sound) < SHORTEST * own_rate:
        raise UnreadableSound(
            f"{1000 * len(sound) / own_rate:.3g} ms, shorter than {1000 * SHORTEST:g} ms"
        )
    peak = np.abs(sound).max()
    if peak < QUIETEST:
        raise UnreadableSound("silence: nothing in it is louder than 1/10000 of full scale")
    if peak > LOUDEST:
        raise UnreadableSound(
            f"numbers of up to {peak:,.6g}, where floats from -1 to 1 are expected: divide them, "
            "such as by 32768 for what were 16 bits"
        )
    return np.clip(resampled(sound, own_rate, rate), -1.0, 1.0).astype("float32"), channels


def resampled(sound: np.ndarray, rate: int, new_rate: int) -> np.ndarray:
    """Returns a sound at another rate, by a polyphase filter.

    Args:
        sound: (samples,), floats.
        rate: Samples a second that it has.
        new_rate: Samples a second to give it.

    Returns:
        Float64 (samples,), as many as take as long.

    Example:
        >>> resampled(np.ones(441), 44100, 16000).shape
        (160,)
    """
    if rate == new_rate:
        return np.asarray(sound, "float64")
    from scipy.signal import resample_poly

    common = math.gcd(rate, new_rate)
    return resample_poly(np.asarray(sound, "float64"), new_rate // common, rate // common)


def fitted(sound: np.ndarray, samples: int) -> np.ndarray:
    """Returns a sound of this many samples: its beginning, or all of it and silence behind.

    Example:
        >>> fitted(np.ones(2, "float32"), 4)
        array([1., 1., 0., 0.], dtype=float32)
    """
    return np.pad(sound[:samples], (0, max(0, samples - len(sound))))


def write_sound(path: Path, sound: Any, rate: int) -> Path:
    """Writes a sound as a .wav file of 16 bits, whole or not at all.

    Args:
        path: The file.
        sound: Floats (samples,); what is outside [-1, 1] is cut off.
        rate: Samples a second.

    Returns:
        The path.

    Raises:
        ValueError: If it is a file of another suffix.
    """
    if path.suffix.lower() != ".wav":
        raise ValueError(f"A sound is written as a .wav file, got {str(path)!r}.")
    from scipy.io import wavfile

    path.parent.mkdir(parents=True, exist_ok=True)
    numbers = np.rint(np.clip(np.nan_to_num(np.asarray(sound, "float64")), -1, 1) * 32767)
    with replacing(path) as partial, open(partial, "wb") as file:
        wavfile.write(file, rate, numbers.astype("int16"))
    return path


def _of_wav(path: Path) -> tuple[np.ndarray, int]:
    from scipy.io import wavfile

    with warnings.catch_warnings():
        warnings.filterwarnings("error", category=wavfile.WavFileWarning)
        # Of notes in the file that are no sound, such as who recorded it.
        warnings.filterwarnings("ignore", "Chunk .* not understood", wavfile.WavFileWarning)
        try:
            rate, sound = wavfile.read(path)
        except ValueError as error:
            if "Unknown wave file format" not in str(error):
                raise
            return _of_packed_wav(path)
    if sound.dtype == np.uint8:
        return (sound - 128.0) / 128.0, rate
    if sound.dtype.kind == "i":
        return sound / -float(np.iinfo(sound.dtype).min), rate
    return sound.astype("float64"), rate


def _of_packed_wav(path: Path) -> tuple[np.ndarray, int]:
    """Reads a .wav file whose numbers are packed, as by telephones: A-law, mu-law, ADPCM."""
    try:
        import soundfile
    except ImportError:
        raise UnreadableSound(
            "its numbers are packed, which soundfile reads: pip install 'keras_gan_zoo[sound]'"
        ) from None
    return soundfile.read(path)


def _soundfile(path: Path) -> Callable[[Path], tuple[np.ndarray, int]]:
    try:
        import soundfile
    except ImportError as error:
        raise ImportError(
            f"{path.suffix} files are read by soundfile, which is missing: install it with "
            "`pip install 'keras_gan_zoo[sound]'`, or save the sounds as .wav."
        ) from error
    return soundfile.read
