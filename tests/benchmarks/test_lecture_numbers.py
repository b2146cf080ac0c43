"""The numbers of the lectures' claims, on scores, codes and networks that are made up."""

import json

import keras
import numpy as np
import pytest
from keras import layers
from scipy.stats import binomtest, norm

from benchmarks.families.lectures import blends, middle_of_codes, pixel_or_stroke
from benchmarks.families.lectures.multiplications import multiplications


@pytest.mark.parametrize(("hits", "of"), [(0, 20), (9, 20), (431, 500), (500, 500)])
def test_the_interval_of_a_share_is_wilsons(hits, of):
    expected = binomtest(hits, of).proportion_ci(method="wilson")
    found = pixel_or_stroke.interval(hits, of, norm.ppf(0.975))
    assert found == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_a_stroke_is_preferred_where_it_scores_higher():
    real, lone, longer = np.array([[2, 2, 2, 2], [1, 3, 2, 0], [2, 1, 3, 1.0]])
    found = pixel_or_stroke.shares(real, lone, longer)
    assert found["stroke above pixel"] == 0.75
    assert found["pixel above digit"] == found["stroke above digit"] == 0.25
    low, high = map(float, found["95% interval"].split(" to "))
    assert low < 0.75 < high


def test_pairs_are_of_one_class_or_of_two_and_never_of_one_picture():
    labels = np.array([0, 0, 0, 1, 1, 2])
    for kind, alike in (("one class", True), ("two classes", False)):
        pairs = middle_of_codes.pairs_of(labels, 200, kind)
        assert pairs.shape == (200, 2) and (pairs[:, 0] != pairs[:, 1]).all()
        same = labels[pairs[:, 0]] == labels[pairs[:, 1]]
        assert (same == alike).all()
    again = [middle_of_codes.pairs_of(labels, 9, kind, seed=seed).tolist() for seed in (1, 1, 2)]
    assert again[0] == again[1] != again[2]


def test_a_picture_is_accepted_from_nine_tenths_on():
    odds = np.array([[0.9001, 0.0999, 0.0], [0.8999, 0.1001, 0.0], [0.02, 0.03, 0.95]])
    accepted, digits = middle_of_codes.judged(np.log(odds + 1e-12) + 700)
    assert accepted.tolist() == [True, False, True] and digits.tolist() == [0, 0, 2]


def test_the_middle_of_two_codes_is_judged():
    labels = np.repeat([0, 2], 50)
    codes = labels[:, None].astype("float64")

    def classify(pictures):  # sure of 0, 1 and 2, where they are drawn exactly
        return -1000 * np.abs(pictures - np.arange(3))

    def all_the_same(pictures):
        return np.tile([0.0, 0.0, 9.0, 50.0], (len(pictures), 1))

    judges = {"": classify, " (by another)": all_the_same}
    found = middle_of_codes.measured(codes, lambda codes: codes, labels, judges, 40)
    assert found["ends"] == found["middles, one class"] == 1
    assert found["accepted as another digit, one class"] == 0
    assert found["middles, two classes"] == found["accepted as another digit, two classes"] == 1
    assert found["ends (by another)"] == found["middles, one class (by another)"] == 1
    blurred = middle_of_codes.measured(codes, lambda c: 1.5 * c, labels, judges, 40)
    assert blurred["middles, two classes"] == 0  # 1.5 is as near to 1 as to 2
    assert blurred["accepted as another digit, two classes"] == 0


def test_what_is_no_digit_is_not_accepted_as_one():
    logits = np.zeros((2, 11))
    logits[0, 10], logits[1, 9] = 30, 30
    accepted, digits = middle_of_codes.judged(logits)
    assert accepted.tolist() == [False, True] and digits[1] == 9


def test_blends_are_of_two_classes():
    labels = np.repeat([0, 1], 20)
    images = np.where(labels == 0, -1.0, 1.0).reshape(-1, 1, 1, 1).astype("float32")
    found = blends.blended(images, labels, np.random.default_rng(0))
    assert 0 < len(found) < 40 and found.shape[1:] == (1, 1, 1)
    assert np.abs(found).max() <= 0.3 + 1e-6 and np.ptp(found) > 0.4


def test_the_grid_of_codes_begins_at_the_top_on_the_left():
    codes = np.array([[-1, 0], [3, 2], [0, 1.0]])
    size = middle_of_codes.CELLS_OF_GRID
    even = middle_of_codes.grid_codes(codes, uniform=True).reshape(size, size, 2)
    np.testing.assert_allclose(even[0, 0], [-1, 2])
    np.testing.assert_allclose(even[-1, -1], [3, 0])
    np.testing.assert_allclose(np.diff(even[0, :, 0]), 4 / (size - 1), rtol=1e-5)
    normal = middle_of_codes.grid_codes(codes, uniform=False).reshape(size, size, 2)
    shares = norm.cdf(normal[3, :, 0])
    np.testing.assert_allclose(shares, (np.arange(size) + 0.5) / size, atol=1e-6)
    assert normal[0, 0, 1] == pytest.approx(-normal[-1, 0, 1])


def test_multiplications_of_a_network_by_hand():
    network = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(5, 4, strides=2, padding="same"),  # 4 * 4 places
            layers.LeakyReLU(),
            layers.Conv2D(6, 3, padding="valid", groups=1),  # 2 * 2 places
            keras.Sequential([layers.Conv2DTranspose(7, 4, strides=2, padding="same")]),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )
    by_hand = 4 * 4 * 5 * 4 * 4 * 3 + 2 * 2 * 6 * 3 * 3 * 5 + 2 * 2 * 7 * 4 * 4 * 6 + 4 * 4 * 7 * 10
    assert multiplications(network) == by_hand


def test_what_cannot_be_counted_is_refused():
    network = keras.Sequential([keras.Input((8, 3)), layers.Conv1D(4, 3)])
    with pytest.raises(TypeError, match="Conv1D"):
        multiplications(network)


def test_a_search_goes_through_the_network_at_every_step():
    from benchmarks.families.lectures.energy_iterations import costs

    class Drawing:
        def __init__(self, **networks):
            self.__dict__.update(networks)

        def generate(self, n, seed, batch_size):
            assert n == batch_size

    network = keras.Sequential([keras.Input((3,)), layers.Dense(4)])
    found = costs(Drawing(scorer=network), Drawing(generator=network), searched=100, turns=2)
    assert found["a picture by search"]["multiplications"] == 2 * 100 * 12
    assert found["a picture by a generator"]["multiplications"] == 12
    assert json.dumps(found)
