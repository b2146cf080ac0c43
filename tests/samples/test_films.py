"""Films hold the frames that were given, for as long as was asked."""

import sys

import av
import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo.samples.films import write_film

FLAT = [np.full((33, 48, 3), (shade, 0, 255 - shade), "uint8") for shade in range(0, 250, 10)]


def frames_of(path):
    """Returns the frames of a .gif or .webp, uint8, and how long each stands, in milliseconds."""
    with Image.open(path) as film:
        frames, durations = [], []
        for index in range(film.n_frames):
            film.seek(index)
            frames.append(np.asarray(film.convert("RGB")))
            durations.append(film.info["duration"])
        return np.stack(frames), durations, film.info["loop"]


@pytest.mark.parametrize(("suffix", "tolerance"), [(".gif", 0), (".webp", 6)])
def test_pictures_come_back_and_start_again(tmp_path, suffix, tolerance):
    path = write_film(tmp_path / f"film{suffix}", iter(FLAT), rate=25)
    frames, durations, loop = frames_of(path)
    assert np.abs(frames - np.stack(FLAT).astype(int)).max() <= tolerance
    assert durations == [40] * 25 and loop == 0


def test_an_mp4_is_one_that_browsers_play(tmp_path):
    path = write_film(tmp_path / "film.mp4", iter(FLAT), rate=20)
    with av.open(str(path)) as film:
        (stream,) = film.streams.video
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert stream.average_rate == 20
        frames = [frame.to_ndarray(format="rgb24") for frame in film.decode(stream)]
    assert np.stack(frames).shape == (25, 34, 48, 3)  # sides are even
    assert np.abs(np.stack(frames)[:, :33] - np.stack(FLAT).astype(int)).mean() < 4
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")  # begins before it is all there


def test_a_gif_keeps_flat_areas_still(tmp_path):
    """Every frame has the same palette: a colour that stays is the same number in all of them."""
    random = np.random.default_rng(0)
    frames = [random.integers(0, 256, (24, 24, 3), "uint8") for _ in range(8)]
    for frame in frames:
        frame[:12] = (200, 30, 90)
    film, _, _ = frames_of(write_film(tmp_path / "film.gif", frames))
    assert np.ptp(film[:, :12].reshape(-1, 3), axis=0).max() == 0


def test_mistakes_leave_nothing_behind(tmp_path):
    with pytest.raises(ValueError, match=r"must end in one of '.gif', '.mp4', '.webp', got"):
        write_film(tmp_path / "film.avi", FLAT)
    with pytest.raises(ValueError, match="at least one picture, got none"):
        write_film(tmp_path / "film.gif", [])
    with pytest.raises(ValueError, match="`rate` must be a number above 0, got 0"):
        write_film(tmp_path / "film.gif", FLAT, rate=0)
    for suffix in (".gif", ".mp4", ".webp"):
        with pytest.raises(ValueError, match=r"one size, got \(9, 9, 3\) after \(33, 48, 3\)"):
            write_film(tmp_path / f"film{suffix}", [*FLAT, np.zeros((9, 9, 3), "uint8")])
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "film.gif").write_text("mine")
    with pytest.raises(FileExistsError, match="exists and is not written over"):
        write_film(tmp_path / "film.gif", FLAT)
    assert (tmp_path / "film.gif").read_text() == "mine"


def test_without_pyav_the_other_films_are_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(ImportError, match=r"needs PyAV: pip install 'keras_gan_zoo\[film\]'"):
        write_film(tmp_path / "film.mp4", FLAT)
    assert write_film(tmp_path / "film.gif", FLAT).exists()
