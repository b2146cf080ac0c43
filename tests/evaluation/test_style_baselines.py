"""What text style transfer must beat: copies, and words that are swapped one by one."""

import pytest

from keras_gan_zoo.evaluation.style_baselines import copied, word_swap

NEGATIVE = ["a dull film .", "a dull plot .", "the dull end", "it bores us", "it bores me"]
POSITIVE = ["a fine film .", "a fine plot .", "the fine end", "it charms us", "it charms me"]


def test_a_copy_is_a_copy():
    assert copied(NEGATIVE) == NEGATIVE and copied(NEGATIVE) is not NEGATIVE


def test_marks_of_a_style_become_those_with_the_same_neighbours():
    texts = ["A dull, dull end.", "It bores a film", "nothing known"]
    found = word_swap(texts, NEGATIVE, POSITIVE, least=2)
    assert found == ["a fine , fine end .", "it charms a film", "nothing known"]
    back = word_swap(found, POSITIVE, NEGATIVE, least=2)
    assert back == ["a dull , dull end .", "it bores a film", "nothing known"]


def test_what_is_rare_or_no_mark_stays():
    assert word_swap(["a dull film"], NEGATIVE, POSITIVE, least=4) == ["a dull film"]
    assert word_swap(["it bores me"], NEGATIVE, POSITIVE, least=3) == ["it bores me"]
    assert word_swap(["a dull film"], NEGATIVE, POSITIVE, least=2, salience=5) == ["a dull film"]
    with pytest.raises(ValueError, match="`salience` must be a number above 1, got 1"):
        word_swap(NEGATIVE, NEGATIVE, POSITIVE, salience=1)
    with pytest.raises(ValueError, match="`other` must be a list of at least one text"):
        word_swap(NEGATIVE, NEGATIVE, [])
