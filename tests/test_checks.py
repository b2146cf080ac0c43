"""Single arguments: what passes, as what, and what is said of the rest."""

import numpy as np
import pytest

from keras_gan_zoo.checks import check_seed, check_whole, is_number


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3), np.array(3)])
def test_whole_numbers_of_every_kind_become_ints(value):
    assert type(check_whole(value, "width", 1)) is int
    assert check_whole(value, "width", 3) == check_seed(value) == 3
    assert type(check_seed(value)) is int


@pytest.mark.parametrize("value", [0, -2, 2.0, "2", None, True, [2], float("nan")])
def test_what_is_not_whole_or_too_small_is_named(value):
    with pytest.raises(ValueError, match=r"^`width` must be a whole number of at least 1, got "):
        check_whole(value, "width", 1)


def test_seeds():
    assert check_seed(None) is None
    assert check_seed(-1) == -1
    for seed in ("7", 7.0, True, [7]):
        with pytest.raises(ValueError, match=r"^`seed` must be None or a whole number, got "):
            check_seed(seed)


def test_numbers_are_finite_and_no_text():
    assert all(map(is_number, (0, -1.5, np.float32(2), np.int64(2))))
    assert not any(map(is_number, ("2", None, True, float("nan"), float("inf"), [2.0], 2j)))
