import numpy as np
import pytest
from scipy.spatial import distance

from keras_gan_zoo import metrics
from keras_gan_zoo.metrics.neighbours import neighbour_radii, squared_distance_blocks


def by_brute_force(generated, real, k):
    across = distance.cdist(generated, real)
    real_radii = np.sort(distance.cdist(real, real))[:, k]
    generated_radii = np.sort(distance.cdist(generated, generated))[:, k]
    inside = across <= real_radii
    return {
        "precision": inside.any(axis=1).mean(),
        "recall": (across <= generated_radii[:, None]).any(axis=0).mean(),
        "density": inside.sum() / (k * len(generated)),
        "coverage": (across.min(axis=0) <= real_radii).mean(),
    }


@pytest.mark.parametrize("neighbours", [3, 5])
def test_equals_brute_force(neighbours):
    generator = np.random.default_rng(0)
    real = generator.normal(size=(211, 6))
    generated = generator.normal(0.3, 0.8, size=(157, 6))
    found = metrics.precision_recall(generated, real, neighbours=neighbours)
    for name, expected in by_brute_force(generated, real, neighbours).items():
        assert float(getattr(found, name)) == pytest.approx(expected, abs=1e-12), name
    assert found.recall.name == f"recall_k{neighbours}_157_given"


def test_distances_far_from_the_origin_and_in_blocks():
    generator = np.random.default_rng(1)
    rows, columns = generator.normal(1e5, 1, (25, 4)), generator.normal(1e5, 1, (30, 4))
    blocks = list(squared_distance_blocks(rows, columns, block_size=10))
    assert [start for start, _ in blocks] == [0, 10, 20]
    found = np.concatenate([block for _, block in blocks])
    np.testing.assert_allclose(found, distance.cdist(rows, columns) ** 2, rtol=1e-6)
    radii = np.sort(distance.cdist(rows, rows))[:, 2] ** 2
    np.testing.assert_allclose(neighbour_radii(rows, 2), radii, rtol=1e-6)


def test_a_dropped_mode_costs_recall_and_coverage_but_not_precision():
    generator = np.random.default_rng(2)
    left, right = generator.normal(-10, 1, (200, 5)), generator.normal(10, 1, (200, 5))
    real = np.concatenate([left, right])
    one_mode = metrics.precision_recall(generator.normal(-10, 1, (400, 5)), real)
    assert float(one_mode.precision) > 0.9
    assert 0.4 < float(one_mode.recall) < 0.51
    assert 0.4 < float(one_mode.coverage) < 0.51
    junk = metrics.precision_recall(generator.normal(0, 1, (400, 5)), real)
    assert float(junk.precision) == float(junk.density) == float(junk.coverage) == 0


def test_mistakes_are_named():
    with pytest.raises(ValueError, match="neighbours must be at least 1 and less than the 4"):
        metrics.precision_recall(np.zeros((9, 2)), np.zeros((4, 2)), neighbours=4)
