"""Notes of instruments with pictures, as a data set; recordings of the test are in no training."""

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_gan_zoo.data.made_blocks import code_checksum, one_by_one
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.emoji.sources import ALL_LICENCES
from keras_gan_zoo.data.sets.sound_pictures import notes, patches, pictures
from keras_gan_zoo.data.sets.sound_pictures.patches import Recording, read_patch
from keras_gan_zoo.data.sources import register_source
from keras_gan_zoo.storage.cache import prepared_arrays
from keras_gan_zoo.storage.packages import Package, fetch_members

if TYPE_CHECKING:
    from keras_gan_zoo.data.examples import Examples

RECORDINGS = Package(
    "apt",
    "freepats",
    sha256="1282628c7ec015f0d39a8b1ee58a2d942220bbad38173d005bbfbaaf36e1d6f1",
)
"""Where the recordings come from."""

INSTRUMENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "piano": ("1f3b9", ("Tone_000/000_*.pat", "Tone_000/001_*.pat", "Tone_000/002_*.pat")),
    "guitar": (
        "1f3b8",
        ("Tone_000/024_*.pat", "Tone_000/025_*.pat", "Tone_000/026_*.pat", "Tone_000/027_*.pat"),
    ),
    "violin": ("1f3bb", ("Tone_000/040_*.pat",)),
    "trumpet": ("1f3ba", ("Tone_000/056_*.pat", "Tone_000/059_*.pat")),
    "saxophone": (
        "1f3b7",
        ("Tone_000/064_*.pat", "Tone_000/065_*.pat", "Tone_000/066_*.pat", "Tone_000/067_*.pat"),
    ),
    "accordion": ("1fa97", ("Tone_000/021_*.pat", "Tone_000/023_*.pat")),
    "flute": (
        "1fa88",
        ("Tone_000/072_*.pat", "Tone_000/073_*.pat", "Tone_000/074_*.pat", "Tone_000/075_*.pat"),
    ),
    "horn": ("1f4ef", ("Tone_000/058_*.pat", "Tone_000/060_*.pat")),
    "bell": ("1f514", ("Tone_000/008_*.pat", "Tone_000/009_*.pat", "Tone_000/014_*.pat")),
    "drum": (
        "1f941",
        ("Drum_000/03[568]_*.pat", "Drum_000/04[013578]_*.pat", "Drum_000/050_*.pat"),
    ),
    "maracas": ("1fa87", ("Drum_000/069_*.pat", "Drum_000/070_*.pat", "Drum_000/082_*.pat")),
    "church organ": ("26ea", ("Tone_000/019_*.pat",)),
}
"""The classes: the emoji that shows each, and the patches that it is heard from."""

COUNTS = {"train": 4800, "test": 960}
"""Notes of each split."""

_FOLDER = "/usr/share/midi/freepats"
_HELD_OUT = 4  # of so many recordings in a patch one is for the test
_BLOCK = 240  # notes that are made and kept at a time
_SHORTEST = 0.04  # seconds of a recording without a loop, and of the highest note of one with it
_HIGHEST = 2600  # hertz: at five semitones more there is no overtone left


@register_source(
    "sound_pictures",
    kind="samples",
    splits=tuple(COUNTS),
    image_shape=(pictures.SIZE, pictures.SIZE, 3),
    licence=f"GPL-2.0 with an exception for music (recordings); pictures: {ALL_LICENCES}",
    description=(
        "Notes of twelve instruments, a second each at 16,000 samples a second, with pictures of "
        "what they are heard from, the larger the louder, and the instrument's number: 4,800 for "
        "training and 960 of other recordings for testing, made here, as `sound_to_image` takes "
        "them."
    ),
    class_names=tuple(INSTRUMENTS),
)
def _sound_pictures(options: LoadOptions) -> "Examples":
    # Here, as TensorFlow is not to be waited for by who lists the data sets.
    import tensorflow as tf

    from keras_gan_zoo.data.examples import Examples, numbered

    held = notes_and_pictures(options)
    with tf.device("CPU:0"):
        sounds, seen, numbers = (
            tf.constant(held[name]) for name in ("sounds", "pictures", "numbers")
        )

    def read(row):
        sound = tf.cast(tf.gather(sounds, row), "float32") / 32767.0
        picture = tf.cast(tf.gather(seen, row), "float32") / 127.5 - 1.0
        return sound, picture, tf.gather(numbers, row)

    return Examples(numbered(held["sounds"]), read, vectorised=True)


def notes_and_pictures(options: LoadOptions) -> dict[str, np.ndarray]:
    """Returns the notes of a split with their pictures from the cache, or makes them for it.

    Args:
        options: `split`, `limit` and `cache_dir` count.

    Returns:
        "sounds", int16 (n, 16384); "pictures", uint8 (n, 64, 64, 3); "numbers" of the instruments,
        int32 (n,), in turn; "loudness", float32 (n,), shares in [0, 1] that a note's decibels and a
        figure's size are straight lines of; and "recordings", int32 (n,), which of the instrument's
        recordings a note is played from, of both splits together.

    Raises:
        keras_gan_zoo.data.DataUnavailable: If recordings or drawings have to be fetched and cannot
            be.

    Example:
        >>> notes_and_pictures(LoadOptions("test", limit=24))["pictures"].shape
        (24, 64, 64, 3)
    """
    split = options.split
    count = min(options.limit or COUNTS[split], COUNTS[split])
    packages = [str(RECORDINGS), *(str(each) for each in pictures.emoji.ARTISTS.values())]
    made_from = {"packages": packages, "code": _code(), "instruments": list(INSTRUMENTS)}

    def begin(_):
        return functools.partial(made, split=split, **_fetched(options))

    return one_by_one(
        options.cache_dir / "sound_pictures" / split,
        ["sounds", "pictures", "numbers", "loudness", "recordings"],
        range(COUNTS[split]),
        count,
        _BLOCK,
        begin=begin,
        label="sound pictures",
        told={"packages": packages},
        origin=lambda block: {**made_from, "rows": len(block)},
    )


def recordings_by_instrument(contents: dict[str, bytes]) -> list[dict[str, dict[int, Recording]]]:
    """Returns the recordings of each instrument that notes can be played from, by split and number.

    Left out are those that are over before anything is heard, and those so high that nothing is
    left of an instrument but its pitch. Of each four in a patch one is for the test, so that every
    make of an instrument is heard in training; those that are alone in theirs count as one patch.

    Args:
        contents: Patches by their paths in the package.
    """
    from fnmatch import fnmatch

    found = []
    for _, wanted in INSTRUMENTS.values():
        paths = sorted(p for p in contents if any(fnmatch(p, f"*/{one}") for one in wanted))
        heard = [[each for each in read_patch(contents[p]) if _is_heard(each)] for p in paths]
        alone = [each for patch in heard if len(patch) == 1 for each in patch]
        number = 0
        splits: dict[str, dict[int, Recording]] = {split: {} for split in COUNTS}
        for patch in [*(patch for patch in heard if len(patch) > 1), alone]:
            for place, recording in enumerate(patch):
                splits["test" if place % _HELD_OUT == 1 else "train"][number] = recording
                number += 1
        found.append(splits)
    return found


def _is_heard(recording: Recording) -> bool:
    seconds = len(recording.wave) / recording.rate
    return recording.pitch <= _HIGHEST and (recording.loop is not None or seconds >= _SHORTEST)


def made(
    row: int,
    split: str,
    recordings: list[dict[str, dict[int, Recording]]],
    figures: np.ndarray,
) -> dict[str, Any]:
    """Makes one example, the same each time.

    Args:
        row: Its number.
        split: "train" or "test".
        recordings: Those of each instrument, as `recordings_by_instrument` returns them.
        figures: uint8 RGBA (instruments, artists, side, side, 4).

    Returns:
        The arrays' values, by name.
    """
    random = np.random.default_rng([list(COUNTS).index(split), row])
    number = row % len(recordings)
    choices = list(recordings[number][split].items())
    which, recording = choices[random.integers(len(choices))]
    loudness = random.uniform()
    artist = random.integers(figures.shape[1])
    sound = notes.note(recording, loudness, random)
    return {
        "sounds": np.rint(sound * 32767).astype("int16"),
        "pictures": pictures.picture_of(figures[number, artist], loudness, random),
        "numbers": np.int32(number),
        "loudness": np.float32(loudness),
        "recordings": np.int32(which),
    }


def _fetched(options: LoadOptions) -> dict[str, Any]:
    """Returns the recordings and the figures that `made` wants, by its arguments."""
    wanted = [f"{_FOLDER}/{one}" for _, some in INSTRUMENTS.values() for one in some]
    contents, _ = fetch_members(RECORDINGS, dict.fromkeys(wanted))
    points = [one for one, _ in INSTRUMENTS.values()]
    kept = prepared_arrays(
        options.cache_dir / "sound_pictures" / "figures",
        ["figures"],
        lambda: ({"figures": pictures.figures_of(points)}, {"emoji": points}),
        {"emoji": points, "code": _code()},
    )
    return {"recordings": recordings_by_instrument(contents), "figures": kept["figures"]}


def _code() -> str:
    """Returns what decides how a note sounds and looks, as a short checksum."""
    return code_checksum(patches, notes, pictures, __file__)
