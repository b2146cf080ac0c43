"""Videos as a kind of sample: files hold what was written, sheets show every frame."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.samples.labelled_rows import BANDS
from keras_gan_zoo.samples.video_files import UnreadableVideo, read_video, write_video
from keras_gan_zoo.samples.videos import Videos

KIND = Videos((5, 8, 12, 3))
# Flat, of few colours, so that a .gif has them all; the second frame stands for two.
SHADES = [0, 60, 60, 120, 180, 240]
FLAT = np.stack([np.full((16, 16, 3), shade, "uint8") for shade in SHADES])


def frames_of(path):
    with Image.open(path) as film:
        return film.n_frames, film.size


def test_made_up_videos_move_on_and_are_known_by_their_seed():
    videos = KIND.examples(8, seed=1)
    assert videos.shape == (8, 5, 8, 12, 3) and videos.dtype == np.float32
    KIND.check(videos)
    np.testing.assert_array_equal(videos, KIND.examples(8, seed=1))
    assert np.any(videos != KIND.examples(8, seed=2))
    for video in videos:
        (way,) = [
            way
            for way in np.ndindex(3, 3)
            if np.array_equal(np.roll(video[0], np.subtract(way, 1), (0, 1)), video[1])
        ][:1] or [None]
        np.testing.assert_array_equal(np.roll(video[0], 3 * np.subtract(way, 1), (0, 1)), video[3])
    assert Videos((None, 8, 8, 1)).examples(2).shape == (2, 8, 8, 8, 1)


def test_numbers_tell_motion_from_variety():
    still = (
        np.zeros((3, 5, 8, 12, 3), "float32")
        + np.float32([0, 0.5, -0.5])[:, None, None, None, None]
    )
    assert KIND.numbers(still)["motion"] == 0
    assert KIND.numbers(still)["difference"] == pytest.approx(np.sqrt((0.25 + 1) / 2))
    moving = np.zeros((3, 5, 8, 12, 3), "float32")
    moving[:, ::2] = 0.5
    numbers = KIND.numbers(moving)
    assert (numbers["motion"], numbers["difference"]) == (0.5, 0)
    assert numbers["brightness"] == pytest.approx(0.3)
    assert KIND.numbers(moving[:, :1])["motion"] == 0


@pytest.mark.parametrize(("suffix", "off"), [(".npy", 0), (".gif", 0), (".webp", 6), (".mp4", 6)])
def test_a_file_holds_the_frames_that_were_written(tmp_path, suffix, off):
    path = write_video(tmp_path / "in" / f"video{suffix}", FLAT / 127.5 - 1)
    read = read_video(path)
    assert read.shape == FLAT.shape
    assert np.abs(read - FLAT.astype(int)).max() <= off
    assert read_video(path, (4, 8), channels=1, most=2).shape == (2, 4, 8, 1)


def test_grey_arrays_and_floats_are_read(tmp_path):
    np.save(tmp_path / "grey.npy", FLAT[..., 0])
    np.testing.assert_array_equal(read_video(tmp_path / "grey.npy"), FLAT[..., :1])
    np.save(tmp_path / "floats.npy", FLAT / 127.5 - 1)
    np.testing.assert_array_equal(read_video(tmp_path / "floats.npy"), FLAT)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty file"),
        (b"\x93NUMPY garbage", "corrupt"),
        (np.zeros((3, 4), "uint8"), r"an array \(3, 4\), not \(frames, height, width, 1 or 3\)"),
        (np.zeros((3, 4, 4, 3), "int32"), "an array of int32"),
        (np.full((3, 4, 4, 3), 9.0), r"floats outside \[-1, 1\]"),
        (np.full((3, 4, 4, 3), np.nan), r"floats outside \[-1, 1\]"),
    ],
)
def test_why_an_array_is_no_video_is_said(tmp_path, content, reason):
    path = tmp_path / "bad.npy"
    path.write_bytes(content) if isinstance(content, bytes) else np.save(path, content)
    with pytest.raises(UnreadableVideo, match=reason):
        read_video(path)
    with pytest.raises(ValueError, match=rf"bad.npy' cannot be read: .*{reason}"):
        KIND.read_file(path)


@pytest.mark.parametrize("name", ["cut.mp4", "cut.gif", "text.txt"])
def test_a_broken_film_is_none(tmp_path, name):
    whole = write_video(tmp_path / f"whole{Path(name).suffix.replace('txt', 'gif')}", FLAT)
    (tmp_path / name).write_bytes(whole.read_bytes()[:60])
    with pytest.raises(UnreadableVideo, match=r"corrupt|known format|no moving pictures"):
        read_video(tmp_path / name)


def test_an_mp4_without_pyav_is_a_sentence(tmp_path, monkeypatch):
    path = write_video(tmp_path / "film.mp4", FLAT)
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(ImportError, match=r"pip install 'keras_gan_zoo\[film\]'"):
        read_video(path)


def test_a_file_of_too_few_frames_is_refused_and_of_more_the_first_are_taken(tmp_path):
    np.save(tmp_path / "six.npy", FLAT)
    video = KIND.read_file(tmp_path / "six.npy")
    assert video.shape == KIND.shape and video.dtype == np.float32
    np.testing.assert_allclose(video[:, 0, 0, 0], np.float32(SHADES[:5]) / 127.5 - 1, atol=1e-6)
    assert Videos((None, 8, 12, 3)).read_file(tmp_path / "six.npy").shape == (6, 8, 12, 3)
    with pytest.raises(ValueError, match="has 6 frames where 7 are needed"):
        Videos((7, 8, 12, 3)).read_file(tmp_path / "six.npy")


def test_a_sheet_has_a_strip_for_each_video_and_a_film_beside(tmp_path):
    true, short = KIND.examples(2), KIND.examples(2, seed=1)[:, :3]
    path = tmp_path / "step_000004.png"
    for _ in range(2):  # a training that is resumed writes the step's sheet again
        KIND.save_sheet(path, [[("true", true), ("predicted", short)]], columns=2, smallest_side=16)
    with Image.open(path) as sheet:
        notes = json.loads(sheet.text[BANDS])
        pixels = np.asarray(sheet)
    assert [note["label"] for note in notes] == ["true", "predicted", "true", "predicted"]
    left, top = notes[2]["left"], notes[2]["top"]
    shown = pixels[top : top + 16, left : left + 5 * 26].astype(int)
    expected = np.rint((true[1, 3] + 1) * 127.5).repeat(2, 0).repeat(2, 1)
    assert np.abs(shown[:, 78 : 78 + 24] - expected).max() <= 1
    assert frames_of(tmp_path / "step_000004.webp") == (5, (2 * 24 + 2, 2 * 16 + 2))


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png", ".npy", ""])
def test_videos_are_written_as_asked(tmp_path, suffix):
    videos = KIND.examples(11)
    files = KIND.write(tmp_path / f"out{suffix}", 11, iter([videos[:6], videos[6:]]))
    if suffix == "":
        assert [file.name for file in files][-1] == "10.gif" and len(files) == 11
        assert frames_of(files[4]) == (5, (12, 8))
    elif suffix == ".npy":
        assert np.load(*files).shape == (11, *KIND.shape)
    elif suffix == ".png":
        assert Image.open(*files).size == (5 * 14 - 2, 11 * 10 - 2)
    else:
        assert frames_of(*files) == (5, (4 * 14 - 2, 3 * 10 - 2))


def test_what_cannot_be_written_is_said(tmp_path):
    with pytest.raises(ValueError, match=r"must be a '.gif', .* file, or a folder, got .*out.avi"):
        KIND.write(tmp_path / "out.avi", 1, iter([KIND.examples(1)]))


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros((4, 5, 8, 12, 3), "uint8"), "dtype uint8 where .* videos .*pass x / 127.5 - 1"),
        (KIND.examples(2)[..., 0], r"add the channel axis with x\[\.\.\., None\]"),
        (np.zeros((4, 8, 12, 3), "float32"), r"where \(N, 5, 8, 12, 3\) is expected"),
        (KIND.examples(2)[0], r"which is one video, .*pass x\[None\]"),
        (KIND.examples(2)[:, :4], r"videos of shape \(4, 8, 12, 3\).*load\(..., frames=5\)"),
        (KIND.examples(2)[:, :, :6], r"load\(..., image_size=\(8, 12\)\)"),
        (np.full((2, 5, 8, 12, 3), 3.0, "float32"), "values from 3 to 3"),
    ],
)
def test_data_that_are_no_such_videos_are_told_in_a_sentence(x, message):
    with pytest.raises(DataMismatch, match=message):
        KIND.check(x)
