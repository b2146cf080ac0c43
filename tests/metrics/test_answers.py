"""Metrics of answers: how dull they are, and how many different ones a question gets."""

import pytest

from keras_gan_zoo.metrics import answer_diversity, dull_share


def test_dullness_is_of_the_words_and_not_of_the_marks():
    answers = ["I don't know.", "i don ' t know !", "No, thanks to you.", "YES!!", "in paris"]
    score = dull_share(answers)
    assert float(score) == pytest.approx(3 / 5) and score.name == "dull_share5"
    assert float(dull_share(["in paris"], dull={"in paris"})) == 1
    with pytest.raises(ValueError, match="a list of at least one text"):
        dull_share("i don't know")


def test_diversity_is_the_mean_share_of_different_answers():
    score = answer_diversity([["a", "b", "a", "a"], ["a", "b", "c", "d"]])
    assert float(score) == pytest.approx(0.75) and score.name == "answer_diversity4_2"
    assert score.error == pytest.approx(0.25 / 2**0.5)
    for wrong in ([], [["a"]], [["a", "b"], ["a"]]):
        with pytest.raises(ValueError, match="as many answers to each question, at least two"):
            answer_diversity(wrong)
