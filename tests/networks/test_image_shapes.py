"""Which sizes of picture the networks can be built for, and what is said of the others."""

import pytest

from keras_gan_zoo.networks.shapes import check_image_shape, halvings

SIZES = (16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128)


@pytest.mark.parametrize("side", SIZES)
def test_halvings_lead_back_to_the_side(side):
    smallest, steps = halvings((side, side, 3))
    assert smallest[0] == smallest[1]
    assert 3 <= smallest[0] <= 7 and steps >= 2
    assert smallest[0] * 2**steps == side


def test_exactly_these_sides_up_to_128_are_possible():
    possible = []
    for side in range(16, 129):
        try:
            halvings((side, side, 1))
        except ValueError:
            continue
        possible.append(side)
    assert tuple(possible) == SIZES


@pytest.mark.parametrize(
    ("shape", "nearest"),
    [((30, 30, 1), "28, 28, 1"), ((50, 50, 3), "48, 48, 3"), ((100, 100, 3), "96, 96, 3")],
)
def test_names_the_nearest_side(shape, nearest):
    with pytest.raises(
        ValueError, match=rf"`image_shape` must have a shorter side .*nearest is \({nearest}\)"
    ):
        halvings(shape)


def test_every_side_up_to_512_is_named_once():
    with pytest.raises(ValueError) as refusal:
        halvings((300, 300, 3))
    told = str(refusal.value).partition("a shorter side of ")[2].partition(", or twice")[0]
    named = told.split(", ")
    larger = (160, 192, 224, 256, 320, 384, 448, 512)
    assert tuple(map(int, named)) == (*SIZES, *larger)
    for side in (*larger, 1024):
        halvings((side, side, 3))
    assert "the nearest is (320, 320, 3)." in str(refusal.value)


@pytest.mark.parametrize(
    ("shape", "smallest", "steps"),
    [((48, 64, 3), (6, 8), 3), ((128, 64, 3), (8, 4), 4), ((28, 100, 1), (7, 25), 2)],
)
def test_a_longer_side_is_halved_as_often(shape, smallest, steps):
    assert halvings(shape) == (smallest, steps)


@pytest.mark.parametrize(
    ("shape", "nearest"),
    [((64, 90, 3), "64, 96, 3"), ((100, 64, 1), "96, 64, 1"), ((50, 99, 3), "48, 96, 3")],
)
def test_names_the_nearest_that_is_not_square(shape, nearest):
    with pytest.raises(ValueError, match=rf"`image_shape` .*nearest is \({nearest}\)"):
        halvings(shape)
    halvings(tuple(map(int, nearest.split(", "))))


@pytest.mark.parametrize(
    "shape", [(64, 64), (64, 64, 0), 64, "64", None, (64, None, 3), (64.5, 64, 3), "643"]
)
def test_must_be_height_width_channels(shape):
    with pytest.raises(ValueError, match=r"`image_shape` must be \(height, width, channels\)"):
        check_image_shape(shape)


def test_gives_plain_integers():
    import numpy as np

    assert check_image_shape(np.array([64, 64, 3])) == (64, 64, 3)
    assert check_image_shape([64, 64, 3]) == (64, 64, 3)
