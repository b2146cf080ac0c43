"""chrF and chrF++, beside the numbers of sacrebleu 2.6.0."""

import numpy as np
import pytest

from keras_gan_zoo.metrics import chrf

# Of each pair, as corpus_score([text], [[reference]]) of CHRF() and of CHRF(word_order=2).
PAIRS = [
    ("The cat sat on the mat.", "The cat is sitting on the mat.", 49.648517, 54.255186),
    ("the the the cat", "the cat sat on the mat", 32.296881, 33.640286),
    ("one", "one", 100.0, 100.0),
    ("one", "two", 11.111111, 8.333333),
    ("a", "a", 100.0, 100.0),
    ("a", "ab", 55.555556, 27.777778),
    ("!", "!", 100.0, 100.0),
    ("(hi)", "hi", 78.125, 52.083333),
    ("", "nothing written", 0.0, 0.0),
    ("something written", "", 0.0, 0.0),
    ("", "", 0.0, 0.0),
    ("   ", "  \t ", 0.0, 0.0),
    ("Hello , world !", "Hello, world!", 100.0, 100.0),
    ("\u201cquoted\u201d text...", '"quoted" text.', 51.332583, 41.89754),
    ("床前明月光", "床前明月光,疑是地上霜", 36.623773, 30.519811),
    ("今天天气很好", "今天的天气真好", 18.002477, 15.430695),
    ("привет, мир", "Привет мир!", 40.31746, 34.404762),
    ("مرحبا بالعالم", "مرحبا يا عالم", 43.790488, 37.47321),
    ("नमस्ते दुनिया", "नमस्ते, दुनिया!", 59.688831, 51.924905),
    ("안녕하세요 세계", "안녕 세계", 35.660661, 32.577302),
    ("😀😀 fun", "😀 fun 😀", 58.333333, 46.885996),
    ("e\u0301te\u0301", "\xe9t\xe9", 9.803922, 7.352941),
    ("no\xa0break here", "no break here", 100.0, 100.0),
    ("UPPER case", "upper case", 21.19709, 22.147817),
    ("abc", "abcdef", 43.726236, 32.794677),
    ("abcdef", "abc", 75.657895, 56.743421),
    ("a b c d e f g", "g f e d c b a", 16.666667, 25.0),
    ("--", "--", 100.0, 100.0),
    (".a", "a", 83.333333, 83.333333),
    ("it's a dog's life", "it is a dog's life", 76.977744, 72.241392),
]
TEXTS, REFERENCES, *EXPECTED = map(list, zip(*PAIRS, strict=True))
# Of all pairs together; the arguments, and sacrebleu's number for the same ones of its own.
TOGETHER = [
    ({}, 48.591217, "chrf2_30"),
    ({"words": 2}, 47.744137, "chrf2++_30"),
    ({"beta": 1}, 51.282312, "chrf1_30"),
    ({"beta": 3, "words": 1}, 49.204402, "chrf3+_30"),
    ({"largest": 2}, 67.023467, "chrf2_30"),
]


@pytest.mark.parametrize("words", [0, 2])
def test_numbers_are_those_of_sacrebleu(words):
    pairs = zip(TEXTS, REFERENCES, strict=True)
    found = [100 * float(chrf([ours], [theirs], words)) for ours, theirs in pairs]
    np.testing.assert_allclose(found, EXPECTED[words // 2], atol=1e-6)


@pytest.mark.parametrize(("arguments", "expected", "name"), TOGETHER)
def test_counts_are_added_up_over_the_corpus(arguments, expected, name):
    score = chrf(TEXTS, REFERENCES, **arguments)
    assert 100 * float(score) == pytest.approx(expected, abs=1e-6)
    assert score.name == name and score.samples == score.reference_samples == 30


def test_a_letter_left_out_costs_more_than_one_too_many():
    # One n, so that the shares are plain: 3 of 6 letters are right, and all 3 there are.
    assert float(chrf(["abcdef"], ["abc"], largest=1)) == pytest.approx(5 * 0.5 / (4 * 0.5 + 1))
    assert float(chrf(["abc"], ["abcdef"], largest=1)) == pytest.approx(5 * 0.5 / (4 + 0.5))


def test_the_error_is_that_of_corpora_drawn_anew():
    right = np.random.default_rng(3).random(400) < 0.5
    score = chrf(["a" if one else "b" for one in right], ["a"] * 400)
    assert float(score) == pytest.approx(right.mean())
    assert score.error == pytest.approx(np.sqrt(0.25 / 400), rel=0.15)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("a dog", ["a dog"]), "`generated` must be a list of at least one text"),
        ((["a dog"], []), "`references` must be a list of at least one text"),
        ((["a"], ["a", "b"]), "`references` must hold one for each of the 1 of `generated`, got 2"),
        ((["a"], ["a"], -1), "`words` must be a whole number"),
    ],
)
def test_mistakes_are_named(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        chrf(*arguments)
    with pytest.raises(ValueError, match="`beta` must be"):
        chrf(["a"], ["a"], beta=0)
