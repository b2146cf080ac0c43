"""The Dice coefficient is that of the counts."""

import numpy as np
import pytest

from keras_gan_zoo import metrics


def test_dice_is_that_of_the_counts():
    random = np.random.default_rng(0)
    found, masks = random.uniform(-1, 1, (2, 3, 9, 7, 2))
    expected = np.empty((3, 2))
    for index in np.ndindex(3, 2):
        a, b = (
            {tuple(place) for place in np.argwhere(one[index[0], :, :, index[1]] > 0.2)}
            for one in (found, masks)
        )
        expected[index] = 2 * len(a & b) / (len(a) + len(b))
    np.testing.assert_allclose(metrics.dice(found, masks, threshold=0.2), expected)


def test_masks_that_are_empty_or_of_bits():
    empty, whole = np.zeros((1, 4, 4, 1)), np.ones((1, 4, 4, 1), bool)
    assert metrics.dice(empty, empty) == 1 and metrics.dice(empty, whole) == 0
    assert metrics.dice(whole, whole) == 1


def test_what_is_no_mask_is_refused():
    with pytest.raises(ValueError, match=r"must be of one shape .* got \(4, 4\) and \(4, 4\)"):
        metrics.dice(np.zeros((4, 4)), np.zeros((4, 4)))
