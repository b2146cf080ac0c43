"""The protocol "text": a generator's numbers beside those of held-out text."""

import numpy as np
import pytest

from keras_gan_zoo.evaluation import evaluate

WORDS = 12


def texts(count, seed):
    """Returns sequences in which a token is most often followed by the next one."""
    drawn = np.random.default_rng(seed)
    tokens = np.zeros((count, 6), "int32")
    tokens[:, 0] = drawn.integers(2, WORDS, count)
    for place in range(1, 6):
        jump = np.where(drawn.random(count) < 0.8, 1, drawn.integers(1, 9, count))
        tokens[:, place] = 2 + (tokens[:, place - 1] - 2 + jump) % (WORDS - 2)
    return tokens


TRAIN, TEST = texts(300, 0), texts(200, 1)


def scored(generate, **settings):
    generators = {"generate": generate, "nll": lambda tokens: float(len(tokens))}
    (table,) = evaluate("text", generators, (TRAIN, TEST), **settings)
    names = [column.partition(" ")[0] for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def test_text_of_the_same_kind_scores_as_held_out_text():
    model, real = scored(lambda count, seed: texts(count, 7 + seed), samples=100)
    assert model["NLL"] == 200.0 and real["NLL"] is None
    for name in ("BLEU-2", "BLEU-5", "self-BLEU-5", "distinct-2", "copied"):
        assert model[name] == pytest.approx(real[name], abs=0.08)


def test_noise_copies_and_one_text_are_each_seen():
    noise, real = scored(
        lambda count, seed: np.random.default_rng(seed).integers(2, WORDS, (count, 6), "int32"),
        samples=100,
    )
    assert noise["BLEU-5"] < real["BLEU-5"] and noise["Fréchet"] > 2 * real["Fréchet"]
    copy, _ = scored(lambda count, seed: TRAIN[:count], samples=100)
    assert copy["copied"] == 1.0 > real["copied"]
    one, _ = scored(lambda count, seed: np.repeat(TRAIN[:1], count, axis=0), samples=100)
    assert one["self-BLEU-5"] == 1.0 > real["self-BLEU-5"]
    assert one["distinct-2"] < 0.1 * real["distinct-2"]


def test_more_texts_than_were_held_out_are_refused():
    with pytest.raises(ValueError, match="takes 202 held-out texts, where there are 200: at most"):
        scored(lambda count, seed: TRAIN[:count], samples=101)
    with pytest.raises(ValueError, match=r"has no setting 'sample'.*Did you mean 'samples'"):
        scored(lambda count, seed: TRAIN[:count], sample=10)
