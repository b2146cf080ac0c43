"""Sounds as a kind of sample: .wav files, and spectrograms with waveforms as sheets."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.samples.growth import show_growth
from keras_gan_zoo.samples.kind import Group, Kind, write_array
from keras_gan_zoo.samples.labelled_rows import BANDS, GAP, save_rows
from keras_gan_zoo.samples.picture_checks import check_images
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.samples.sheets import grid
from keras_gan_zoo.samples.sound_drawing import drawn_sound
from keras_gan_zoo.samples.sound_files import (
    QUIETEST,
    SOUND_SUFFIXES,
    UnreadableSound,
    fitted,
    read_sound,
    write_sound,
)
from keras_gan_zoo.samples.typed_calls import Typed, typed
from keras_gan_zoo.types import ArrayLike

RATE = 16_000
"""Samples a second where nobody says: what speech is mostly kept at."""

_DRAWN = (64, 128)
_MADE_UP = 1024
_MOST_CHANNELS = 8
_LOOKED_AT = 256


class Sounds(Kind):
    """Sounds of one length and one channel, float in [-1, 1].

    Args:
        shape: (samples,); `None` where any number will do.
        rate: Samples a second.

    Raises:
        ValueError: If the rate is no whole number of at least 1.

    Example:
        >>> Sounds((16000,), rate=16000).examples(2).shape
        (2, 16000)
    """

    name = "sounds"
    unit = "sound"
    sheet_suffix = ".png"
    file_suffix = ".wav"
    file_suffixes = SOUND_SUFFIXES
    watched = 8
    value_range = (-1.0, 1.0)

    def __init__(self, shape: Sequence[int | None], rate: int = RATE):
        super().__init__(shape)
        self.rate = check_whole(rate, "rate", least=1)

    def values(self) -> str:
        """Returns dtype, range and rate in words."""
        return f"{super().values()} at {self.rate:,} samples a second"

    def check(self, x: Any, name: str = "x") -> None:
        """Raises if data plainly are no such sounds; returns nothing if they may be.

        Args:
            x: An array (n, samples), a tensor or a `tf.data.Dataset` of them.
            name: What the sentence calls the argument.

        Raises:
            keras_gan_zoo.data.DataMismatch: If shape, dtype or values are wrong, a value is NaN,
                or a sound of an array is silence.
        """
        given = typed(x, name, "sounds")
        spec = x.element_spec if isinstance(x, tf.data.Dataset) else x
        spec = spec[0] if isinstance(spec, tuple) and isinstance(x, tf.data.Dataset) else spec
        shape = getattr(spec, "shape", None)
        dtype = str(getattr(getattr(spec, "dtype", ""), "name", ""))
        if dtype.startswith(("int", "uint")):
            bits = {"int32": 32, "uint8": 8}.get(dtype, 16)
            scaled = f"{{}} / {2 ** (bits - 1)}" if bits > 8 else "({} - 128.0) / 128"
            call = given.call(scaled, scaled.replace("{}", 'tf.cast({}, "float32")'))
            raise DataMismatch(
                f"{name} has the dtype {dtype} where float32 sounds in [-1, 1] are expected: pass "
                f"{call}, if {bits} bits are what their files hold."
            )
        if shape is not None and shape != () and getattr(shape, "rank", len(shape)) is not None:
            self._check_shape(tuple(shape), given)
        check_images(x, self.shape, self.value_range, name=name)
        if isinstance(x, np.ndarray):
            rows = range(0, len(x), max(1, -(-len(x) // _LOOKED_AT)))
            silent = [row for row in rows if np.abs(x[row]).max() < QUIETEST]
            if silent:
                raise DataMismatch(
                    f"{name}[{silent[0]}] is silence, in which nothing is to be heard: leave "
                    f"such sounds out, and what belongs to them; abs({name}).max(axis=1) > "
                    f"{QUIETEST} tells which to keep."
                )

    def _check_shape(self, shape: tuple, given: Typed) -> None:
        """Refuses sounds of several channels or of another length, with what to do about it."""
        channels, name, dataset = shape[-1], given.name, given.parts is not None
        several = len(shape) == 3 or (dataset and len(shape) == 2)
        if several and channels is not None and channels <= _MOST_CHANNELS:
            call = given.call("{}.mean(axis=-1)", "tf.reduce_mean({}, -1)")
            raise DataMismatch(
                f"{name} has sounds of {channels} channels where one is expected: pass {call}."
            )
        found, wanted = shape[-1], self.shape[0]
        single = dataset and len(shape) == 1
        if (len(shape) == 2 or single) and None not in (found, wanted) and found != wanted:
            raise DataMismatch(
                f"{name} has sounds of {found:,} samples where {wanted:,} are expected, "
                f"{wanted / self.rate:.3g} s at {self.rate:,} a second: use "
                f"keras_gan_zoo.data.load(..., rate={self.rate}, samples={wanted})."
            )

    def examples(self, count: int, seed: int = 0) -> np.ndarray:
        """Returns chords of three tones that fade, each of a loudness of its own.

        Args:
            count: How many.
            seed: The same seed gives the same ones.
        """
        random = np.random.default_rng(seed)
        samples = self.shape[0] or _MADE_UP
        time = np.arange(samples) / self.rate
        pitches = np.exp(random.uniform(np.log(0.01), np.log(0.4), (count, 3, 1))) * self.rate
        phases = random.uniform(0, 2 * np.pi, (count, 3, 1))
        fading = np.exp(-random.uniform(0, 4, (count, 1)) * np.linspace(0, 1, samples))
        chords = np.sin(2 * np.pi * pitches * time + phases).mean(axis=1)
        return (random.uniform(0.1, 0.9, (count, 1)) * fading * chords).astype("float32")

    def numbers(self, samples: ArrayLike) -> dict[str, float]:
        """Returns loudness, difference and crossings.

        `loudness` is the root mean square; `difference` that of what two sounds in a row differ
        by; `crossings` the share of samples at which a sound crosses zero, which is higher for
        high notes and for noise.
        """
        sounds = np.asarray(samples, "float64")
        return {
            "loudness": float(np.sqrt(np.mean(sounds**2))),
            "difference": float(np.sqrt(np.mean(np.diff(sounds, axis=0) ** 2))),
            "crossings": float(np.mean(np.diff(np.signbit(sounds), axis=-1))),
        }

    # Sheets

    def pictures(self, sounds: ArrayLike, size: Sequence[int] = _DRAWN) -> np.ndarray:
        """Draws sounds, each as a spectrogram with its waveform below.

        Args:
            sounds: (n, samples), floats in [-1, 1].
            size: (height, width) of a picture, in pixels.

        Returns:
            uint8 (n, height, width, 3).
        """
        drawn = [drawn_sound(sound, self.rate, size) for sound in np.asarray(sounds)]
        return np.stack(drawn) if drawn else np.zeros((0, *size, 3), "uint8")

    def save_sheet(
        self, path: Path, groups: Sequence[Group], columns: int = 8, smallest_side: int = 0
    ) -> None:
        """Writes a PNG file of drawn sounds, those of a group's sets in rows in turn."""
        rows = []
        for group in groups:
            count = max(len(sounds) for _, sounds in group)
            for start in range(0, count, columns):
                for label, sounds in group:
                    drawn = self.pictures(np.asarray(sounds)[start : start + columns])
                    rows.append((label, grid(drawn, columns, GAP)))
        save_rows(path, rows)

    def show_growth(self, sheets: Sequence[Path], folder: Path) -> list[Path]:
        """Writes a strip of a few moments of the training, and a film of all of them."""
        return show_growth(sheets, folder, BANDS)

    def shrink_sheet(self, path: Path) -> None:
        """Writes a sheet in as little as shows as much, as that of pictures."""
        Pictures((*_DRAWN, 3)).shrink_sheet(path)

    # Files

    def read_file(self, path: Path) -> np.ndarray:
        """Returns the sound in a file, at this rate and of this length.

        Several channels are averaged; a longer sound is cut behind its beginning, a shorter one
        has silence behind it.

        Raises:
            ValueError: If the file holds no sound, one shorter than 10 ms, silence or NaN.
            ImportError: If soundfile is needed and missing.
        """
        try:
            sound, _ = read_sound(path, self.rate)
        except UnreadableSound as error:
            raise ValueError(f"{str(path)!r} cannot be read: {error}.") from None
        return sound if self.shape[0] is None else fitted(sound, self.shape[0])

    def write_file(self, path: Path, sample: Any) -> None:
        """Writes one sound as a .wav file of 16 bits."""
        write_sound(path, sample, self.rate)

    def write(self, output: Path, count: int, batches: Iterable) -> list[Path]:
        """Writes an `.npy` file, a `.wav` file of one sound, or a folder of `.wav` files.

        Args:
            output: The file or the folder.
            count: How many sounds come.
            batches: The sounds, a batch at a time.

        Raises:
            ValueError: If it is a file of another suffix, or a `.wav` file for several sounds.
        """
        suffix = output.suffix.lower()
        if suffix == ".npy":
            return [write_array(output, count, map(np.asarray, batches))]
        if suffix not in ("", ".wav") or (suffix == ".wav" and count > 1):
            raise ValueError(
                f"The output of {count} {self.name} must be {'an' if count > 1 else 'a .wav or an'}"
                f" .npy file, or a folder, got {str(output)!r}."
            )
        digits = len(str(count - 1))
        sounds = (sound for batch in batches for sound in np.asarray(batch))
        return [
            write_sound(output if suffix else output / f"{index:0{digits}d}.wav", sound, self.rate)
            for index, sound in enumerate(sounds)
        ]
