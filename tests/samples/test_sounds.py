"""Sounds as a kind of sample: files hold what was written, and what is none is told why."""

import json
import sys

import numpy as np
import pytest
import soundfile
import tensorflow as tf
from PIL import Image
from scipy.io import wavfile

from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.samples.labelled_rows import BANDS
from keras_gan_zoo.samples.sound_drawing import drawn_sound
from keras_gan_zoo.samples.sound_files import (
    UnreadableSound,
    fitted,
    read_sound,
    resampled,
    write_sound,
)
from keras_gan_zoo.samples.sounds import Sounds

KIND = Sounds((800,), rate=8000)


def tone(pitch, seconds=0.25, rate=8000, loudness=0.5):
    return loudness * np.sin(2 * np.pi * pitch * np.arange(int(seconds * rate)) / rate)


def loudest(sound, rate):
    """Returns the frequency of most power, in hertz."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return np.fft.rfftfreq(len(sound), 1 / rate)[spectrum.argmax()]


def test_made_up_sounds_are_known_by_their_seed():
    sounds = KIND.examples(6, seed=1)
    assert sounds.shape == (6, 800) and sounds.dtype == np.float32
    KIND.check(sounds)
    np.testing.assert_array_equal(sounds, KIND.examples(6, seed=1))
    assert np.any(sounds != KIND.examples(6, seed=2))
    assert Sounds((None,)).examples(2).shape == (2, 1024)
    assert KIND.values() == "float32 in [-1, 1] at 8,000 samples a second"


def test_numbers_are_those_of_a_tone():
    sounds = np.stack([tone(1000, 0.1), -tone(1000, 0.1)])
    numbers = KIND.numbers(sounds)
    assert numbers["loudness"] == pytest.approx(0.5 / np.sqrt(2), rel=1e-3)
    assert numbers["difference"] == pytest.approx(1 / np.sqrt(2), rel=1e-3)
    assert numbers["crossings"] == pytest.approx(2 * 1000 / 8000, rel=0.02)


@pytest.mark.parametrize(
    ("numbers", "off"), [("int16", 5e-5), ("int32", 1e-7), ("uint8", 5e-3), ("float32", 1e-7)]
)
def test_a_wav_of_any_numbers_is_read(tmp_path, numbers, off):
    sound, written = tone(440), tone(440)
    if numbers.startswith("int"):
        written = written * np.iinfo(numbers).max
    elif numbers == "uint8":
        written = np.rint(written * 128 + 128)
    wavfile.write(tmp_path / "tone.wav", 8000, written.astype(numbers))
    read, channels = read_sound(tmp_path / "tone.wav", 8000)
    assert channels == 1 and read.dtype == np.float32
    np.testing.assert_allclose(read, sound, atol=off)


def test_flac_and_ogg_are_read(tmp_path):
    sound = tone(440)
    for suffix, off in ((".flac", 1e-4), (".ogg", 0.05)):
        soundfile.write(tmp_path / f"tone{suffix}", sound, 8000)
        read, _ = read_sound(tmp_path / f"tone{suffix}", 8000)
        np.testing.assert_allclose(read, sound, atol=off)


def test_several_channels_are_averaged(tmp_path):
    both = np.stack([tone(440), tone(1000)], axis=1)
    soundfile.write(tmp_path / "two.wav", both, 8000, subtype="FLOAT")
    read, channels = read_sound(tmp_path / "two.wav", 8000)
    assert channels == 2
    np.testing.assert_allclose(read, both.mean(axis=1), atol=1e-6)


@pytest.mark.parametrize("rate", [6000, 16000, 11025])
def test_another_rate_keeps_the_pitch_and_folds_nothing_back(tmp_path, rate):
    write_sound(tmp_path / "low.wav", tone(440, 0.5), 8000)
    read, _ = read_sound(tmp_path / "low.wav", rate)
    assert len(read) == pytest.approx(0.5 * rate, abs=1)
    assert loudest(read, rate) == pytest.approx(440, abs=3)
    middle = read[rate // 8 : 3 * rate // 8]
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.01)
    high = resampled(tone(3600, 0.5), 8000, 6000)  # above half of the new rate
    assert np.abs(high[500:2500]).max() < 0.01


def test_a_written_sound_is_the_one_that_is_read(tmp_path):
    sound = KIND.examples(1)[0]
    KIND.write_file(tmp_path / "new" / "sound.wav", sound)
    np.testing.assert_allclose(KIND.read_file(tmp_path / "new" / "sound.wav"), sound, atol=4e-5)
    with pytest.raises(ValueError, match=r"written as a .wav file, got .*a.mp3"):
        write_sound(tmp_path / "a.mp3", sound, 8000)


def test_a_longer_file_is_cut_and_a_shorter_one_has_silence_behind_it(tmp_path):
    write_sound(tmp_path / "long.wav", tone(440, 0.2), 8000)
    write_sound(tmp_path / "short.wav", tone(440, 0.05), 8000)
    np.testing.assert_allclose(KIND.read_file(tmp_path / "long.wav"), tone(440, 0.1), atol=4e-5)
    short = KIND.read_file(tmp_path / "short.wav")
    assert short.shape == (800,) and not short[400:].any() and short[300:400].any()
    assert Sounds((None,), 8000).read_file(tmp_path / "long.wav").shape == (1600,)
    assert fitted(np.ones(3), 3).tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("name", "sound", "reason"),
    [
        ("short.wav", tone(440, 0.001), "1 ms, shorter than 10 ms"),
        ("silent.wav", np.zeros(800), "silence: nothing in it is louder than 1/10000"),
        ("nan.wav", np.full(800, np.nan), "NaN or infinite values in it"),
        ("scaled.wav", 20_000 * tone(440), "numbers of up to .*0,000, where floats .*by 32768"),
        ("empty.wav", b"", "empty file"),
        ("text.wav", b"RIFF nothing that is a sound", "corrupt: "),
        ("cut.wav", None, "corrupt: "),
        ("song.mp3", b"ID3", "not a sound of a known format"),
    ],
)
def test_why_a_file_is_no_sound_is_said(tmp_path, name, sound, reason):
    path = tmp_path / name
    if sound is None:
        write_sound(tmp_path / "whole.wav", tone(440), 8000)
        path.write_bytes((tmp_path / "whole.wav").read_bytes()[:500])
    elif isinstance(sound, bytes):
        path.write_bytes(sound)
    else:
        wavfile.write(path, 8000, sound.astype("float32"))
    with pytest.raises(UnreadableSound, match=reason):
        read_sound(path, 8000)
    with pytest.raises(ValueError, match=rf"{name}' cannot be read: .*{reason}"):
        KIND.read_file(path)


def test_what_mastering_leaves_above_full_scale_is_cut_off(tmp_path):
    wavfile.write(
        tmp_path / "loud.wav", 8000, (1.4 * tone(440) / np.abs(tone(440)).max()).astype("float32")
    )
    sound, _ = read_sound(tmp_path / "loud.wav", 8000)
    assert sound.max() == 1 and sound.min() == -1


@pytest.mark.parametrize("packed", ["ALAW", "ULAW", "MS_ADPCM"])
def test_numbers_of_telephones_are_unpacked(tmp_path, monkeypatch, packed):
    path = tmp_path / "call.wav"
    soundfile.write(path, tone(440), 8000, subtype=packed)
    sound, channels = read_sound(path, 8000)
    assert channels == 1
    np.testing.assert_allclose(sound[: len(tone(440))], tone(440), atol=0.05)
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(
        UnreadableSound, match=r"are packed, .*pip install 'keras_gan_zoo\[sound\]'"
    ):
        read_sound(path, 8000)


def test_a_file_that_is_not_there_and_a_missing_library_are_sentences(tmp_path, monkeypatch):
    with pytest.raises(UnreadableSound, match="file not found"):
        read_sound(tmp_path / "none.wav", 8000)
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(ImportError, match=r"pip install 'keras_gan_zoo\[sound\]'"):
        read_sound(tmp_path / "none.flac", 8000)
    write_sound(tmp_path / "tone.wav", tone(440), 8000)
    assert len(read_sound(tmp_path / "tone.wav", 8000)[0]) == 2000  # needs no library


GOOD = KIND.examples(3)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.ones((2, 800), "int16"), r"dtype int16 .* float32 sounds .*: pass x / 32768, if 16"),
        (np.ones((2, 800), "uint8"), r"dtype uint8 .*: pass \(x - 128.0\) / 128, if 8 bits"),
        (np.stack([GOOD, GOOD], -1), r"sounds of 2 channels where one is .*x.mean\(axis=-1\)"),
        (GOOD[:, :400], r"400 samples where 800 are .*, 0.1 s at 8,000 .*rate=8000, samples=800\)"),
        (GOOD[0], r"one vector, .*pass x\[None\]"),
        (GOOD * np.nan, "x holds NaN or infinite values"),
        (GOOD * 99, "values from"),
        (GOOD * np.float32([[1], [0], [1]]), r"x\[1\] is silence.*, and what belongs to them"),
    ],
)
def test_arrays_that_are_no_such_sounds_are_told_in_a_sentence(x, message):
    with pytest.raises(DataMismatch, match=message):
        KIND.check(x)


def test_datasets_of_sounds_are_checked():
    sounds = tf.data.Dataset.from_tensor_slices(GOOD)
    KIND.check(sounds)
    KIND.check(sounds.batch(2))
    with pytest.raises(DataMismatch, match=r"800 samples where 700 .*samples=700"):
        Sounds((700,), 8000).check(sounds)
    two = tf.data.Dataset.from_tensor_slices(np.stack([GOOD, GOOD], -1))
    with pytest.raises(DataMismatch, match=r"2 channels .*tf.reduce_mean\(sounds, -1\)"):
        KIND.check(two)


# Sheets


def test_a_drawn_sound_shows_pitch_time_and_loudness():
    sound = np.concatenate([tone(1000, 0.5), tone(3000, 0.5)])
    picture = drawn_sound(sound, 8000, (64, 64)).astype(int)
    spectrogram, waveform = picture[:48].sum(axis=-1), picture[48:]
    rows = spectrogram[:, [15, 48]].argmax(axis=0)  # from the top, 4,000 hertz, downwards
    assert np.abs(rows - [36, 12]).max() <= 2
    assert (waveform[:, 32] == (40, 70, 150)).all(axis=-1).sum() == pytest.approx(8, abs=1)
    quiet = drawn_sound(0.1 * sound, 8000, (64, 64)).astype(int)
    assert quiet[:48].sum() < 0.9 * picture[:48].sum()


def test_a_sheet_has_the_sets_of_a_group_in_turn(tmp_path):
    path = tmp_path / "sheet.png"
    KIND.save_sheet(path, [[("true", GOOD), ("drawn", GOOD[::-1])]], columns=2)
    with Image.open(path) as sheet:
        notes, pixels = json.loads(sheet.text[BANDS]), np.asarray(sheet)
    assert [note["label"] for note in notes] == ["true", "drawn", "true", "drawn"]
    left, top = notes[1]["left"], notes[1]["top"]
    np.testing.assert_array_equal(
        pixels[top : top + 64, left : left + 128], KIND.pictures(GOOD[2:])[0]
    )


@pytest.mark.parametrize(("suffix", "count"), [("", 11), (".npy", 11), (".wav", 1)])
def test_sounds_are_written_as_asked(tmp_path, suffix, count):
    sounds = KIND.examples(count)
    files = KIND.write(tmp_path / f"out{suffix}", count, iter([sounds[:6], sounds[6:]]))
    if suffix == ".npy":
        np.testing.assert_array_equal(np.load(*files), sounds)
    else:
        assert len(files) == count and files[-1].name == ("10.wav" if not suffix else "out.wav")
        np.testing.assert_allclose(KIND.read_file(files[-1]), sounds[-1], atol=4e-5)


def test_what_cannot_be_written_is_said(tmp_path):
    for name, count in (("out.wav", 2), ("out.mp3", 1)):
        with pytest.raises(ValueError, match=rf"must be an?.* .npy file, or a folder, .*{name}"):
            KIND.write(tmp_path / name, count, iter([KIND.examples(count)]))
