"""Everyday sentences, spoken, as a data set; who speaks in the test is in no training."""

import re
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_gan_zoo.data import frame_times
from keras_gan_zoo.data.made_blocks import code_checksum, one_by_one
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.spoken_sentences import speaker
from keras_gan_zoo.data.sources import register_source

if TYPE_CHECKING:
    from keras_gan_zoo.data.examples import Examples

_NAMES = (
    "pau aa ae ah ao aw ax ay b ch d dh eh er ey f g hh ih iy jh k l m n ng ow oy p r s sh t th uh "
    "uw v w y z zh"
)
PHONEMES = tuple(_NAMES.split())
"""Names of tokens 1, 2, ...; `pau` is silence."""

SPEAKERS = {"train": ("kal16", "rms", "slt"), "test": ("awb",)}
"""The voices of each split, in turn."""

COUNTS = {"train": 600, "test": 120}
"""Utterances of each split."""

SAMPLES = 48_000
"""Of an utterance, three seconds, silence behind it."""

LENGTH = 48
"""Phonemes of the longest utterance."""

WINDOW, HOP = 400, 160
FRAMES = 1 + (SAMPLES - WINDOW) // HOP

_BLOCK = 60  # utterances that are made and kept at a time
_ROLES = ("train", "test", "text")
_PLAIN = re.compile(r"[A-Z][a-z']*( [A-Za-z][a-z']*){2,6}[.?!]")
_LONGEST = 34  # letters of a sentence: more are seldom said in three seconds


@register_source(
    "spoken_sentences",
    kind="samples",
    splits=("train", "paired", "test"),
    licence="CC BY 2.0 FR (sentences, as tatoeba.org declares); spoken by flite, BSD-like",
    description=(
        "Everyday English sentences of Tatoeba, spoken by flite: three seconds at 16,000 samples a "
        "second, the frame (25 ms, each 10 ms) in front of which each phoneme ends, and phonemes: "
        "in `train` those of other sentences, as `unsupervised_asr` takes them, in `paired` and "
        "`test` the utterance's own. Three voices speak 600 for training, a fourth 120 for testing."
    ),
)
def _spoken_sentences(options: LoadOptions) -> "Examples":
    # Here, as TensorFlow is not to be waited for by who lists the data sets.
    import tensorflow as tf

    from keras_gan_zoo.data.examples import Examples, numbered

    held = spoken(options)
    name = "other" if options.split == "train" else "said"
    with tf.device("CPU:0"):
        sounds, ends, phonemes = (tf.constant(held[key]) for key in ("sounds", "ends", name))

    def read(row):
        sound = tf.cast(tf.gather(sounds, row), "float32") / 32768.0
        return sound, tf.gather(ends, row), tf.gather(phonemes, row)

    return Examples(numbered(held["sounds"]), read, vectorised=True)


def spoken(options: LoadOptions) -> dict[str, np.ndarray]:
    """Returns the utterances of a split from the cache, or makes them for it.

    Args:
        options: `split`, `limit` and `cache_dir` count.

    Returns:
        "sounds", int16 (n, 48000); "ends", int32 (n, 48), the frame in front of which each phoneme
        ends; "said", int32 (n, 48), the phonemes, from 1 on, filled up with 0; "other", int32
        (n, 48), the phonemes of a sentence that nobody speaks; and "voices", int32 (n,).

    Raises:
        keras_gan_zoo.data.DataUnavailable: If the sentences or flite have to be fetched and cannot
            be, or flite does not run here.

    Example:
        >>> spoken(LoadOptions("test", limit=24))["sounds"].shape
        (24, 48000)
    """
    split = "train" if options.split == "paired" else options.split
    count = min(options.limit or COUNTS[split], COUNTS[split])
    packages = [str(speaker.PROGRAM), str(speaker.VOICES), "spanish_english"]
    made_from = {"packages": packages, "code": code_checksum(speaker, frame_times, __file__)}

    def begin(stack):
        sentences = _fetched(options, split)
        speaks = stack.enter_context(speaker.Speaker())
        return lambda row: _utterance(row, split, *sentences, speaks)

    return one_by_one(
        options.cache_dir / "spoken_sentences" / split,
        ["sounds", "ends", "said", "other", "voices"],
        range(COUNTS[split]),
        count,
        _BLOCK,
        begin=begin,
        label="speech",
        told={"packages": packages},
        origin=lambda block: {**made_from, "rows": len(block)},
    )


def sentences_of(texts: Sequence[str], role: str) -> list[str]:
    """Returns the plain short sentences of a role, each once, in an order of their own.

    Three to seven words of letters alone, so that nobody reads a number or a name two ways.

    Args:
        texts: English sentences.
        role: "train", "test" or "text": no sentence has two.
    """
    plain = {text for text in texts if len(text) <= _LONGEST and _PLAIN.fullmatch(text)}
    # By letters alone, or one sentence with two marks at its end would have two roles.
    marked = {re.sub("[^a-z ]", "", text.lower()): text for text in sorted(plain)}
    numbered = sorted((zlib.crc32(key.encode()), text) for key, text in marked.items())
    return [text for number, text in numbered if _ROLES[number % len(_ROLES)] == role]


def tokens_of(names: Sequence[str]) -> np.ndarray | None:
    """Returns phonemes as int32 (48,), filled up with 0; `None` of unknown or of too many ones."""
    if not 0 < len(names) <= LENGTH or not set(names) <= set(PHONEMES):
        return None
    row = np.zeros(LENGTH, "int32")
    row[: len(names)] = [1 + PHONEMES.index(name) for name in names]
    return row


def ends_of(seconds: Sequence[float], samples: int) -> np.ndarray:
    """Returns where phonemes end as int32 (48,), a frame each at least, the last one again behind.

    Args:
        seconds: At which each ends.
        samples: Of the utterance.
    """
    last = int(frame_times.frames_until(samples / speaker.RATE, FRAMES))
    ends = frame_times.frames_until(seconds, FRAMES)
    ends[-1] = last
    for place in range(len(ends)):
        before = ends[place - 1] if place else 0
        ends[place] = np.clip(ends[place], before + 1, last - (len(ends) - 1 - place))
    return np.array([*ends, *[last] * (LENGTH - len(ends))], "int32")


def _utterance(
    row: int, split: str, ours: list[str], theirs: list[str], speaks: speaker.Speaker
) -> dict[str, Any]:
    """Returns an utterance of one of our sentences, and phonemes of one of theirs, by name."""
    step = COUNTS[split]
    voices = SPEAKERS[split]
    number = row % len(voices)
    # What does not fit makes way for a sentence that is no other row's.
    for text in ours[row::step]:
        names, seconds, sound = speaks.speak(text, voices[number])
        said = tokens_of(names)
        if said is not None and len(sound) <= SAMPLES:
            break
    offset = 0 if split == "train" else COUNTS["train"]
    tokens = (
        tokens_of(speaks.phonemes(text)) for text in theirs[row + offset :: sum(COUNTS.values())]
    )
    other = next(each for each in tokens if each is not None)
    return {
        "sounds": np.pad(sound, (0, SAMPLES - len(sound))),
        "ends": ends_of(seconds, len(sound)),
        "said": said,
        "other": other,
        "voices": np.int32(number),
    }


def _fetched(options: LoadOptions, split: str) -> tuple[list[str], list[str]]:
    """Returns the sentences that are spoken, and those that are not."""
    from keras_gan_zoo.data.text import load_text

    lines = load_text("spanish_english", split="train", cache_dir=options.cache_dir)
    english = [line.partition("\t")[2] for line in lines]
    return sentences_of(english, split), sentences_of(english, "text")
