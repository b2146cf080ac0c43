"""ROUGE, beside the numbers of the package rouge-score 0.1.2 (no stemmer), F1 each."""

import itertools

import numpy as np
import pytest

from keras_gan_zoo.metrics import rouge

MODULE = "Kernel module that enables you to call ACPI"
PAIRS = [
    (MODULE, f"{MODULE} methods", 0.941176, 0.933333, 0.941176),
    ("the the the cat", "the cat sat on the mat", 0.6, 0.25, 0.4),
    ("A B C D E", "b d a c e", 1.0, 0.0, 0.6),
    ("library (development files)", "development files for the library", 0.75, 0.333333, 0.5),
    ("", "nothing written", 0.0, 0.0, 0.0),
    ("one", "two", 0.0, 0.0, 0.0),
]


def test_numbers_are_those_of_rouge_score():
    for ours, theirs, *expected in PAIRS:
        found = [float(score) for score in rouge([ours], [theirs]).values()]
        np.testing.assert_allclose(found, expected, atol=1e-6)
    scores = rouge(*zip(*(pair[:2] for pair in PAIRS), strict=True))
    for place, (name, score) in enumerate(scores.items(), 2):
        column = np.array([pair[place] for pair in PAIRS])
        assert abs(float(score) - column.mean()) < 1e-6
        assert abs(score.error - column.std() / np.sqrt(len(PAIRS))) < 1e-6
        assert score.name == f"{name}_6" and score.samples == 6


def test_what_is_in_order_is_the_longest_common_subsequence():
    random = np.random.default_rng(0)
    for _ in range(30):
        ours, theirs = random.integers(0, 3, (2, 6)).tolist()

        def shared(size, ours=ours, theirs=theirs):
            kept = [set(itertools.combinations(each, size)) for each in (ours, theirs)]
            return kept[0] & kept[1]

        longest = max(size for size in range(7) if shared(size))
        assert float(rouge([ours], [theirs])["rougeL"]) == pytest.approx(longest / 6)


def test_words_of_any_script_and_of_none():
    assert float(rouge(["Ça marche, très_bien!"], ["ça marche très bien"])["rouge1"]) == 1.0
    assert float(rouge([list("床前明月")], [list("床前月光")])["rougeL"]) == 0.75
    assert float(rouge(["..."], ["..."])["rouge1"]) == 0.0


@pytest.mark.parametrize(
    ("generated", "references", "sentence"),
    [
        ("a text", ["a text"], "`generated` must be a list of at least one summary"),
        ([], [], "`generated` must be a list of at least one summary"),
        (["a"], ["a", "b"], "`references` must hold one for each of the 1 of `generated`, got 2"),
    ],
)
def test_mistakes_are_named(generated, references, sentence):
    with pytest.raises(ValueError, match=sentence):
        rouge(generated, references)
