import numpy as np
import pytest

from keras_gan_zoo import metrics


def test_closed_forms():
    varied = np.eye(10)[np.arange(1000) % 10]
    assert float(metrics.inception_score(varied, "lenet")) == pytest.approx(10, rel=1e-12)
    one_class = np.tile(np.eye(10)[0], (1000, 1))
    assert float(metrics.inception_score(one_class, "lenet")) == pytest.approx(1, rel=1e-12)
    unsure = np.full((1000, 10), 0.1)
    assert float(metrics.inception_score(unsure, "lenet")) == pytest.approx(1, rel=1e-12)
    # Two classes, each image sure of one with 0.9: KL = ln 2 - H(0.9).
    pair = np.tile([[0.9, 0.1], [0.1, 0.9]], (50, 1))
    expected = np.exp(np.log(2) + 0.9 * np.log(0.9) + 0.1 * np.log(0.1))
    assert float(metrics.inception_score(pair, "lenet")) == pytest.approx(expected, rel=1e-12)


def test_the_name_says_which_classifier():
    score = metrics.inception_score(np.full((2000, 2), 0.5), "fashion_lenet", splits=5)
    assert score.name == "classifier_score2k_fashion_lenet"
    assert score.error == pytest.approx(0)


def test_logits_are_refused():
    with pytest.raises(ValueError, match="apply a softmax to logits first"):
        metrics.inception_score(np.random.default_rng(0).normal(size=(100, 10)), "lenet")
    with pytest.raises(ValueError, match="splits must be between 1 and the 5 images"):
        metrics.inception_score(np.full((5, 2), 0.5), "lenet")


def test_one_split_has_no_error():
    probabilities = np.random.default_rng(0).dirichlet(np.ones(4), 100)
    assert metrics.inception_score(probabilities, "lenet", splits=1).error is None
    scores = [
        metrics.inception_score(part, "lenet", splits=1).value
        for part in np.split(probabilities, 2)
    ]
    assert metrics.inception_score(probabilities, "lenet", 2).error == pytest.approx(np.std(scores))
