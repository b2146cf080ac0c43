"""Style accuracy, its classifier, and BLEU of each text against its own."""

import math

import numpy as np
import pytest

from keras_gan_zoo.metrics import (
    StyleClassifier,
    paired_bleu,
    style_accuracy,
    train_style_classifier,
)

DULL = ["a dull film", "the plot is dull", "dull dull dull", "no film"]
FINE = ["a fine film", "the plot is fine", "great film"]


def test_the_classifier_is_at_the_bottom_of_its_penalised_loss():
    penalty = 0.7
    classifier = train_style_classifier(DULL, FINE, penalty)
    texts, labels = [*DULL, *FINE], np.array([-1] * 4 + [1] * 3)
    has = np.array(
        [
            [
                f" {' '.join(ngram)} " in f" {text} "  # the texts are words with spaces between
                for ngram in classifier.ngrams
            ]
            for text in texts
        ],
        float,
    )
    assert {("dull", "film"), ("film",)} < set(classifier.ngrams)
    assert len(set(classifier.ngrams)) == len(classifier.ngrams) == 9 + 11
    counts = [1 + has[labels == label].sum(axis=0) for label in (1, -1)]
    ratio = np.log(counts[0] / counts[0].sum()) - np.log(counts[1] / counts[1].sum())
    kept = np.abs(ratio) > 1e-12
    w = classifier.weights[kept] / ratio[kept]

    def loss(w, bias):
        margins = labels * ((has * ratio)[:, kept] @ w + bias)
        return np.logaddexp(0, -margins).sum() + penalty / 2 * np.sum(w**2)

    least = loss(w, classifier.bias)
    random = np.random.default_rng(0)
    for _ in range(20):
        step = 0.01 * random.normal(size=len(w) + 1)
        assert loss(w + step[:-1], classifier.bias + step[-1]) > least - 1e-9
    logits = (has @ classifier.weights) + classifier.bias
    np.testing.assert_allclose(classifier(texts), 1 / (1 + np.exp(-logits)), atol=1e-12)


def test_words_are_those_of_any_capitals_and_each_counts_once():
    classifier = StyleClassifier([("fine",), ("fine", "!"), ("dull",)], [1.0, 2.0, -4.0], bias=0.5)
    logits = classifier.logits(["Fine, fine and FINE", "fine!", "dull", "nothing known"])
    np.testing.assert_allclose(logits, [1.5, 3.5, -3.5, 0.5])


def test_accuracy_is_the_share_that_is_found_to_be_of_the_style():
    def classifier(texts):
        return [{"no": 0.1, "yes": 0.9, "?": 0.5}[text] for text in texts]

    score = style_accuracy(["yes", "no", "?", "yes"], "y", classifier)
    assert (float(score), score.name) == (0.5, "style_accuracy4")
    assert score.error == pytest.approx(0.25)
    assert float(style_accuracy(["yes", "no", "?", "yes"], "x", classifier)) == 0.25
    for arguments, sentence in [
        ((["no"], "z", classifier), "`style` must be 'x', the classifier's first, or 'y', got 'z'"),
        (("no", "x", classifier), "`texts` must be a list of at least one text"),
        ((["no"], "x", lambda texts: [2.0]), "a probability for each of the 1 texts, got .* 2"),
        ((["no"], "x", lambda texts: []), "a probability for each of the 1 texts, got the sha"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            style_accuracy(*arguments)
    with pytest.raises(ValueError, match="`y` must be a list of at least one text"):
        train_style_classifier(DULL, [])
    with pytest.raises(ValueError, match=r"`weights` must be \(1,\)"):
        StyleClassifier([("a",)], [1.0, 2.0])


def test_each_text_is_compared_with_its_own():
    sources = [["a", "dull", "film", "a"], ["no", "fun"], ["it", "is"]]
    written = [["a", "a", "a", "film"], ["no", "fun"], ["a", "dull", "film"]]
    scores = paired_bleu(written, sources, largest=2)
    # a twice of three, film; no pair of three. The last has no word of its own text.
    first = math.sqrt(3 / 4 * 0.1 / 3)
    assert float(scores[2]) == pytest.approx((first + 1 + 0) / 3)
    assert scores[2].name == "paired_bleu2_3"
    assert all(float(score) == 1 for score in paired_bleu(sources, sources, largest=2).values())
    short = paired_bleu([["a", "dull"]], [["a", "dull", "film", "a"]], largest=2)[2]
    assert float(short) == pytest.approx(math.exp(1 - 4 / 2))
    assert float(paired_bleu([["a"]], [["a"]], largest=2)[2]) == pytest.approx(math.sqrt(0.1))
    with pytest.raises(ValueError, match="one for each of the 3 of `generated`, got 1"):
        paired_bleu(written, sources[:1])
    with pytest.raises(ValueError, match="`references` is text where token sequences"):
        paired_bleu(written, ["a", "b", "c"])
