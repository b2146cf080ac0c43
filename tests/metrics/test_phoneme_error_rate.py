"""Phoneme error rate, beside edit distances of the package rapidfuzz 3.14.6."""

import numpy as np
import pytest

from keras_gan_zoo.metrics import phoneme_error_rate
from keras_gan_zoo.metrics.text.phoneme_error_rate import edit_distance

PAIRS = [
    ("dh ax k ae t s ae t", "dh ax k ae t s eh t", 1),
    ("", "hh ah l ow", 4),
    ("hh ah l ow", "", 4),
    ("pau ay n ow pau", "pau ay d ow n t n ow pau", 4),
    ("b ae d", "s ih t ih ng", 5),
    ("s t r eh ng th s", "s t r ih ng z", 3),
    ("aa b k d aa b r aa", "k d b aa aa r b aa k", 6),
]


def test_distances_are_those_of_rapidfuzz():
    for ours, theirs, expected in PAIRS:
        assert edit_distance(ours.split(), theirs.split()) == expected
        assert edit_distance(theirs.split(), ours.split()) == expected


def test_the_rate_is_of_all_utterances_together():
    ours, theirs, edits = zip(*PAIRS, strict=True)
    score = phoneme_error_rate(ours, theirs)
    said = [len(each.split()) for each in theirs]
    assert float(score) == pytest.approx(sum(edits) / sum(said))
    assert (score.name, score.samples, score.reference_samples) == ("phoneme_error_rate_7", 7, 7)
    # The error of a ratio of sums is the spread of what it leaves over.
    left = np.array(edits) - float(score) * np.array(said)
    assert score.error == pytest.approx(np.sqrt(np.mean(left**2) / 7) / np.mean(said))
    # One substitution and one deletion of six phonemes.
    assert float(phoneme_error_rate(["dh ax k ae t"], ["dh ax k ah t s"])) == pytest.approx(2 / 6)
    assert float(phoneme_error_rate(["a b c"], ["d"])) == 3


def test_tokens_and_what_is_left_out():
    ours, theirs = np.int32([[1, 4, 5, 0], [1, 2, 0, 0]]), np.int32([[4, 6, 1, 0], [1, 2, 3, 0]])
    assert float(phoneme_error_rate(ours, theirs, ignored=[0])) == pytest.approx(4 / 6)
    assert float(phoneme_error_rate(ours, theirs, ignored=[0, 1])) == pytest.approx(2 / 4)
    assert float(phoneme_error_rate(["pau b pau"], ["b pau d"], ignored=["pau"])) == 0.5


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("a b", ["a"]), "must be a list of at least one transcript"),
        (([], []), "must be a list of at least one transcript"),
        ((["a"], ["a", "b"]), "must hold one for each of the 1 of `generated`, got 2"),
        ((["a"], [""]), "`references` hold no phonemes"),
    ],
)
def test_what_cannot_be_compared_is_named(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        phoneme_error_rate(*arguments)
