"""Random crops and mirror images of what `data.load` gives."""

import numpy as np
import pytest
from test_data_load import GREY, LABELS, stacked

from keras_gan_zoo import data

ROWS, COLUMNS = np.meshgrid(np.linspace(-1, 1, 9), np.linspace(-1, 1, 9), indexing="ij")
RAMPS = np.stack([ROWS, COLUMNS], -1).astype("float32")


@pytest.fixture
def load(register, cache_dir):
    """Loads 40 pairs: a picture whose values are its columns, and one whose are its rows."""

    @register("ramps", kind="paired", image_shape=(9, 9, 1), splits=("train",), licence="none")
    def prepare(options):
        return tuple(np.repeat(RAMPS[None, ..., which, None], 40, 0) for which in (1, 0))

    @register("garments", kind="labelled", image_shape=(8, 8, 1), splits=("train",), licence="none")
    def labelled(options):
        return GREY[..., None], LABELS

    return data.load


def rows(dataset):
    return [np.concatenate(parts) for parts in zip(*dataset.as_numpy_iterator(), strict=True)]


@pytest.mark.parametrize("batch_size", [None, 8])
def test_pairs_are_cropped_alike_to_the_share_asked_for(load, batch_size):
    pairs = load("ramps", jitter=1.25, batch_size=batch_size)
    assert int(pairs.cardinality()) == (5 if batch_size else 40)
    columns, lines = rows(pairs if batch_size else pairs.batch(8))
    # A ramp of 9 pixels becomes one of 11, of which any 9 stay: even steps but at the ends.
    for crop, axis in ((columns[..., 0], 2), (lines[..., 0], 1)):
        steps = np.diff(crop, axis=axis)
        middle = np.take(steps, range(3, 6), axis=axis)
        np.testing.assert_allclose(middle, 0.25 * 9 / 11, atol=0.01)
        np.testing.assert_allclose(np.diff(crop, axis=3 - axis), 0, atol=1e-5)
    starts = columns[:, 0, 0, 0]
    assert len(np.unique(starts.round(4))) == 3 and starts.min() >= -1
    assert abs(np.corrcoef(starts, lines[:, 0, 0, 0])[0, 1]) < 0.5


def test_pictures_of_a_pair_keep_their_own_sizes(register, cache_dir):
    @register("sizes", kind="paired", image_shape=(9, 9, 1), splits=("train",), licence="none")
    def prepare(options):
        return np.zeros((8, 9, 9, 1), "uint8"), np.zeros((8, 18, 18, 1), "uint8")

    small, large = rows(data.load("sizes", jitter=1.25, mirror=True, batch_size=8))
    assert small.shape == (8, 9, 9, 1) and large.shape == (8, 18, 18, 1)


def test_half_are_mirrored_and_keep_their_labels(load):
    images, labels = rows(load("garments", labels=True, mirror=True, batch_size=10))
    plain = GREY[..., None] / 127.5 - 1
    as_it_was = np.abs(images - plain).max(axis=(1, 2, 3)) < 1e-5
    mirrored = np.abs(images - plain[:, :, ::-1]).max(axis=(1, 2, 3)) < 1e-5
    assert (as_it_was ^ mirrored).all() and 15 <= mirrored.sum() <= 35
    np.testing.assert_array_equal(labels, LABELS)


def test_each_iteration_is_another_and_the_seed_repeats_them(load):
    def two(seed):
        pairs = load("ramps", jitter=1.1, mirror=True, batch_size=20, seed=seed)
        return [rows(pairs)[0] for _ in range(2)]

    first, second = two(1)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal([first, second], two(1))
    assert not np.array_equal(first, two(2)[0])


def test_two_domains_are_cropped_apart(register, cache_dir):
    @register("domains", kind="unpaired", image_shape=(9, 9, 1), splits=("train",), licence="none")
    def prepare(options):
        return tuple(np.repeat(RAMPS[None, ..., which, None], 20, 0) for which in (1, 1))

    first, second = (stacked(part) for part in data.load("domains", jitter=1.2))
    assert abs(np.corrcoef(first[:, 0, 0, 0], second[:, 0, 0, 0])[0, 1]) < 0.6


def test_shifted_pictures_keep_every_pixel(load):
    columns, lines = rows(load("ramps", shift=2, batch_size=8))
    places = set()
    for column, line in zip(columns[..., 0], lines[..., 0], strict=True):
        # Two pixels beyond each edge stand those within it, in turn.
        wider = np.pad(RAMPS, ((2, 2), (2, 2), (0, 0)), mode="symmetric")
        found = [
            (top, left)
            for top in range(5)
            for left in range(5)
            if np.allclose(wider[top : top + 9, left : left + 9, 1], column, atol=1e-5)
            and np.allclose(wider[top : top + 9, left : left + 9, 0], line, atol=1e-5)
        ]
        assert len(found) == 1
        places.update(found)
    assert len(places) > 12


@pytest.mark.parametrize(
    ("shift", "error"), [(-1, ValueError), (1.5, TypeError), (True, TypeError)]
)
def test_wrong_shift_is_named(load, shift, error):
    with pytest.raises(error, match=f"shift={shift} must be"):
        load("ramps", shift=shift)


def test_shift_beyond_the_picture_is_named(load):
    with pytest.raises(ValueError, match=r"shift=10 .* 9"):
        load("ramps", shift=10)


@pytest.mark.parametrize("jitter", [0.9, 5, "a lot", True, None])
def test_wrong_jitter_is_named(load, jitter):
    with pytest.raises(ValueError, match=r"jitter=.* must be a number from 1 \(no jitter\) to 4"):
        load("ramps", jitter=jitter)


def test_wrong_mirror_is_named(load):
    with pytest.raises(TypeError, match="mirror=1 must be True or False"):
        load("ramps", mirror=1)
