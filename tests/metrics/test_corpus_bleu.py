"""BLEU of a corpus: n-grams of all translations are counted up before anything is divided."""

import numpy as np
import pytest

from keras_gan_zoo.metrics import corpus_bleu


def test_counts_are_added_up_over_the_corpus():
    generated = [["the", "the", "the", "cat"], ["a", "dog", "runs", "off", "now"]]
    references = [["the", "cat", "sat", "there"], ["a", "dog", "runs", "away"]]
    # Words: the, cat of four, and a, dog, runs of five. Pairs: the cat; a dog, dog runs.
    shares = [(2 + 3) / (4 + 5), (1 + 2) / (3 + 4)]
    assert float(corpus_bleu(generated, references, 1)) == pytest.approx(shares[0])
    score = corpus_bleu(generated, references, 2)
    assert float(score) == pytest.approx(np.sqrt(np.prod(shares)))
    assert score.name == "corpus_bleu2_2" and score.samples == 2
    # No row of four words is right.
    assert float(corpus_bleu(generated, references)) == 0.0


def test_short_translations_pay_for_the_words_that_they_lack():
    references = [["a", "dog", "runs", "off"], ["no"]]
    generated = [["a", "dog"], ["no"]]
    assert float(corpus_bleu(generated, references, 1)) == pytest.approx(np.exp(1 - 5 / 3))
    longer = [["a", "dog", "runs", "off", "x"], ["no"]]
    assert float(corpus_bleu(longer, references, 1)) == pytest.approx(5 / 6)
    assert float(corpus_bleu([[], []], references)) == 0.0


def test_the_error_is_that_of_corpora_drawn_anew():
    random = np.random.default_rng(3)
    right = random.random(400) < 0.5
    generated = [[1] if one else [2] for one in right]
    score = corpus_bleu(generated, [[1]] * 400, 1)
    assert float(score) == pytest.approx(right.mean())
    assert score.error == pytest.approx(np.sqrt(0.25 / 400), rel=0.15)


def test_mistakes_are_named():
    with pytest.raises(ValueError, match="`references` must hold one for each of the 1 of `gener"):
        corpus_bleu([[1]], [[1], [2]])
    with pytest.raises(ValueError, match="`generated` is text where token sequences are expected"):
        corpus_bleu(["a dog"], ["a dog"])
