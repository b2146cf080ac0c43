import json
import math
import random

import pytest

from keras_gan_zoo.evaluation.preference import Preference, read_preference, wilson_interval


@pytest.mark.parametrize("successes, trials", [(8, 10), (1, 30), (50, 100), (17, 17)])
def test_the_interval_holds_what_a_score_test_does_not_reject(successes, trials):
    """Wilson's ends are the shares p with |k - n p| = z sqrt(n p (1 - p))."""
    for end in wilson_interval(successes, trials):
        deviation = math.sqrt(trials * end * (1 - end))
        if 0 < end < 1:
            assert abs(successes - trials * end) == pytest.approx(
                1.959964 * deviation, rel=1e-5, abs=1e-5
            )


def test_intervals_hold_the_truth_as_often_as_they_say():
    draw = random.Random(0)
    hits = 0
    for _ in range(2000):
        successes = sum(draw.random() < 0.7 for _ in range(40))
        low, high = wilson_interval(successes, 40)
        hits += low <= 0.7 <= high
    assert 0.93 <= hits / 2000 <= 0.97


def test_no_trials_tell_nothing():
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert "No choice" in str(Preference(("a", "b"), (0, 0), ties=3))


@pytest.mark.parametrize(("arguments", "part"), [((3, 2), "trials"), ((1, 2, 1.0), "confidence")])
def test_impossible_counts_are_refused(arguments, part):
    with pytest.raises(ValueError, match=part):
        wilson_interval(*arguments)


def result(path, chosen, comparison="c1"):
    path.write_text(
        json.dumps(
            {
                "comparison": comparison,
                "models": {"a": "old", "b": "new"},
                "choices": [{"chosen": choice} for choice in chosen],
            }
        )
    )
    return path


def test_results_of_several_judges_are_put_together(tmp_path):
    first = result(tmp_path / "1.json", ["b"] * 14 + ["a"] * 4 + ["tie"] * 2)
    second = result(tmp_path / "2.json", ["b"] * 16 + ["a"] * 4)
    preference = read_preference([first, second])
    assert preference.chosen == (8, 30) and preference.ties == 2 and preference.judges == 2
    text = str(preference)
    low, high = wilson_interval(30, 38)
    assert text.startswith("'new' was preferred in 30 of 38 choices, 78.9 %;")
    assert f"{100 * low:.1f} to {100 * high:.1f} % (Wilson)" in text
    assert "beyond chance" in text and "2 ties are left out" in text and "2 judges" in text


def test_an_even_match_is_no_preference(tmp_path):
    text = str(read_preference([result(tmp_path / "1.json", ["a", "b"] * 10)]))
    assert "holds 50 %" in text


def test_other_files_are_refused(tmp_path):
    (tmp_path / "x.json").write_text('{"choices": []}')
    with pytest.raises(ValueError, match="no result of a comparison"):
        read_preference([tmp_path / "x.json"])
    with pytest.raises(ValueError, match="cannot be read"):
        read_preference([tmp_path / "missing.json"])
    one, two = (result(tmp_path / f"{c}.json", ["a"], c) for c in ("c1", "c2"))
    with pytest.raises(ValueError, match="another comparison"):
        read_preference([one, two])
