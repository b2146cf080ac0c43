"""Folders of sounds: read once at one rate, and cut into sounds of one length."""

import os

import numpy as np
import pytest

from keras_gan_zoo import data
from keras_gan_zoo.data import sound_folder
from keras_gan_zoo.data.sound_folder import sound_places
from keras_gan_zoo.samples.sound_files import write_sound


def steps(count, first=1, length=100):
    """Returns a sound of so many parts, each at one height that tells which it is."""
    return np.repeat((first + np.arange(count)) / 50, length)


@pytest.fixture
def folder(tmp_path):
    """Two classes, of sounds of 300, 160 and 200 samples at 8,000 a second, and a test split."""
    for name, sound in (("a/2", steps(3)), ("a/10", steps(2, 11)[:160]), ("b/1", steps(2, 21))):
        write_sound(tmp_path / "sounds" / "train" / f"{name}.wav", sound, 8000)
    write_sound(tmp_path / "sounds" / "test" / "b" / "9.wav", steps(1, 31), 8000)
    return tmp_path / "sounds"


def heights(sounds):
    return np.rint(np.asarray(sounds) * 50).astype(int)


def test_sounds_lie_one_behind_the_other():
    assert sound_places([3, 10, 9], 4).tolist() == [
        [0, 0],
        [1, 0],
        [1, 4],
        [1, 8],
        [2, 0],
        [2, 4],
    ]
    assert sound_places([], 4).shape == (0, 2)


def test_files_are_cut_and_padded_and_come_in_order_with_their_classes(folder, cache_dir):
    sounds = data.load(folder, rate=8000, samples=100, labels=True)
    assert sounds.class_names == ["a", "b"]
    told = [(heights(sound)[[0, 50]].tolist(), int(label)) for sound, label in sounds]
    expected = [(1, 0), (2, 0), (3, 0), (11, 0), (12, 0), (21, 1), (22, 1)]
    assert told == [([height] * 2, label) for height, label in expected]
    last = np.stack(list(data.load(folder, rate=8000, samples=100)))[4]
    assert last.shape == (100,) and heights(last)[59] == 12 and not last[60:].any()
    (batch,) = data.load(folder, rate=8000, samples=300, batch_size=3)
    assert batch.shape == (3, 300) and (heights(batch)[:, 0] == [1, 11, 21]).all()
    (only,) = data.load(folder, "test", rate=8000)
    assert only.shape == (100,)
    shuffled = [heights(one)[0] for one in data.load(folder, rate=8000, samples=100, shuffle=True)]
    assert sorted(shuffled) == [1, 2, 3, 11, 12, 21, 22]


def test_another_rate_is_resampled(folder, cache_dir):
    first = next(iter(data.load(folder, rate=4000, samples=150)))
    np.testing.assert_array_equal(heights(first)[[25, 75, 125]], [1, 2, 3])


def test_several_channels_are_averaged_and_told(folder, cache_dir, capsys):
    from scipy.io import wavfile

    both = np.stack([steps(1, 4), steps(1, 6)], axis=1).astype("float32")
    wavfile.write(folder / "test" / "b" / "8.wav", 8000, both)
    for _ in range(2):  # also once it is kept
        first = next(iter(data.load(folder, "test", rate=8000)))
        assert (heights(first) == 5).all()
        assert "1 of the 2 sounds in" in (told := capsys.readouterr().err)
        assert "have several channels: averaged" in told


def test_a_file_is_read_once_until_it_changes(folder, cache_dir, monkeypatch):
    read, read_sound = [], sound_folder.read_sound

    def counted(path, rate):
        read.append(path.name)
        return read_sound(path, rate)

    monkeypatch.setattr(sound_folder, "read_sound", counted)
    for samples in (100, 50):
        data.load(folder, rate=8000, samples=samples)
    assert read == ["2.wav", "10.wav", "1.wav"]
    write_sound(folder / "train" / "b" / "1.wav", steps(4, 31), 8000)
    os.utime(folder / "train" / "b" / "1.wav", (1, 1))
    assert int(data.load(folder, rate=8000, samples=100).cardinality()) == 9
    assert read[3:] == ["1.wav"]


def test_what_is_no_sound_is_named_or_left_out(folder, cache_dir):
    write_sound(folder / "train" / "b" / "3.wav", np.zeros(400), 8000)
    write_sound(folder / "train" / "b" / "4.wav", steps(1, length=8), 8000)
    with pytest.raises(
        data.UnreadableImages,
        match=r"2 of 5 files .* as sounds: train/b/3.wav \(silence: .*\), train/b/4.wav \(1 ms, .*"
        r"remove them, or pass unreadable=0.41",
    ):
        data.load(folder, rate=8000, samples=100)
    with pytest.warns(UserWarning, match=r"3.wav.*4.wav.*they are skipped"):
        sounds = data.load(folder, rate=8000, samples=100, labels=True, unreadable=0.41)
    assert [int(label) for _, label in sounds] == [0] * 5 + [1] * 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"samples": None}, r"have 160 to 300 samples at 8,000 .*pass samples, .*samples=8000"),
        ({"rate": None}, r"samples=100 is for sounds, .*: pass rate, such as rate=16000"),
        ({"frames": 3}, r"frames=3 is not for sounds, which rate=8000 asks for"),
        ({"image_size": 64}, r"image_size=\(64, 64\) is for pictures"),
        ({"split": "val"}, r"has no split 'val'"),
        ({"rate": 0}, r"rate=0 must be 1 or more"),
    ],
)
def test_mistakes_are_told_in_a_sentence(folder, cache_dir, arguments, message):
    with pytest.raises(ValueError, match=message):
        data.load(folder, **{"rate": 8000, "samples": 100, **arguments})


def test_folders_without_sounds_or_classes_are_told(tmp_path, cache_dir):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=r"holds no sounds for split='train': put .wav, .flac"):
        data.load(tmp_path / "empty", rate=8000)
    with pytest.raises(ValueError, match=r"'.*none' is not a folder"):
        data.load(f"folder:{tmp_path / 'none'}", rate=8000)
    write_sound(tmp_path / "flat" / "1.wav", steps(1), 8000)
    with pytest.raises(ValueError, match=r"labels=True, but .*flat has no subfolders"):
        data.load(tmp_path / "flat", rate=8000, labels=True)
    write_sound(tmp_path / "pairs" / "input" / "1.wav", steps(1), 8000)
    write_sound(tmp_path / "pairs" / "target" / "1.wav", steps(1), 8000)
    with pytest.raises(ValueError, match="has the two sides of pairs, where sounds side by side"):
        data.load(tmp_path / "pairs", rate=8000)


def test_pictures_have_no_rate(register, cache_dir):
    @register("my_dots", kind="images", licence="mine", description="Dots.")
    def dots(options):
        return np.zeros((4, 8, 8, 1), "uint8")

    with pytest.raises(ValueError, match=r"rate=8000 is for folders of sounds, and 'my_dots' is"):
        data.load("my_dots", rate=8000)
