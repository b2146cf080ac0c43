"""The protocol "summaries": a model's ROUGE and chrF beside those of the first words."""

import pytest

import keras_gan_zoo
from keras_gan_zoo.evaluation import evaluate
from keras_gan_zoo.evaluation.protocols import check_protocol, find_protocol
from keras_gan_zoo.evaluation.summaries import first_words
from keras_gan_zoo.layers import Tokenizer
from keras_gan_zoo.metrics import chrf, rouge
from keras_gan_zoo.samples.texts import Texts

TEXTS = ["a small tool to read a disk and more of it", "the tool reads all files of a disk", "no"]
SUMMARIES = ["disk tool", "reads files of a disk", "no disk"]


def test_a_model_stands_beside_the_first_words():
    asked = []

    def answer(texts, beam):
        asked.append((texts, beam))
        return [SUMMARIES[0], "reads nothing"]

    (table,) = evaluate("summaries", {"answer": answer}, (TEXTS, SUMMARIES), samples=2, beam=3)
    assert asked == [(TEXTS[:2], 3)]
    (_, *ours), (name, *baseline) = table.rows
    assert name == "baseline: the first 8 words"
    for scores, written in (
        (ours, [SUMMARIES[0], "reads nothing"]),
        (baseline, ["a small tool to read a disk and", TEXTS[1]]),
    ):
        expected = [*rouge(written, SUMMARIES[:2]).values(), chrf(written, SUMMARIES[:2])]
        assert scores == pytest.approx([100 * float(score) for score in expected])
    assert ours[0] > baseline[0] > 0


def test_a_model_reads_the_beginning_of_a_text():
    words = Tokenizer.from_texts([*TEXTS, *SUMMARIES], length=4)
    gan = keras_gan_zoo.get(
        "summary_gan",
        tokenizer=words,
        source_tokenizer=Tokenizer(words.vocabulary, length=8),
        embedding_dim=4,
        units=4,
        discriminator_units=4,
        seed=0,
    )
    judged = find_protocol("summaries").judged(gan, dict)["answer"]
    found = judged(TEXTS, None)
    assert found[1:] == gan.answer(TEXTS[1:], temperature=0)
    assert found[0] == gan.answer([" ".join(TEXTS[0].split()[:8])], temperature=0)[0]
    assert judged(TEXTS[1:], 2) == gan.answer(TEXTS[1:], beam=2)


def test_mistakes_are_named():
    gan = keras_gan_zoo.get("seqgan", vocabulary_size=9, length=4, filters=4, units=4)
    with pytest.raises(ValueError, match="'summaries' is for families that write a text for a tex"):
        find_protocol("summaries").judged(gan, dict)
    with pytest.raises(ValueError, match=r"`evaluation\.beam` must be a whole number"):
        check_protocol("summaries", {"beam": 0}, Texts)
    with pytest.raises(ValueError, match="`count` must be a whole number"):
        first_words(TEXTS, 0)
