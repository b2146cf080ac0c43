"""The detector of Ms. Pac-Man, on frames that are drawn by hand."""

import numpy as np
import pytest

from benchmarks.families.pacman.clips import shares, stands, states, ways
from benchmarks.families.pacman.figure import corners, figures, place, square, state, way

YELLOW, BLUE, ORANGE = (210, 164, 74), (0, 28, 136), (180, 122, 48)


def drawn(*figures, colour=YELLOW, size=(10, 8)):
    """Returns a maze's blue with figures at these rows and columns."""
    frame = np.full((60, 80, 3), BLUE, "uint8")
    for row, column in figures:
        frame[row : row + size[0], column : column + size[1]] = colour
    return frame


def open_mouthed(row, column):
    """Returns a figure of two thin jaws, three pixels apart."""
    frame = drawn((row, column), size=(3, 8))
    frame[row + 6 : row + 9, column : column + 8] = YELLOW
    return frame


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (drawn((20, 30)), "once"),
        (open_mouthed(20, 30), "once"),
        (drawn(), "gone"),
        (drawn((20, 30), colour=ORANGE), "gone"),  # the orange ghost
        (drawn((20, 30), (20, 44)), "split"),
        (drawn((20, 30), size=(3, 3)), "gone"),  # nine pixels
        (drawn((20, 30), size=(10, 20)), "split"),  # smeared along a corridor
        (drawn((20, 30), colour=(105, 96, 105)), "gone"),  # faded to one half
        (drawn((20, 30), colour=(225, 150, 60)), "once"),  # nearly her colour
    ],
)
def test_a_figure_is_there_once_split_or_gone(frame, expected):
    assert state(frame) == expected


def test_a_figures_place_is_its_middle():
    ((row, column, height, width),) = figures(drawn((20, 30)))
    assert (row, column, height, width) == (24.5, 33.5, 10, 8)
    np.testing.assert_array_equal(place(drawn((20, 30))), [24.5, 33.5])
    assert np.isnan(place(drawn((20, 30), (20, 50)))).all()


def test_ways_are_told_by_the_larger_change():
    ways = [way([10, 10], end) for end in ([5, 11], [14, 8], [9, 5], [11, 15])]
    assert ways == [0, 1, 2, 3]
    assert way([10, 10], [10.5, 10]) is None and way([np.nan, np.nan], [1, 1]) is None


def test_a_film_is_judged_by_where_she_goes():
    def film(*columns):
        return np.stack([drawn((20, column)) for column in columns])

    known = np.stack([film(10, 12, 14, 16)] * 3)
    films = np.stack([film(18, 20, 22), film(16, 16, 16), film(22, 20, 17)])
    np.testing.assert_array_equal(ways(known, films), [0, np.nan, 1])
    assert stands(known, films) == pytest.approx(2 / 3)
    assert states(films).shape == (3, 3) and shares(states(films))["once"] == 1


def test_a_corner_is_left_both_ways():
    along = np.array([[10, 10 + 4 * step] for step in range(6)], float)
    turning = np.concatenate([along[:4], [[14, 22], [18, 22]]])
    found = corners([along, turning])
    assert found == {square([10, 22])}
    jump = np.array([[10, 10], [10, 70]], float)  # through the tunnel
    assert corners([along[:, ::-1], jump]) == set()
