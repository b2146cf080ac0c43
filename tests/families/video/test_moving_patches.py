"""Patches of videos: cut where something moves, alike in all frames, each at its own place."""

import keras
import numpy as np
import pytest

from keras_gan_zoo.families.video.video_gan.moving_patches import (
    motion_of_patches,
    moving_patches,
    random_window,
)


def seed(number=0):
    return keras.random.SeedGenerator(number)


def numbered(count=6, frames=3, height=12, width=10):
    """Returns videos each pixel of which tells its video, frame, row and column."""
    shape = (count, frames, height, width)
    return np.stack(np.indices(shape), axis=-1).astype("float32")


def test_motion_is_the_mean_squared_change_of_each_patch():
    videos = np.random.default_rng(0).uniform(-1, 1, (2, 4, 7, 6, 3)).astype("float32")
    found = motion_of_patches(videos, (3, 2))
    assert found.shape == (2, 5, 5)
    changes = np.square(np.diff(np.float64(videos), axis=1))
    for video, row, column in np.ndindex(2, 5, 5):
        patch = changes[video, :, row : row + 3, column : column + 2]
        assert float(found[video, row, column]) == pytest.approx(patch.mean(), rel=1e-4)


def test_a_patch_is_cut_alike_out_of_all_frames():
    patches = np.asarray(moving_patches(numbered(), (4, 3), 0.0, seed()))
    assert patches.shape == (6, 3, 4, 3, 4)
    for number, patch in enumerate(patches):
        _, _, top, left = patch[0, 0, 0]
        expected = numbered()[number, :, int(top) : int(top) + 4, int(left) : int(left) + 3]
        np.testing.assert_array_equal(patch, expected)
    assert len({tuple(patch[0, 0, 0, 2:]) for patch in patches}) > 1


def test_all_places_with_motion_are_as_likely():
    videos = np.zeros((1, 2, 6, 6, 1), "float32")
    videos[:, 1, 0, 0] = 1.0  # in one patch of 3x3: that at the corner
    videos[:, 1, 5, 4] = 1.0  # in two
    places, generator = [], seed()
    marks = videos + 10 * np.arange(36).reshape(6, 6, 1)
    for _ in range(90):
        places.append(int(moving_patches(marks, (3, 3), 1e-3, generator)[0, 0, 0, 0, 0]) // 10)
    found, counts = np.unique(places, return_counts=True)
    assert found.tolist() == [0, 3 * 6 + 2, 3 * 6 + 3]
    assert counts.min() > 15


def test_where_nothing_moves_enough_the_most_motion_is_taken():
    videos = np.zeros((1, 2, 6, 6, 1), "float32")
    videos[:, 1, 1, 1] = 0.1
    videos[:, 1, 0, 0] = 0.1
    for number in range(5):
        patch = np.asarray(moving_patches(videos, (2, 2), 1.0, seed(number)))
        np.testing.assert_allclose(patch[0, 1, :, :, 0], [[0.1, 0], [0, 0.1]])


def test_whole_frames_and_short_videos_are_left_as_they_are():
    videos = numbered()
    assert moving_patches(videos, (12, 10), 1.0, None) is videos
    assert random_window(videos, 3, None) is videos


def test_a_window_begins_anywhere_in_each_video():
    videos = numbered(count=200, frames=5)
    windows = np.asarray(random_window(videos, 3, seed()))
    assert windows.shape == (200, 3, 12, 10, 4)
    starts = windows[:, 0, 0, 0, 1]
    assert np.bincount(starts.astype(int)).min() > 40
    np.testing.assert_array_equal(windows[:, :, 0, 0, 1], starts[:, None] + np.arange(3))
    np.testing.assert_array_equal(windows[:, 0, 0, 0, 0], np.arange(200))
