"""The policies' distributions, and that each is what it says on each picture by itself."""

import keras
import numpy as np

from keras_gan_zoo.layers.augment_policies import color, cutout, translation

GENERATOR = np.random.default_rng(0)
IMAGES = GENERATOR.uniform(-1, 1, (200, 16, 16, 3)).astype("float32")


def seed():
    return keras.random.SeedGenerator(0)


def test_color_keeps_the_pattern_of_a_grey_picture():
    grey = np.repeat(IMAGES[..., :1], 3, axis=-1)
    changed = color(grey, seed()).numpy()
    slopes, offsets = [], []
    for before, after in zip(grey, changed, strict=True):
        slope, offset = np.polyfit(before.ravel(), after.ravel(), 1)
        np.testing.assert_allclose(after, slope * before + offset, atol=1e-4)
        slopes.append(slope)
        offsets.append(after.mean() - before.mean())
    assert 0.5 <= min(slopes) < 0.55 and 1.45 < max(slopes) <= 1.5001  # contrast
    assert -0.5001 <= min(offsets) < -0.45 and 0.45 < max(offsets) <= 0.5001  # brightness


def test_color_scales_saturation_between_none_and_double():
    def saturation(images):
        return (images - images.mean(-1, keepdims=True)).std(axis=(1, 2, 3))

    def contrast(images):
        greys = images.mean(-1)
        return greys.std(axis=(1, 2))

    changed = color(IMAGES, seed()).numpy()
    factors = saturation(changed) / saturation(IMAGES) / (contrast(changed) / contrast(IMAGES))
    assert 0 <= factors.min() < 0.1 and 1.9 < factors.max() <= 2.001
    assert abs(factors.mean() - 1) < 0.15


def test_translation_moves_by_whole_pixels_up_to_an_eighth():
    moved = translation(IMAGES, seed()).numpy()
    shifts = []
    for before, after in zip(IMAGES, moved, strict=True):
        found = []
        for down in range(-2, 3):
            for right in range(-2, 3):
                shifted = np.zeros_like(before)
                rows = slice(max(0, down), 16 + min(0, down))
                columns = slice(max(0, right), 16 + min(0, right))
                shifted[rows, columns] = before[
                    max(0, -down) : 16 - max(0, down), max(0, -right) : 16 - max(0, right)
                ]
                if np.array_equal(shifted, after):
                    found.append((down, right))
        assert len(found) == 1
        shifts += found
    assert len(set(shifts)) == 25  # every shift of up to 2 pixels both ways, by itself


def test_cutout_greys_a_square_of_half_the_side():
    cut = cutout(1.5 + IMAGES, seed()).numpy()
    sizes, corners = set(), set()
    for before, after in zip(1.5 + IMAGES, cut, strict=True):
        covered = (after == 0).all(-1)
        np.testing.assert_array_equal(after[~covered], before[~covered])
        rows, columns = np.flatnonzero(covered.any(1)), np.flatnonzero(covered.any(0))
        assert covered[np.ix_(rows, columns)].all() and covered.sum() == len(rows) * len(columns)
        sizes |= {len(rows), len(columns)}
        corners.add((rows[0], columns[0]))
    assert max(sizes) == 8 and min(sizes) == 4  # whole in the middle, half at the border
    assert len(corners) > 40


def test_oblong_pictures():
    oblong = IMAGES[:4, :, :12]
    for policy in (color, translation, cutout):
        assert policy(oblong, seed()).shape == (4, 16, 12, 3)
