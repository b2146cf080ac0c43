"""Notes: an instrument's recording at some pitch, length, brightness and loudness."""

from fractions import Fraction

import numpy as np
from scipy.signal import lfilter, resample_poly

from keras_gan_zoo.data.sets.sound_pictures.patches import Recording
from keras_gan_zoo.samples.sound_files import fitted

RATE = 16_000
"""Samples a second."""

SAMPLES = 16_384
"""Samples of a note, a little more than a second."""

DECIBELS = 30.0
"""How much the quietest note is below the loudest."""

_PEAK = 0.9
_SEMITONES = 5.0
_HISS = 3e-4
_FADING = 0.08  # seconds, once the key is let go
_STEPS = 64  # denominator of a change of rate: off by less than a hundredth of a semitone


def loudness_of(share: float) -> float:
    """Returns the peak of a note, from 0.028 at a share of 0 to 0.9 at 1, evenly in decibels.

    Args:
        share: In [0, 1].
    """
    return _PEAK * 10 ** (-DECIBELS * (1 - share) / 20)


def note(recording: Recording, loudness: float, random: np.random.Generator) -> np.ndarray:
    """Plays a recording: up to five semitones up or down, held for a while, more or less bright.

    Args:
        recording: What is played.
        loudness: A share in [0, 1], see `loudness_of`.
        random: Draws the rest.

    Returns:
        Float32 (SAMPLES,) in [-1, 1], with a faint hiss.
    """
    semitones = random.uniform(-_SEMITONES, _SEMITONES)
    delay, held = random.uniform(0, 0.12), random.uniform(0.45, 0.85)
    cutoff = np.exp(random.uniform(np.log(2500), np.log(RATE / 2)))
    # Played faster, as a tape is: the rate it would have at its own pitch.
    ratio = Fraction(RATE / (recording.rate * 2 ** (semitones / 12))).limit_denominator(_STEPS)
    wave = recording.held(int(SAMPLES / ratio) + 1)
    wave = resample_poly(wave.astype("float64"), ratio.numerator, ratio.denominator)[:SAMPLES]
    over = np.arange(len(wave)) / RATE - held
    wave = wave * np.exp(-np.maximum(0, over) / _FADING)
    kept = np.exp(-2 * np.pi * cutoff / RATE)
    wave = lfilter([1 - kept], [1, -kept], wave)
    wave = fitted(np.pad(wave, (int(delay * RATE), 0)), SAMPLES)
    wave *= loudness_of(loudness) / max(np.abs(wave).max(), 1e-9)
    return np.clip(wave + _HISS * random.standard_normal(SAMPLES), -1, 1).astype("float32")
