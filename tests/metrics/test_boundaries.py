"""The F-score of edges counts what lies beside a boundary of the map, and what does not."""

import numpy as np
import pytest

from keras_gan_zoo import metrics


def halves(column=8, side=16):
    """Returns a map of two classes, the second from a column on."""
    return np.broadcast_to((np.arange(side) >= column).astype(int), (1, side, side))


def picture(column=8, side=16):
    return halves(column, side)[..., None] * 1.6 - 0.8


def test_an_edge_on_the_boundary_however_dim_is_found():
    assert metrics.boundary_f_score(picture(), halves()) == 1
    assert metrics.boundary_f_score(picture() * 0.05 - 0.3, halves()) == 1
    assert metrics.boundary_f_score(-picture(), halves()) == 1


def test_edges_count_within_the_tolerance():
    # Two columns are on the boundary and two are edges: of a shift of 2 one of each is near.
    assert metrics.boundary_f_score(picture(9), halves(), tolerance=1) == 1
    assert metrics.boundary_f_score(picture(10), halves(), tolerance=1) == pytest.approx(0.5)
    assert metrics.boundary_f_score(picture(10), halves(), tolerance=2) == 1
    assert metrics.boundary_f_score(picture(9), halves()) == pytest.approx(0.5)
    assert metrics.boundary_f_score(picture(12), halves(), tolerance=1) == 0


def test_precision_and_recall_are_both_asked_for():
    # A boundary along a row and one along a column, of which the picture shows the former alone.
    maps = np.zeros((1, 16, 16), int)
    maps[:, 8:] = 1
    maps[:, 8:, 8:] = 2
    shown = np.where(maps > 0, 0.8, -0.8)[..., None]
    on = np.zeros((16, 16), bool)
    on[7:9] = on[8:, 7:9] = True
    edges = np.zeros((16, 16), bool)
    edges[7:9] = True
    near = np.zeros((16, 16), bool)
    near[6:10] = True
    assert edges.sum() < on.sum()  # no others are taken in their place: they have no strength
    recall = near[on].mean()
    expected = 2 * recall / (1 + recall)
    assert metrics.boundary_f_score(shown, maps, tolerance=1) == pytest.approx(expected)


def test_a_flat_picture_has_no_edges_and_a_flat_map_asks_for_none():
    flat = np.full((1, 16, 16, 3), -0.5)
    assert metrics.boundary_f_score(flat, halves()) == 0
    assert metrics.boundary_f_score(picture(), np.zeros((1, 16, 16), int)) == 1


def test_noise_has_the_boundaries_share():
    maps = np.random.default_rng(0).integers(0, 2, (40, 8, 8)).repeat(8, 1).repeat(8, 2)
    noise = np.random.default_rng(1).uniform(-1, 1, (40, 64, 64, 1))
    on = np.stack([np.gradient(maps.astype(float), axis=axis) != 0 for axis in (1, 2)]).any(0)
    assert metrics.boundary_f_score(noise, maps).mean() == pytest.approx(on.mean(), abs=0.01)


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"`maps` must be of the pictures' size \(1, 16, 16\)"):
        metrics.boundary_f_score(picture(), halves(side=8))
    with pytest.raises(ValueError, match="`tolerance` must be a whole number of at least 0"):
        metrics.boundary_f_score(picture(), halves(), tolerance=-1)
