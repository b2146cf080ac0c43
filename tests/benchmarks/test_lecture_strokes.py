"""A lone pixel and a longer stroke, on shapes that are drawn by hand."""

import itertools

import numpy as np
import pytest

from benchmarks.families.lectures.pixel_or_stroke import by_distance
from benchmarks.families.lectures.strokes import (
    inked,
    stroke_ends,
    thinned,
    with_lone_pixel,
    with_longer_stroke,
)

PAPER = (28, 28)


def picture(*boxes):
    """Returns black paper with boxes of ink: top, left, height and width of each."""
    drawn = np.full((*PAPER, 1), -1.0, "float32")
    for top, left, height, width in boxes:
        drawn[top : top + height, left : left + width] = 1
    return drawn


def changed(one, other):
    """Returns the places at which two pictures differ."""
    return {tuple(each) for each in np.argwhere((one != other)[..., 0]).tolist()}


def box(top, left, height, width):
    return {(top + y, left + x) for y in range(height) for x in range(width)}


def thinned_pixel_by_pixel(ink):
    """Returns the skeleton by the paper's conditions (a) to (d), one pixel after the other."""
    ink = np.pad(ink, 1).astype(int)
    while True:
        removed = 0
        for c, d in (((2, 4, 6), (4, 6, 8)), ((2, 4, 8), (2, 6, 8))):
            gone = []
            for y, x in np.argwhere(ink):
                p = dict(
                    zip(
                        range(2, 10),
                        (
                            *(ink[y - 1, x], ink[y - 1, x + 1], ink[y, x + 1], ink[y + 1, x + 1]),
                            *(ink[y + 1, x], ink[y + 1, x - 1], ink[y, x - 1], ink[y - 1, x - 1]),
                        ),
                        strict=True,
                    )
                )
                order = [*range(2, 10), 2]
                turns = sum(p[a] == 0 and p[b] == 1 for a, b in itertools.pairwise(order))
                products = [np.prod([p[each] for each in three]) for three in (c, d)]
                if 2 <= sum(p.values()) <= 6 and turns == 1 and products == [0, 0]:
                    gone.append((y, x))
            for place in gone:
                ink[place] = 0
            removed += len(gone)
        if not removed:
            return ink[1:-1, 1:-1].astype(bool)


@pytest.mark.parametrize("seed", range(3))
def test_shapes_are_thinned_as_pixel_by_pixel(seed):
    from scipy.ndimage import gaussian_filter

    noise = np.random.default_rng(seed).standard_normal((20, 20))
    ink = gaussian_filter(noise, 2) > 0
    assert 0 < thinned(ink).sum() < ink.sum() / 2
    np.testing.assert_array_equal(thinned(ink), thinned_pixel_by_pixel(ink))


def test_a_bar_has_two_ends_which_go_apart():
    (left, west), (right, east) = stroke_ends(inked(picture((10, 8, 3, 12))))
    assert left[0] == right[0] == 11 and left[1] < 11 and right[1] > 16
    np.testing.assert_allclose([west, east], [[0, -1], [0, 1]], atol=1e-9)


def test_a_ring_a_dot_and_a_thorn_have_no_ends():
    ring = picture((8, 8, 12, 12))
    ring[11:17, 11:17] = -1
    assert stroke_ends(inked(ring)) == []
    assert stroke_ends(inked(picture((10, 10, 1, 1)))) == []
    bar, thorn = (10, 6, 1, 16), (7, 14, 3, 1)
    ends = [end for end, _ in stroke_ends(inked(picture(bar, thorn)))]
    assert ends == [(10, 6), (10, 21)]
    long = (3, 14, 7, 1)
    assert (3, 14) in [end for end, _ in stroke_ends(inked(picture(bar, long)))]


@pytest.mark.parametrize(
    ("bar", "added"),
    [
        ((10, 8, 3, 12), (10, 6, 3, 2)),
        ((10, 8, 2, 12), (10, 5, 2, 3)),
        ((10, 8, 1, 12), (10, 2, 1, 6)),
        ((8, 10, 12, 3), (6, 10, 2, 3)),
    ],
)
def test_a_stroke_goes_on_as_wide_as_it_is(bar, added):
    before = picture(bar)
    assert changed(before, with_longer_stroke(before)) == box(*added)


def test_a_slanted_stroke_goes_on_along_its_slant():
    before = picture()
    for step in range(12):
        before[8 + step, 8 + step] = 1
    assert changed(before, with_longer_stroke(before)) == {(k, k) for k in range(2, 8)}


@pytest.mark.parametrize("angle", range(0, 180, 15))
def test_new_pixels_lie_ahead_of_the_stroke_and_not_beside_it(angle):
    y, x = np.mgrid[:28, :28] - 13.7
    down, right = np.sin(np.radians(angle)), np.cos(np.radians(angle))
    along, aside = np.abs(y * down + x * right), np.abs(x * down - y * right)
    before = np.where((along <= 8) & (aside <= 1), 1.0, -1.0)[..., None]
    new = (with_longer_stroke(before) != before)[..., 0]
    assert new.sum() == 6
    assert along[new].min() > 8 - 1 and aside[new].max() < 1.3


def test_an_end_without_room_is_left_alone():
    left = picture((10, 2, 3, 12))  # there would be no paper left before the edge
    assert changed(left, with_longer_stroke(left)) == box(10, 14, 3, 2)
    assert with_longer_stroke(picture((10, 2, 3, 24))) is None
    before = picture((10, 10, 3, 12), (9, 6, 5, 2))  # it would run into another stroke
    assert changed(before, with_longer_stroke(before)) == box(10, 22, 3, 2)


def test_a_lone_pixel_is_far_from_ink_and_from_the_edge():
    before = picture((10, 8, 3, 12))
    before[9, 8:20] = -0.9  # a stroke's grey edge counts, too
    random, places = np.random.default_rng(0), set()
    for _ in range(300):
        (place,) = changed(before, with_lone_pixel(before, random))
        places.add(place)
    ink = np.argwhere(before[..., 0] > -1)
    gaps = [np.abs(ink - place).max(axis=1).min() for place in places]
    assert min(gaps) == 3 and len(places) > 100
    assert np.min(list(places)) == 4 and np.max(list(places)) == 23
    assert with_lone_pixel(picture((4, 4, 20, 20)), random) is None


def test_to_the_distance_of_pixels_six_are_always_worse_than_one():
    before = picture((10, 8, 3, 12))
    before[10:13, 7] = -0.01  # as near to ink as paper may be
    lone = with_lone_pixel(before, np.random.default_rng(0))
    digit, one, six = by_distance(
        [each[None] for each in (before, lone, with_longer_stroke(before))]
    )
    assert digit == 0 and one == -4
    assert six == pytest.approx(-(3 * 1.01**2 + 3 * 2**2), abs=1e-4) and six < one
