"""Verification of persons: rate and area against what they are by counting."""

import numpy as np
import pytest
from scipy.stats import norm

from keras_gan_zoo import metrics

RANDOM = np.random.default_rng(0)


def test_pairs_are_every_two_and_their_cosines():
    vectors, persons = RANDOM.normal(size=(7, 5)), np.array([0, 1, 0, 2, 2, 2, 1])
    similarities, same = metrics.pair_similarities(vectors, persons)
    expected = [
        (a @ b / np.linalg.norm(a) / np.linalg.norm(b), persons[i] == persons[j])
        for i, a in enumerate(vectors)
        for j, b in enumerate(vectors)
        if i < j
    ]
    np.testing.assert_allclose(similarities, [cosine for cosine, _ in expected], atol=1e-12)
    np.testing.assert_array_equal(same, [of_one for _, of_one in expected])


def test_rate_and_area_are_those_of_two_normal_distributions():
    of_one, of_two = RANDOM.normal(1.5, 1, 200_000), RANDOM.normal(0, 1, 200_000)
    similarities = np.concatenate([of_one, of_two])
    same = np.arange(400_000) < 200_000
    rate = metrics.verification_rate(similarities, same, 0.01)
    assert rate == pytest.approx(norm.sf(norm.isf(0.01) - 1.5), abs=0.005)
    area = metrics.verification_auc(similarities, same)
    assert area == pytest.approx(norm.cdf(1.5 / np.sqrt(2)), abs=0.003)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.29, 0.3, 0.9])
def test_no_more_are_accepted_falsely_than_may_be(share):
    of_two = np.round(RANDOM.uniform(size=10), 2)
    of_one = np.linspace(0, 1, 101)
    rate = metrics.verification_rate(
        np.concatenate([of_one, of_two]), [1] * len(of_one) + [0] * 10, share
    )
    # Of all thresholds the best that keeps the share, tried one by one.
    tried = [-1, *np.unique(np.concatenate([of_one, of_two]))]
    kept = [t for t in tried if np.mean(of_two > t) <= share + 1e-9]
    assert rate == pytest.approx(max(np.mean(of_one > t) for t in kept))


def test_area_counts_ties_half():
    similarities, same = RANDOM.integers(0, 5, 60), RANDOM.integers(0, 2, 60)
    of_one, of_two = similarities[same == 1], similarities[same == 0]
    above = np.mean(of_one[:, None] > of_two) + np.mean(of_one[:, None] == of_two) / 2
    assert metrics.verification_auc(similarities, same) == pytest.approx(above)
    assert metrics.verification_auc([1, 1, 1], [1, 0, 0]) == 0.5
    assert metrics.verification_rate([1, 1, 1], [1, 0, 0]) == 0


def test_what_cannot_be_verified_is_refused():
    for arguments, sentence in (
        (([0.1, 0.2], [1, 1]), "no pair of two persons"),
        (([0.1, 0.2], [0, 0]), "no pair of one person"),
        (([0.1, 0.2], [0, 1, 0]), r"got \(2,\) and \(3,\)"),
        (([0.1, 0.2], [0, 1], 1.0), r"`false_accepts` must be in \[0, 1\), got 1"),
    ):
        with pytest.raises(ValueError, match=sentence):
            metrics.verification_rate(*arguments)
    with pytest.raises(ValueError, match=r"`persons` \(n,\), got \(3, 2\) and \(2,\)"):
        metrics.pair_similarities(np.ones((3, 2)), [0, 1])
