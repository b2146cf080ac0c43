"""Folders of videos: decoded once, cut into clips, and read as they are asked for."""

import os

import numpy as np
import pytest

from keras_gan_zoo import data
from keras_gan_zoo.data import clip_folder
from keras_gan_zoo.data.clips import clip_examples, clip_places
from keras_gan_zoo.samples.video_files import write_video


def film(frames, first=0, side=8):
    """Returns frames of one shade each, that tell which they are."""
    shades = 10 * (first + np.arange(frames, dtype="uint8"))
    return np.broadcast_to(shades[:, None, None, None], (frames, side, side, 3))


@pytest.fixture
def folder(tmp_path):
    """A film of 6 frames, a .gif and an .npy, and one of 4 in another format."""
    write_video(tmp_path / "films" / "train" / "b2.gif", film(6))
    write_video(tmp_path / "films" / "train" / "b10.npy", film(4, first=12))
    write_video(tmp_path / "films" / "test" / "c.mp4", film(5))
    return tmp_path / "films"


def shades(clips):
    return np.rint((np.asarray(clips)[..., 0, 0, 0] + 1) * 12.75).astype(int)


def test_every_frame_with_enough_behind_it_begins_a_clip():
    assert clip_places([3, 1, 2], 2).tolist() == [[0, 0], [0, 1], [2, 0]]
    assert clip_places([], 2).shape == (0, 2)


def test_clips_come_in_order_and_as_batches(folder, cache_dir):
    clips = data.load(folder, frames=4)
    assert clips.element_spec.shape == (4, 8, 8, 3) and int(clips.cardinality()) == 4
    told = [shades(clip).tolist() for clip in clips]
    assert told == [[0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5], [12, 13, 14, 15]]
    (batch,) = data.load(folder, frames=4, batch_size=3)
    np.testing.assert_array_equal(shades(batch), told[:3])
    (small,) = data.load(folder, frames=4, batch_size=4, image_size=(4, 6), channels=1)
    assert small.shape == (4, 4, 4, 6, 1)
    np.testing.assert_array_equal(shades(small), told)
    (last,) = data.load(folder, "test", frames=5, batch_size=1)
    assert np.abs(shades(last) - np.arange(5)).max() <= 1
    shuffled = [shades(clip)[0] for clip in data.load(folder, frames=4, shuffle=True, seed=3)]
    assert sorted(shuffled) == [0, 1, 2, 12]


def test_a_file_is_decoded_once_until_it_changes(folder, cache_dir, monkeypatch):
    decoded = []
    frames_of = clip_folder.video_frames

    def counted(path, *arguments):
        decoded.append(path.name)
        return frames_of(path, *arguments)

    monkeypatch.setattr(clip_folder, "video_frames", counted)
    for _ in range(2):
        data.load(folder, frames=2)
        data.load(folder, frames=3, batch_size=2)
    assert decoded == ["b2.gif", "b10.npy"]
    np.save(folder / "train" / "b10.npy", film(5, first=12))
    os.utime(folder / "train" / "b10.npy", (1, 1))
    assert int(data.load(folder, frames=4).cardinality()) == 5
    assert decoded[2:] == ["b10.npy"]
    data.load(folder, frames=4, image_size=4)
    assert len(decoded) == 5


def test_a_decoding_that_is_stopped_goes_on_with_the_next_file(folder, cache_dir, monkeypatch):
    frames_of = clip_folder.video_frames

    def stopped(path, *arguments):
        if path.name == "b10.npy":
            raise KeyboardInterrupt
        return frames_of(path, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(clip_folder, "video_frames", stopped)
        with pytest.raises(KeyboardInterrupt):
            data.load(folder, frames=2)
    kept = {path: path.stat().st_mtime_ns for path in cache_dir.rglob("*.npy")}
    assert len(kept) == 1 and not list(cache_dir.rglob(".*.npy*"))
    assert int(data.load(folder, frames=2).cardinality()) == 8
    assert all(path.stat().st_mtime_ns == time for path, time in kept.items())


def test_what_is_no_clip_is_named_or_left_out(folder, cache_dir):
    (folder / "train" / "d.webp").write_bytes(b"nothing")
    write_video(folder / "train" / "e.gif", film(2))
    with pytest.raises(
        data.UnreadableImages,
        match=r"2 of 4 files .* as videos: train/d.webp \(not a video of a known format\), "
        r"train/e.gif \(2 frames, fewer than frames=4\); remove them, or pass unreadable=0.51",
    ):
        data.load(folder, frames=4)
    with pytest.warns(UserWarning, match=r"d.webp.*e.gif.*they are skipped"):
        clips = data.load(folder, frames=4, unreadable=0.51)
    assert int(clips.cardinality()) == 4


@pytest.mark.parametrize(
    ("added", "arguments", "message"),
    [
        (film(6, side=10), {}, r"2 shapes, such as .*8x8x3 .*10x10x3 .*: pass image_size"),
        (film(6)[..., :1], {}, r"2 shapes, such as .*: pass channels=3"),
        (None, {"labels": True}, r"labels=True is for pictures, and frames=4 asks for videos"),
        (None, {"mirror": True}, r"mirror=True is for pictures"),
        (None, {"split": "val"}, r"has no split 'val'"),
        (None, {"frames": 0}, r"frames=0 must be 1 or more"),
    ],
)
def test_mistakes_are_told_in_a_sentence(folder, cache_dir, added, arguments, message):
    if added is not None:
        np.save(folder / "train" / "z.npy", added)
    with pytest.raises((ValueError, TypeError), match=message):
        data.load(folder, **{"frames": 4, **arguments})


def test_pictures_have_no_frames(register, cache_dir):
    @register("my_dots", kind="images", licence="mine", description="Dots.")
    def dots(options):
        return np.zeros((4, 8, 8, 1), "uint8")

    with pytest.raises(ValueError, match=r"frames=4 is for videos, and 'my_dots' holds none"):
        data.load("my_dots", frames=4)


def test_a_source_of_videos_of_ones_own(register, cache_dir):
    @register("my_films", kind="videos", licence="mine", description="Films.")
    def films(options):
        return [film(5), film(4, first=10)]

    assert [shades(clip)[0] for clip in data.load("my_films", frames=4)] == [0, 1, 10]
    with pytest.raises(ValueError, match=r"have 4 to 5 frames: pass frames, such as frames=4"):
        data.load("my_films")
    with pytest.raises(ValueError, match="frames=6, but the longest video of 'my_films' has 5"):
        data.load("my_films", frames=6)
    with pytest.raises(ValueError, match="'my_films' has no labels"):
        data.load("my_films", frames=4, labels=True)


def test_only_what_is_asked_for_is_read():
    class Counted:
        """A film that tells how many of its frames were asked for."""

        asked = 0

        def __len__(self):
            return 1000

        def __getitem__(self, frames):
            Counted.asked += frames.stop - (frames.start or 0)
            return np.zeros((frames.stop - (frames.start or 0), 4, 4, 1), "uint8")

    examples = clip_examples([Counted(), Counted()], 5, "counted")
    assert examples.count == 2 * 996
    examples.read(np.array([0, 1500]))
    assert Counted.asked == 1 + 2 * 5
