import numpy as np
import pytest
from scipy import stats
from skimage import data

from keras_gan_zoo import metrics
from keras_gan_zoo.metrics.pictures.memorisation import (
    _hypergeometric_tail,
    memorisation,
    memorisation_of_features,
)
from keras_gan_zoo.metrics.pictures.mifid import memorisation_distance, mifid


@pytest.fixture(scope="module")
def tiles():
    """400 photographic tiles of 32x32 in random order, none overlapping another."""
    photographs = (data.astronaut(), data.coffee(), data.chelsea(), data.rocket())
    found = [
        photograph[row : row + 32, column : column + 32]
        for photograph in photographs
        for row in range(0, photograph.shape[0] - 31, 32)
        for column in range(0, photograph.shape[1] - 31, 32)
    ]
    return np.random.default_rng(0).permutation(np.stack(found))[:400]


@pytest.fixture(scope="module")
def parts(tiles):
    return tiles[:200], tiles[200:300], tiles[300:]


def test_unseen_real_images_are_not_accused(parts):
    training, held_out, fresh = parts
    result = memorisation(fresh, training, held_out)
    assert not result.found
    assert result.p_value > 0.01
    assert "no sign of memorisation" in str(result)


@pytest.mark.parametrize(
    "fault",
    [
        lambda x: x,
        lambda x: x[:, :, ::-1],
        lambda x: np.roll(x, 2, axis=1),
        lambda x: np.clip(x * 0.7 + 40, 0, 255).astype(np.uint8),
        lambda x: np.clip(x * [1.1, 1.0, 0.8], 0, 255).astype(np.uint8),
        lambda x: np.clip(x + np.random.default_rng(1).normal(0, 10, x.shape), 0, 255).astype(
            np.uint8
        ),
    ],
    ids=["copied", "mirrored", "shifted", "faded", "tinted", "noisy"],
)
def test_copies_of_the_training_set_are_caught(parts, fault):
    training, held_out, _ = parts
    result = memorisation(fault(training[:100]), training, held_out)
    assert result.found
    assert result.share > 0.6
    assert np.mean(result.nearest == np.arange(100)) > 0.8


def test_an_eighth_of_copies_among_fresh_images_is_caught_and_counted(parts):
    training, held_out, fresh = parts
    generated = np.concatenate([fresh[:88], training[:12, :, ::-1]])
    result = memorisation(generated, training, held_out)
    assert result.found
    assert 0.1 <= result.share < 0.3
    assert "memorised: about" in str(result)


def test_features_are_judged_by_direction():
    samples = np.random.default_rng(3).normal(size=(900, 16))
    training, held_out, fresh = np.split(samples, [300, 600])
    assert not memorisation_of_features(fresh, training, held_out).found
    assert memorisation_of_features(3.0 * training[:200], training, held_out).found


def test_the_tail_equals_scipy():
    for at_least, total, marked, drawn in [(10, 300, 150, 10), (25, 300, 100, 40), (0, 30, 10, 5)]:
        expected = stats.hypergeom.sf(at_least - 1, total, marked, drawn)
        found = _hypergeometric_tail(at_least, total, marked, drawn)
        assert found == pytest.approx(expected, rel=1e-9)


def test_the_p_value_is_calibrated():
    generator = np.random.default_rng(4)
    p_values = []
    for _ in range(200):
        training, held_out, fresh = np.split(generator.normal(size=(300, 4)), 3)
        p_values.append(memorisation_of_features(fresh, training, held_out).p_value)
    # Corrected for several depths, so it may only err on the careful side.
    assert np.mean(np.array(p_values) < 0.05) <= 0.08


def test_mifid_divides_by_closeness_only_where_suspicious():
    generator = np.random.default_rng(5)
    training, fresh = generator.normal(size=(2, 400, 16))
    copies = training + generator.normal(0, 0.01, training.shape)
    threshold = 0.5 * memorisation_distance(fresh, training)
    plain = metrics.fid(*(metrics.Features(x, "given", "none") for x in (fresh, training)))
    assert mifid(fresh, training, threshold).value == pytest.approx(plain.value)
    score = mifid(copies, training, threshold)
    plain = metrics.fid(*(metrics.Features(x, "given", "none") for x in (copies, training)))
    expected = plain.value / memorisation_distance(copies, training)
    assert score.value == pytest.approx(expected, rel=1e-9)
    assert score.name == "mifid400_given"


def test_memorisation_distance_equals_the_definition():
    generator = np.random.default_rng(6)
    a, b = generator.normal(size=(30, 5)), generator.normal(size=(40, 5))
    cosines = (a @ b.T) / np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
    expected = (1 - np.abs(cosines)).min(axis=1).mean()
    assert memorisation_distance(a, b, block_size=7) == pytest.approx(expected, rel=1e-12)


def test_mistakes_are_named(parts):
    with pytest.raises(ValueError, match="at least 20 samples each, got 5 and 100"):
        memorisation(parts[0][:5], parts[0], parts[1])
    with pytest.raises(ValueError, match="threshold must be between 0 and 1"):
        mifid(np.eye(3), np.eye(3), threshold=3)
