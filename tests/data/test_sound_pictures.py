"""Sound pictures: patches are read as they are written, louder is larger, and splits are apart.

No package is fetched: the tests write patches and drawings of their own.
"""

import fnmatch
import struct

import numpy as np
import pytest

from keras_gan_zoo import data
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.sound_pictures import notes, pictures, sources
from keras_gan_zoo.data.sets.sound_pictures.patches import Recording, read_patch

WIDE, UNSIGNED, LOOPED = 1, 2, 4


def patch_of(*recordings):
    """Returns a patch of (numbers, rate, pitch in hertz, loop in numbers, mode)."""
    content = b"GF1PATCH110\0".ljust(129 + 63 + 47, b"\0")
    for numbers, rate, pitch, loop, mode in recordings:
        waves = np.asarray(numbers)
        written = waves.tobytes()
        start, end = (place * waves.itemsize for place in loop)
        header = struct.pack(
            "<7sBIIIHIII",
            b"wave",
            0,
            len(written),
            start,
            end,
            rate,
            20,
            20000,
            round(1000 * pitch),
        )
        content += header.ljust(55, b"\0") + bytes([mode]) + bytes(40) + written
    return content


def tone(pitch, rate=22050, seconds=0.5):
    wave = 12000 * np.sin(2 * np.pi * pitch * np.arange(int(rate * seconds)) / rate)
    return wave.astype("<i2"), rate, pitch, (0, 1), WIDE


def pitch_of(sound, rate):
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 17))
    return spectrum.argmax() * rate / (1 << 17)


@pytest.fixture
def toy(monkeypatch, cache_dir):
    """Every instrument has five recordings, and is drawn as a square of a colour of its own."""
    fetched = []

    def fetch(package, members):
        fetched.append(package.name)
        contents = {}
        for number, path in enumerate(members):
            of_patch = [tone(200 + 10 * number + 100 * each) for each in range(5)]
            contents[path.replace("[568]", "5").replace("[013578]", "0").replace("*", "x")] = (
                patch_of(*of_patch)
            )
        return contents, "toy.deb"

    def drawings(artist):
        points = [one for one, _ in sources.INSTRUMENTS.values()]
        return {
            one: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect x="10" y="4" '
            f'width="20" height="32" fill="rgb({16 * number},0,0)"/></svg>'
            for number, one in enumerate(points)
        }

    monkeypatch.setattr(sources, "fetch_members", fetch)
    monkeypatch.setattr(pictures.emoji, "fetch_drawings", drawings)
    monkeypatch.setattr(sources, "COUNTS", {"train": 60, "test": 24})
    monkeypatch.setattr(sources, "_BLOCK", 36)
    return fetched


@pytest.mark.parametrize("mode", [WIDE, WIDE | UNSIGNED, 0, UNSIGNED])
def test_recordings_are_read_whatever_their_numbers(mode):
    half = 1 << (15 if mode & WIDE else 7)
    wave = np.array([0.5, -0.25, 0, -1, 0.125, 0])
    numbers = wave * half + (half if mode & UNSIGNED else 0)
    kind = f"<{'u' if mode & UNSIGNED else 'i'}{2 if mode & WIDE else 1}"
    first, second = read_patch(
        patch_of(
            (numbers.astype(kind), 8000, 440.5, (1, 4), mode | LOOPED),
            (numbers[:2].astype(kind), 11025, 65, (0, 2), mode),
        )
    )
    np.testing.assert_allclose(first.wave, wave, atol=1e-6)
    assert (first.rate, first.pitch, first.loop) == (8000, 440.5, (1, 4))
    assert (second.rate, second.pitch, second.loop, len(second.wave)) == (11025, 65.0, None, 2)


def test_a_loop_is_heard_as_long_as_it_is_held():
    wave = np.arange(6, dtype="float32")
    held = Recording(wave, 8000, 1.0, (2, 4)).held(9)
    assert held.tolist() == [0, 1, 2, 3, 2, 3, 2, 3, 2, 3]
    assert Recording(wave, 8000, 1.0, (2, 4)).held(3).tolist() == [0, 1, 2]
    assert Recording(wave, 8000, 1.0).held(9).tolist() == wave.tolist()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"RIFF", "No GUS patch: it begins with b'RIFF'"),
        (patch_of(tone(440))[:300], "cut off within a header"),
        (patch_of(tone(440))[:400], "cut off within a recording"),
    ],
)
def test_what_is_no_whole_patch_is_told(content, message):
    with pytest.raises(ValueError, match=message):
        read_patch(content)


def test_a_note_is_as_loud_and_as_high_as_it_is_asked_to_be(monkeypatch):
    recording = read_patch(patch_of(tone(440, seconds=2)))[0]
    monkeypatch.setattr(notes, "_SEMITONES", 0.0)
    for loudness, peak in ((1.0, 0.9), (0.5, 0.9 * 10**-0.75), (0.0, 0.9 * 10**-1.5)):
        sound = notes.note(recording, loudness, np.random.default_rng(3))
        assert sound.shape == (notes.SAMPLES,) and sound.dtype == np.float32
        assert np.abs(sound).max() == pytest.approx(peak, abs=3e-3)
        assert pitch_of(sound[4000:9000], notes.RATE) == pytest.approx(440, rel=2e-3)
    monkeypatch.setattr(notes, "_SEMITONES", 5.0)
    played = [
        pitch_of(notes.note(recording, 1.0, np.random.default_rng(seed))[4000:9000], notes.RATE)
        for seed in range(12)
    ]
    semitones = 12 * np.log2(np.array(played) / 440)
    assert np.abs(semitones).max() < 5.1 and np.ptp(semitones) > 4


def test_a_short_note_ends_and_a_held_one_is_let_go():
    short = read_patch(patch_of(tone(440, seconds=0.1)))[0]
    sound = notes.note(short, 1.0, np.random.default_rng(0))
    assert np.abs(sound[8000:]).max() < 5 * notes._HISS
    wave, rate, pitch, _, _ = tone(441, seconds=0.1)
    looped = read_patch(patch_of((wave, rate, pitch, (0, 2200), WIDE | LOOPED)))[0]
    held = notes.note(looped, 1.0, np.random.default_rng(0))
    assert np.abs(held[7000:8000]).max() > 0.3
    assert np.abs(held[-200:]).max() < np.abs(held[7000:8000]).max() / 2


def test_the_louder_the_larger_anywhere_on_one_colour():
    figure = np.zeros((128, 128, 4), "uint8")
    figure[:, 32:96] = (0, 0, 0, 255)  # half as wide as high
    sides = []
    for loudness in (0.0, 0.5, 1.0):
        picture = pictures.picture_of(figure, loudness, np.random.default_rng(1))
        dark = picture.max(axis=-1) < 100
        rows, columns = np.flatnonzero(dark.any(1)), np.flatnonzero(dark.any(0))
        sides.append((rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1))
        colours, counts = np.unique(picture.reshape(-1, 3), axis=0, return_counts=True)
        high, wide = sides[-1]
        assert counts.max() >= 64 * 64 - (high + 3) * (wide + 3)
        assert 0.75 * 255 - 1 <= colours[counts.argmax()].max() <= 255
    shares = np.array([0.3, 0.625, 0.95]) * 64
    np.testing.assert_allclose(np.array(sides)[:, 0], shares, atol=1.5)
    np.testing.assert_allclose(np.array(sides)[:, 1], shares / 2, atol=1.5)


def test_figures_are_cut_out_to_touch_two_sides(toy):
    points = [one for one, _ in sources.INSTRUMENTS.values()][:3]
    figures = pictures.figures_of(points)
    assert figures.shape == (3, 4, 128, 128, 4)
    seen = figures[2, 1, ..., 3] > 128
    assert seen[0].any() and seen[-1].any() and not seen[:, :20].any()
    assert seen.any(axis=0).sum() == pytest.approx(128 * 20 / 32, abs=2)
    assert figures[2, 1, 64, 64].tolist() == [32, 0, 0, 255]


def test_of_four_recordings_one_is_heard_in_the_test_alone(toy):
    held = {split: sources.notes_and_pictures(LoadOptions(split)) for split in sources.COUNTS}
    for split, count in sources.COUNTS.items():
        assert len(held[split]["sounds"]) == count
        np.testing.assert_array_equal(held[split]["numbers"], np.arange(count) % 12)
    played = {split: set(zip(*(each[k].tolist() for k in ("numbers", "recordings")), strict=True))
              for split, each in held.items()}  # fmt: skip
    assert not played["train"] & played["test"]
    # Five in each patch of the tests, numbered one patch behind the other.
    assert {recording % 5 for _, recording in played["test"]} == {1}
    assert {recording % 5 for _, recording in played["train"]} == {0, 2, 3, 4}


def test_every_patch_is_heard_in_training_and_those_of_one_count_together():
    folder = "./usr/share/midi/freepats"
    counts = {"Tone_000/008_a": 2, "Tone_000/009_b": 6, "Tone_000/014_c": 1}
    counts |= {f"Drum_000/0{number}_d": 1 for number in (35, 36, 40, 41, 43, 45)}
    found = sources.recordings_by_instrument(
        {
            f"{folder}/{name}.pat": patch_of(*(tone(100 * (each + 1)) for each in range(count)))
            for name, count in counts.items()
        }
    )
    bell, drum = (found[list(sources.INSTRUMENTS).index(name)] for name in ("bell", "drum"))
    assert [sorted(bell[split]) for split in ("train", "test")] == [[0, 2, 4, 5, 6, 8], [1, 3, 7]]
    assert [sorted(drum[split]) for split in ("train", "test")] == [[0, 2, 3, 4], [1, 5]]
    pitches = [recording.pitch for recording in bell["test"].values()]
    assert pitches == [200, 200, 600]


def test_examples_are_made_once_and_the_same_again(toy, monkeypatch):
    first = sources.notes_and_pictures(LoadOptions("train"))
    assert toy == ["freepats"]
    again = sources.notes_and_pictures(LoadOptions("train", limit=40))
    assert toy == ["freepats"]
    for name, array in first.items():
        np.testing.assert_array_equal(again[name], array[:40])
    monkeypatch.setattr(sources, "_BLOCK", 60)  # made anew, in one block
    other = sources.notes_and_pictures(LoadOptions("train"))
    for name, array in first.items():
        np.testing.assert_array_equal(other[name], array)


def test_what_is_heard_is_what_is_seen(toy):
    held = sources.notes_and_pictures(LoadOptions("test"))
    peaks = np.abs(held["sounds"].astype(float)).max(axis=1) / 32767
    expected = [notes.loudness_of(share) for share in held["loudness"]]
    np.testing.assert_allclose(peaks, expected, atol=3e-3)
    dark = held["pictures"][..., 1] < 60  # the figures have no green
    heights = dark.any(axis=2).sum(axis=1) / 64
    np.testing.assert_allclose(heights, 0.3 + 0.65 * held["loudness"], atol=0.03)
    reds = [
        picture[mask][:, 0].mean() for picture, mask in zip(held["pictures"], dark, strict=True)
    ]
    # The darkest places are inside of the figure: of its own colour but for the edges.
    assert np.corrcoef(reds, 16.0 * held["numbers"])[0, 1] > 0.98


def test_a_model_takes_them_as_they_come(toy):
    sounds, seen, numbers = next(iter(data.load("sound_pictures", "test", batch_size=12)))
    held = sources.notes_and_pictures(LoadOptions("test", limit=12))
    np.testing.assert_allclose(sounds, held["sounds"] / 32767, atol=1e-6)
    np.testing.assert_allclose(seen, held["pictures"] / 127.5 - 1, atol=1e-6)
    np.testing.assert_array_equal(numbers, np.arange(12))
    assert data.class_names("sound_pictures")[:2] == ("piano", "guitar")


def test_what_is_not_heard_is_left_out_and_files_have_their_instrument(toy):
    high, low = tone(4000, rate=44100), tone(200)
    click = (low[0][:100], *low[1:])
    members = {
        "./usr/share/midi/freepats/Tone_000/040_Violin.pat": patch_of(high, low, click),
        "./usr/share/midi/freepats/Tone_000/019_Church_Organ.pat": patch_of(low, low),
    }
    found = sources.recordings_by_instrument(members)
    counts = {
        name: sum(map(len, splits.values()))
        for name, splits in zip(sources.INSTRUMENTS, found, strict=True)
    }
    assert {name: count for name, count in counts.items() if count} == {
        "violin": 1,
        "church organ": 2,
    }
    wanted = [pattern for _, some in sources.INSTRUMENTS.values() for pattern in some]
    assert not fnmatch.filter(["Drum_000/039_Clap_Hand.pat", "Drum_000/042_Hat.pat"], wanted[-3])
    assert len(set(wanted)) == len(wanted)
