"""Adversarial success: how often answers pass for human with a judge who is trained on them."""

import time
from collections.abc import Callable, Sequence

import numpy as np
from scipy.special import expit

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.metrics.score import Score, count_name
from keras_gan_zoo.metrics.text.log_ratios import fit_log_ratios
from keras_gan_zoo.metrics.text.ngrams import ngram_counts
from keras_gan_zoo.metrics.text.texts import check_texts, words_of
from keras_gan_zoo.types import ArrayLike

Pairs = Sequence[tuple[str, str]]
Judge = Callable[[Pairs], ArrayLike]

CASES = {"human_twice": 0.5, "generated_twice": 0.5, "other_answers": 0.0, "mixed_words": 0.0}
"""Cases whose right error is known, by name; see `judge_reliability`."""

_EDGE = ""


def adversarial_success(
    questions: Sequence[str],
    human: Sequence[str],
    generated: Sequence[str],
    train: Callable[[Pairs, Pairs], Judge] | None = None,
    *,
    held_out: float = 0.2,
    seed: int = 0,
) -> Score:
    """Returns the error of a fresh judge, who tells human answers from generated ones.

    The judge is trained on some questions, each with both answers, and judges those of the others,
    so that it is none that a generator has learned from. Higher is better, up to 0.5, where nobody
    can tell; above that the judge is misled, as by generated answers that are people's answers to
    other questions, of which it has learned that they are generated. A weak judge says 0.5 of
    anything: `judge_reliability` says how weak it is, and belongs beside each score.

    Args:
        questions: Texts, at least ten different ones.
        human: A person's answer to each.
        generated: A model's answer to each.
        train: From pairs of human and of generated (question, answer) to a judge, which says of
            pairs how probably each is human, (n,) in [0, 1]; by default `train_dialogue_judge`.
        held_out: Share of the different questions whose answers are judged, in (0, 1).
        seed: Seed of which ones.

    Returns:
        A score named such as `adversarial_success400`, of 400 judged answers, in [0, 1]; its
        `error` is the standard error. An answer of probability 0.5 is half an error.

    Raises:
        ValueError: If there are not as many of each, fewer than ten questions, or the judge gives
            something else.

    Example:
        >>> questions = [f"who is number {n}?" for n in range(50)]
        >>> human = [f"number {n} is {n} of them" for n in range(50)]
        >>> float(adversarial_success(questions, human, ["i don't know"] * 50))
        0.0

    Reference:
        1701.06547, section 4: AdverSuc, 1 less the evaluator's accuracy.
    """
    began = time.perf_counter()
    known, judged = _split(questions, (human, generated), held_out, seed)
    errors = _errors(train or train_dialogue_judge, known, judged)
    return _score_of(errors, "adversarial_success", seed, began)


def judge_reliability(
    questions: Sequence[str],
    human: Sequence[str],
    generated: Sequence[str],
    train: Callable[[Pairs, Pairs], Judge] | None = None,
    *,
    held_out: float = 0.2,
    seed: int = 0,
) -> dict[str, Score]:
    """Returns the judge's errors in four cases whose right error is known, and how far they are.

    A judge is trained for each case as for `adversarial_success`, with its first kind of pairs for
    human and its second for generated:

    - `human_twice`: human answers, and those to other questions, which are human as well. It is a
      coin's error, 0.5, that is right.
    - `generated_twice`: the same of generated answers, 0.5.
    - `other_answers`: human answers, and to the same questions those that people gave to others. A
      judge that never errs has 0; so has none that does not read the question.
    - `mixed_words`: human answers, and the same words in another order, 0; of answers that have
      another one.

    Args:
        questions: As for `adversarial_success`, as is all that follows.
        human: A person's answer to each.
        generated: A model's answer to each.
        train: From pairs of both kinds to a judge.
        held_out: Share of the different questions whose answers are judged.
        seed: Seed of which ones, of halves, and of orders.

    Returns:
        A score for each case, and `"error"`, the evaluator reliability error: the mean distance of
        the four from what is right, in [0, 0.75]; lower is better.

    Raises:
        ValueError: As for `adversarial_success`, and if hardly any answer has words to mix.

    Example:
        >>> questions = [f"who is number {n}?" for n in range(50)]
        >>> human = [f"number {n} is {n} of them" for n in range(50)]
        >>> scores = judge_reliability(questions, human, ["i don't know"] * 50)
        >>> sorted(scores)
        ['error', 'generated_twice', 'human_twice', 'mixed_words', 'other_answers']

    Reference:
        1701.06547, section 4.2: ERE, with equal weights. Its cases are of longer dialogues; the
        third and the fourth are ours, for pairs.
    """
    random = np.random.default_rng(seed)
    known, judged = _split(questions, (human, generated), held_out, seed)
    made = {
        "human_twice": lambda kinds: _halves(kinds[0], random),
        "generated_twice": lambda kinds: _halves(kinds[1], random),
        "other_answers": lambda kinds: (kinds[0], _with_others(kinds[0], random)),
        "mixed_words": lambda kinds: _mixed(kinds[0], random),
    }
    found = {}
    for case, make in made.items():
        began = time.perf_counter()
        errors = _errors(train or train_dialogue_judge, make(known), make(judged))
        found[case] = _score_of(errors, f"judge_{case}", seed, began)
    distances = [abs(float(score) - CASES[case]) for case, score in found.items()]
    judged_answers = sum(score.samples for score in found.values())
    found["error"] = Score(
        float(np.mean(distances)),
        f"judge_reliability_error{count_name(judged_answers)}",
        samples=judged_answers,
        seed=seed,
    )
    return found


def train_dialogue_judge(human: Pairs, generated: Pairs, penalty: float = 1.0) -> Judge:
    """Trains a judge on the words of answers, their neighbours, and the questions' words.

    A logistic regression on which words and pairs of words an answer has, its beginning and end
    among them, and on which of its words goes with which of the question's. Nothing is random.

    Args:
        human: Pairs of a question and a person's answer.
        generated: Pairs of a question and a model's.
        penalty: Weight of half the squared norm of the weights.

    Returns:
        From pairs to how probably each answer is a person's, (n,) in [0, 1].

    Raises:
        ValueError: If there are none of a kind.

    Example:
        >>> judge = train_dialogue_judge([("who ?", "he is")] * 9, [("who ?", "a a a")] * 9)
        >>> judge([("what ?", "it is"), ("what ?", "a a")]) > 0.5
        array([ True, False])
    """
    for name, pairs in (("human", human), ("generated", generated)):
        if not len(pairs):
            raise ValueError(f"`{name}` must hold at least one pair of a question and an answer.")
    features, weights, bias = fit_log_ratios(
        [_features(pair) for pair in generated], [_features(pair) for pair in human], penalty
    )
    weight = dict(zip(features, weights, strict=True))

    def judge(pairs):
        return expit([bias + sum(weight.get(one, 0.0) for one in _features(p)) for p in pairs])

    return judge


def _features(pair: tuple[str, str]) -> list[tuple[str, ...]]:
    question, answer = (words_of(text) for text in pair)
    edged = [_EDGE, *answer, _EDGE]
    alone = {("word", word) for word in answer} | {("row", *row) for row in ngram_counts(edged, 2)}
    return sorted(alone | {("both", asked, said) for asked in question for said in answer})


def _split(questions, answers, held_out, seed):
    """Returns pairs to train on and pairs to judge, human ones and generated ones each."""
    for name, texts in zip(("questions", "human", "generated"), (questions, *answers), strict=True):
        check_texts(texts, name)
        if len(texts) != len(questions):
            raise ValueError(
                f"`{name}` must hold an answer to each of the {len(questions)} questions, got "
                f"{len(texts)}."
            )
    share = check_number(held_out, "held_out", above=0)
    different = sorted(set(questions))
    count = round(share * len(different))
    if len(different) < 10 or not 0 < count < len(different):
        raise ValueError(
            "`questions` must hold at least ten different ones, of which `held_out` are some but "
            f"not all, got {len(different)} and {held_out}."
        )
    order = np.random.default_rng(check_whole(seed, "seed", least=0)).permutation(len(different))
    chosen = {different[place] for place in order[:count]}
    parts = []
    for wanted in (False, True):
        rows = [row for row, asked in enumerate(questions) if (asked in chosen) == wanted]
        parts.append([[(questions[row], kind[row]) for row in rows] for kind in answers])
    return parts


def _errors(train, known, judged):
    """Returns the errors on the judged pairs of both kinds of a judge of the known ones, (n,)."""
    judge = train(*known)
    found = []
    for pairs, wrong in zip(judged, (lambda p: p < 0.5, lambda p: p > 0.5), strict=True):
        p = np.asarray(judge(pairs), "float64")
        if p.shape != (len(pairs),) or not np.all((p >= 0) & (p <= 1)):
            raise ValueError(
                f"`train` must give a judge that says how probably each of {len(pairs)} pairs is "
                f"human, got the shape {p.shape}" + (f" up to {p.max():.3g}." if p.size else ".")
            )
        found.append(np.where(p == 0.5, 0.5, wrong(p)))
    return np.concatenate(found)


def _score_of(errors, name, seed, began):
    """Returns the share of errors (n,), with its standard error."""
    share, rows = float(errors.mean()), len(errors)
    return Score(
        share,
        f"{name}{count_name(rows)}",
        samples=rows,
        error=float(np.sqrt(share * (1 - share) / rows)),
        seed=seed,
        seconds=time.perf_counter() - began,
    )


def _halves(pairs, random):
    order = random.permutation(len(pairs))
    return [[pairs[row] for row in half] for half in np.array_split(order, 2)]


def _with_others(pairs, random):
    """Returns the questions with answers that belong to another place each."""
    order = random.permutation(len(pairs))
    other = dict(zip(order, np.roll(order, 1), strict=True))
    return [(asked, pairs[other[row]][1]) for row, (asked, _) in enumerate(pairs)]


def _mixed(pairs, random):
    """Returns those pairs whose answer has another order, and them in such an order.

    Both are written alike, lower-case and with spaces between: only the order is to be told.
    """
    kept, mixed = [], []
    for asked, answer in pairs:
        words = words_of(answer)
        if len(set(words)) < 2:
            continue
        order = words
        while order == words:
            order = [words[place] for place in random.permutation(len(words))]
        kept.append((asked, " ".join(words)))
        mixed.append((asked, " ".join(order)))
    if not kept:
        raise ValueError("`human` has no answers of two words or more, which could be mixed.")
    return kept, mixed
