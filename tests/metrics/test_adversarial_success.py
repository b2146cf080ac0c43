"""Adversarial success, its judge, and the cases whose right error is known."""

import numpy as np
import pytest

from keras_gan_zoo.metrics import adversarial_success, judge_reliability, train_dialogue_judge

RANDOM = np.random.default_rng(0)
THINGS = [f"{colour}{thing}" for colour in "rgby" for thing in ("cat", "dog", "hat", "sun")]


def dialogues(count):
    """Questions that differ, and answers that take their thing up, in one order of words."""
    things = RANDOM.choice(THINGS, count)
    questions = [f"where is the {thing} {row} ?" for row, thing in enumerate(things)]
    places = RANDOM.choice(["here", "there", "far"], count)
    human = [f"the {thing} is {place}" for thing, place in zip(things, places, strict=True)]
    return questions, human


QUESTIONS, HUMAN = dialogues(600)
_, SAME = dialogues(600)  # the same language, to other questions
DULL = list(RANDOM.choice(["i know that", "it is far", "who knows"], 600))


def test_who_cannot_be_told_apart_has_half():
    human = [answer.split()[-1] for answer in HUMAN]  # the place, which no question tells
    score = adversarial_success(QUESTIONS, human, list(RANDOM.permutation(human)))
    assert abs(float(score) - 0.5) < 3 * score.error and score.samples == 240
    assert score.name == "adversarial_success240" and score.seed == 0
    assert float(adversarial_success(QUESTIONS, HUMAN, DULL)) == 0.0


def test_the_judge_reads_the_question():
    told = adversarial_success(QUESTIONS, HUMAN, SAME)
    assert float(told) < 0.1
    blind = adversarial_success(["where ?" + "?" * n for n in range(600)], HUMAN, SAME)
    assert float(blind) > 0.4


def test_errors_are_counted_on_questions_that_the_judge_has_not_seen():
    questions = [*(f"q{n}" for n in range(20)), "q0", "q1"]  # two are asked twice
    human = [f"h{n}" for n in range(22)]
    generated = [f"g{n}" for n in range(22)]
    seen = []

    def train(humans, others):
        assert [answer[0] for _, answer in (*humans, *others)] == ["h"] * len(humans) + ["g"] * len(
            others
        )
        seen.extend(asked for asked, _ in humans)
        assert [asked for asked, _ in others] == seen

        def judge(pairs):
            assert not {asked for asked, _ in pairs} & set(seen)
            said = {"h": [0.9, 0.1, 0.5], "g": [0.2, 0.7, 0.5]}[pairs[0][1][0]]
            return (said * 8)[: len(pairs)]

        return judge

    score = adversarial_success(questions, human, generated, train, held_out=0.3, seed=4)
    assert score.samples % 2 == 0
    each = score.samples // 2
    wrong = np.tile([0.0, 1.0, 0.5], 8)[:each].sum() + np.tile([0.0, 1.0, 0.5], 8)[:each].sum()
    assert float(score) == pytest.approx(wrong / score.samples)
    assert score.error == pytest.approx(np.sqrt(float(score) * (1 - float(score)) / score.samples))
    assert len(seen) + each == 22 and 6 <= each <= 8


def test_a_good_judge_is_reliable_and_a_blind_one_is_not():
    scores = judge_reliability(QUESTIONS, HUMAN, DULL)
    for case in ("human_twice", "generated_twice"):
        assert abs(float(scores[case]) - 0.5) < 0.15
    assert float(scores["other_answers"]) < 0.1 and float(scores["mixed_words"]) < 0.05
    distances = [abs(float(scores[case]) - 0.5) for case in ("human_twice", "generated_twice")]
    distances += [float(scores["other_answers"]), float(scores["mixed_words"])]
    assert float(scores["error"]) == pytest.approx(np.mean(distances))

    def of_answers_alone(human, generated):
        judge = train_dialogue_judge(
            *([("", said) for _, said in each] for each in (human, generated))
        )
        return lambda pairs: judge([("", said) for _, said in pairs])

    blind = judge_reliability(QUESTIONS, HUMAN, DULL, of_answers_alone)
    assert float(blind["other_answers"]) > 0.35 and float(blind["mixed_words"]) < 0.05
    assert float(blind["error"]) > float(scores["error"]) + 0.05
    undecided = judge_reliability(QUESTIONS, HUMAN, DULL, lambda *_: lambda p: [0.5] * len(p))
    assert {name: float(score) for name, score in undecided.items()} == {
        **dict.fromkeys(("human_twice", "generated_twice", "other_answers", "mixed_words"), 0.5),
        "error": 0.25,
    }


def test_cases_are_made_of_what_they_say():
    questions, human = [f"q{n}" for n in range(40)], [f"A{n} b{n}, c" for n in range(39)] + ["one"]
    generated = [f"g{n}" for n in range(40)]
    calls = []

    def train(*kinds):
        calls.append(kinds)

        def judge(pairs):
            calls[-1] = (*calls[-1], pairs)
            return [0.5] * len(pairs)

        return judge

    judge_reliability(questions, human, generated, train, held_out=0.5)
    own = dict(zip(questions, human, strict=True))
    written = dict(zip(questions, generated, strict=True))
    for call, answers in zip(calls[:2], (own, written), strict=True):
        assert sorted(pair for kind in call for pair in kind) == sorted(answers.items())
        assert [len(kind) for kind in call] == [10] * 4
    for first, other in (calls[2][:2], calls[2][2:]):
        assert all(own[asked] == said for asked, said in first)
        assert [asked for asked, _ in first] == [asked for asked, _ in other]
        assert sorted(said for _, said in first) == sorted(said for _, said in other)
        assert all(own[asked] != said for asked, said in other)
    for first, other in (calls[3][:2], calls[3][2:]):
        for (asked, said), (again, mixed) in zip(first, other, strict=True):
            assert asked == again != "q39" and said != mixed
            assert said.split() == own[asked].lower().replace(",", " ,").split()
            assert sorted(said.split()) == sorted(mixed.split())


@pytest.mark.parametrize(
    ("arguments", "settings", "sentence"),
    [
        ((QUESTIONS, HUMAN[:5], DULL), {}, "`human` must hold an answer to each of the 600 quest"),
        ((QUESTIONS, "a text", DULL), {}, "`human` must be a list of at least one text"),
        ((["q"] * 600, HUMAN, DULL), {}, "at least ten different ones, of which `held_out` are so"),
        ((QUESTIONS, HUMAN, DULL), {"held_out": 1.0}, "some but not all, got 600 and 1"),
        ((QUESTIONS, HUMAN, DULL, lambda *_: lambda p: [2.0]), {}, "must give a judge that says"),
    ],
)
def test_mistakes_are_named(arguments, settings, sentence):
    for metric in (adversarial_success, judge_reliability):
        with pytest.raises(ValueError, match=sentence):
            metric(*arguments, **settings)
    with pytest.raises(ValueError, match="has no answers of two words or more"):
        judge_reliability(QUESTIONS, ["yes"] * 600, DULL)
    with pytest.raises(ValueError, match="`generated` must hold at least one pair"):
        train_dialogue_judge([("a", "b")], [])
