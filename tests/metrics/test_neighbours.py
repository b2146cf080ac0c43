"""Distances, balls and pairs against plain differences in float64, copies among them."""

import numpy as np
import pytest

from keras_gan_zoo import metrics
from keras_gan_zoo.metrics.neighbours import (
    SquaredDistances,
    count_close_pairs,
    neighbour_radii,
    squared_distance_blocks,
)
from keras_gan_zoo.metrics.pictures.memorisation import memorisation_of_features


def plain_distances(rows, columns):
    """Squared distances by the definition, in float64."""
    rows, columns = np.asarray(rows, "float64"), np.asarray(columns, "float64")
    return np.stack([np.square(row - columns).sum(axis=1) for row in rows])


def by_definition(generated, real, k):
    """Kynkaanniemi et al. count the edge of a ball as inside, Naeem et al. as outside."""
    across = plain_distances(generated, real)
    # The nearest of a sample's own set is itself.
    real_radii = np.sort(plain_distances(real, real), axis=1)[:, k]
    generated_radii = np.sort(plain_distances(generated, generated), axis=1)[:, k]
    return {
        "precision": (across <= real_radii).any(axis=1).mean(),
        "recall": (across <= generated_radii[:, None]).any(axis=0).mean(),
        "density": (across < real_radii).sum(axis=1).mean() / k,
        "coverage": (across.min(axis=0) < real_radii).mean(),
    }


def features(count, seed, dimensions=512, scale=1.0, offset=0.0):
    """Float32 features as Inception's are: many, none negative, far from the origin."""
    drawn = np.random.default_rng(seed).normal(size=(count, dimensions))
    return (np.abs(drawn) * scale + offset).astype("float32")


REAL = features(120, seed=0)
SETS = {
    "itself": (REAL, REAL),
    "itself in another order": (REAL[::-1], REAL),
    "copies of some": (REAL[:30], REAL),
    "copies and others": (np.concatenate([REAL[40:80], features(40, seed=1)]), REAL),
    "one picture again and again": (REAL[:1].repeat(50, axis=0), REAL),
    "real pictures twice each": (REAL, np.concatenate([REAL[:60], REAL[:60]])),
    "far from the origin": tuple(features(80, seed, scale=0.01, offset=1e3) for seed in (2, 2)),
    "few dimensions": tuple(features(90, seed, dimensions=2).round(1) for seed in (3, 4)),
}


@pytest.mark.parametrize("neighbours", [1, 3, 5])
@pytest.mark.parametrize("name", SETS)
def test_precision_and_the_rest_are_those_of_plain_differences(name, neighbours):
    generated, real = SETS[name]
    found = metrics.precision_recall(generated, real, neighbours=neighbours)
    for score, expected in by_definition(generated, real, neighbours).items():
        assert getattr(found, score).value == expected, score


@pytest.mark.parametrize("neighbours", [1, 3, 5, 8])
def test_a_set_against_itself_scores_one(neighbours):
    found = metrics.precision_recall(REAL, REAL, neighbours=neighbours)
    assert {name: score.value for name, score in vars(found).items()} == {
        "precision": 1.0,
        "recall": 1.0,
        "density": 1.0,
        "coverage": 1.0,
    }


def test_settled_distances_are_exact_where_they_are_compared():
    rows, columns = REAL[:50], np.concatenate([REAL[25:], REAL[:3] + np.float32(1e-6)])
    expected = plain_distances(rows, columns)
    pairs = SquaredDistances(rows, columns, block_size=20)
    for start, distances in pairs.blocks():
        block = expected[start : start + len(distances)]
        limits = np.sort(block, axis=1)[:, 2:3]
        pairs.settle(start, distances, 0.0, limits)
        for limit in (0.0, limits):
            np.testing.assert_array_equal(distances < limit, block < limit)
            np.testing.assert_array_equal(distances <= limit, block <= limit)
        np.testing.assert_allclose(distances, block, rtol=1e-9, atol=1e-9)


def test_the_matrix_product_alone_loses_copies():
    # Why distances are settled at all: if this ever fails, that could go.
    distances = np.concatenate([block for _, block in squared_distance_blocks(REAL, REAL)])
    assert np.count_nonzero(np.diag(distances)) > 0


@pytest.mark.parametrize("neighbours", [1, 2, 5])
def test_radii_are_exact_and_zero_among_copies(neighbours):
    repeated = np.concatenate([REAL, REAL[:40], REAL[:40]])
    expected = np.sort(plain_distances(repeated, repeated), axis=1)[:, neighbours]
    np.testing.assert_array_equal(neighbour_radii(repeated, neighbours), expected)


@pytest.mark.parametrize("copies", [1, 2, 7])
def test_pairs_of_copies_are_counted_once_each(copies):
    repeated = REAL[:20].repeat(copies, axis=0)
    assert count_close_pairs(repeated, 0.0) == 20 * copies * (copies - 1) // 2
    limit = float(np.median(plain_distances(REAL, REAL)))
    plain = plain_distances(repeated, repeated) <= limit
    assert count_close_pairs(repeated, limit) == np.triu(plain, 1).sum()


def test_support_of_exact_copies_in_closed_form():
    # The nearest neighbour of a tenth of the real samples is a copy, so only copies collide.
    real = np.concatenate([REAL, REAL[:10]])
    generated = REAL[:20].repeat(10, axis=0)
    found = metrics.support_size(generated, real, quantile=0.05)
    assert found.duplicate_distance == 0.0
    assert found.collisions == 20 * 10 * 9 // 2
    assert found.estimate.value == 200 * 199 / (2 * 900)
    assert found.real_estimate == 130 * 129 / (2 * 10)


def test_a_copy_is_at_distance_zero_from_the_training_set():
    held_out = features(40, seed=5)
    found = memorisation_of_features(REAL[50:80], REAL, held_out)
    assert not found.distances.any() and found.held_out_distances.all()
    np.testing.assert_array_equal(found.nearest, np.arange(50, 80))
