"""Metrics of text against plain implementations, sentence by sentence and count by count."""

import collections
import math
import time

import numpy as np
import pytest

from keras_gan_zoo.metrics.text.bleu import bleu, self_bleu
from keras_gan_zoo.metrics.text.cooccurrence_vectors import cooccurrence_vectors
from keras_gan_zoo.metrics.text.copied_span import copied_spans
from keras_gan_zoo.metrics.text.distinct import distinct
from keras_gan_zoo.metrics.text.frechet_embedding import (
    SentenceEmbedding,
    frechet_embedding_distance,
)
from keras_gan_zoo.metrics.text.ngrams import ngrams, trimmed
from keras_gan_zoo.metrics.text.sequence_likelihood import (
    held_out_nll,
    mean_nll,
    oracle_nll,
    perplexity,
)
from keras_gan_zoo.metrics.text.temperature_sweep import temperature_sweep


def corpus(count, words, seed, shortest=1):
    generator = np.random.default_rng(seed)
    return [
        generator.integers(0, words, generator.integers(shortest, 12)).tolist()
        for _ in range(count)
    ]


GENERATED, REFERENCE = corpus(40, 7, seed=0), corpus(25, 7, seed=1, shortest=3)


def plain_counts(sentence, n):
    return collections.Counter(tuple(sentence[i : i + n]) for i in range(len(sentence) - n + 1))


def plain_bleu(sentence, references, largest):
    """Sentence BLEU as Papineni et al. define it, smoothed by method 1 of Chen and Cherry."""
    logs = []
    for n in range(1, largest + 1):
        counts = plain_counts(sentence, n)
        matches = sum(
            min(count, max(plain_counts(reference, n)[gram] for reference in references))
            for gram, count in counts.items()
        )
        if n == 1 and matches == 0:
            return 0.0
        logs.append(math.log((matches or 0.1) / max(1, sum(counts.values()))))
    _, nearest = min((abs(len(r) - len(sentence)), len(r)) for r in references)
    brevity = 1.0 if len(sentence) >= nearest else math.exp(1 - nearest / len(sentence))
    return brevity * math.exp(sum(logs) / largest)


def test_bleu_is_the_mean_of_sentence_bleu():
    scores = bleu(GENERATED, REFERENCE)
    assert list(scores) == [2, 3, 4, 5] and scores[4].name == "bleu4_40"
    for n, score in scores.items():
        plain = [plain_bleu(sentence, REFERENCE, n) for sentence in GENERATED]
        assert float(score) == pytest.approx(np.mean(plain), abs=1e-12)
        assert score.error == pytest.approx(np.std(plain) / np.sqrt(40))


def test_self_bleu_leaves_each_sentence_out():
    for n, score in self_bleu(GENERATED).items():
        plain = [
            plain_bleu(sentence, GENERATED[:i] + GENERATED[i + 1 :], n)
            for i, sentence in enumerate(GENERATED)
        ]
        assert float(score) == pytest.approx(np.mean(plain), abs=1e-12)


@pytest.mark.parametrize(
    "sentences",
    [
        [["a", "dog", "runs"], ["a", "dog", "runs"]],
        [["a"], ["dog"]],
        [["a", "dog"], ["a", "dog", "runs", "far", "off"], ["a"]],
        [[], []],
    ],
    ids=["three words each", "one word each", "one long sentence", "empty"],
)
def test_self_bleu_of_sentences_shorter_than_the_longest_ngram(sentences):
    for n, score in self_bleu(sentences).items():
        plain = [
            plain_bleu(sentence, sentences[:i] + sentences[i + 1 :], n) if sentence else 0.0
            for i, sentence in enumerate(sentences)
        ]
        assert float(score) == pytest.approx(np.mean(plain), abs=1e-12)


def test_a_whole_reference_set_takes_seconds():
    generator = np.random.default_rng(0)
    samples, references = (generator.zipf(1.3, (10_000, 20)) % 5000 for _ in range(2))
    began = time.perf_counter()
    bleu(samples, references)
    self_bleu(samples)
    assert time.perf_counter() - began < 10


def test_words_are_as_good_as_numbers():
    words = [[f"w{token}" for token in sentence] for sentence in GENERATED]
    assert float(self_bleu(words)[3]) == float(self_bleu(GENERATED)[3])


def test_ngrams_share_their_numbers_and_stay_within_sentences():
    (first, second), (pairs, _) = ngrams([[[5, 6, 5]], [[6], [6, 5]]], largest=2)
    assert first.ids.tolist() == [0, 1, 0] and second.ids.tolist() == [1, 1, 0]
    assert second.sentences.tolist() == [0, 1, 1]
    assert len(pairs.ids) == 2
    assert len(list(ngrams([[[1, 2]]], largest=4))[3][0].ids) == 0


def test_distinct_counts():
    for n, score in distinct(GENERATED).items():
        counts = sum((plain_counts(sentence, n) for sentence in GENERATED), collections.Counter())
        assert float(score) == pytest.approx(len(counts) / max(1, counts.total()))


def test_copied_spans_against_search_in_text():
    spans = copied_spans(GENERATED, REFERENCE)
    text = ["".join(map(str, sentence)) for sentence in REFERENCE]
    for sentence, longest in zip(GENERATED, spans.longest, strict=True):
        letters = "".join(map(str, sentence))
        found = max(
            end - start
            for start in range(len(letters) + 1)
            for end in range(start, len(letters) + 1)
            if any(letters[start:end] in line for line in text)
        )
        assert longest == found
    shares = spans.longest / [len(sentence) for sentence in GENERATED]
    assert float(spans.share) == pytest.approx(shares.mean())
    assert float(spans.whole) == pytest.approx((shares == 1).mean())
    assert float(copied_spans(REFERENCE, REFERENCE).whole) == 1


def test_trimmed_ends_before_the_end_token():
    assert trimmed([[3, 0, 0], [1, 2, 3], [0, 0, 0]], 0) == [[3], [1, 2, 3], []]
    assert trimmed([[3, 0]], None) == [[3, 0]]


def test_embeddings_see_words_and_their_order():
    embed = SentenceEmbedding(np.random.default_rng(0).normal(size=(7, 5)), "random5")
    forth, back, none = embed([[1, 2, 3], [3, 2, 1], []])
    np.testing.assert_allclose(forth[:5], embed.vectors[[1, 2, 3]].mean(0), atol=1e-6)
    np.testing.assert_allclose(forth[:5], back[:5], atol=1e-6)
    assert np.abs(forth[5:] - back[5:]).max() > 0.05
    assert not none.any()


def test_frechet_embedding_is_zero_for_the_same_and_grows_with_shuffling():
    embed = SentenceEmbedding(np.random.default_rng(0).normal(size=(30, 8)), "random8")
    generator = np.random.default_rng(1)
    rising = [list((generator.integers(0, 30) + np.arange(8)) % 30) for _ in range(400)]
    again = [list((generator.integers(0, 30) + np.arange(8)) % 30) for _ in range(400)]
    shuffled = [list(generator.permutation(sentence)) for sentence in again]
    same = frechet_embedding_distance(rising, rising, embed)
    assert float(same) == pytest.approx(0.0, abs=1e-4)
    assert same.name == "frechet_embedding400" and same.extractor == "random8+pairs100"
    alike = float(frechet_embedding_distance(rising, again, embed))
    assert float(frechet_embedding_distance(rising, shuffled, embed)) > 3 * alike


def test_cooccurrence_vectors_put_neighbours_together():
    generator = np.random.default_rng(0)
    sentences = [list(generator.integers(0, 5, 8) + 5 * (i % 2)) for i in range(300)]
    vectors = cooccurrence_vectors(sentences, vocabulary_size=11, dimensions=3)
    assert vectors.shape == (11, 3) and not vectors[10].any()
    units = vectors[:10] / np.linalg.norm(vectors[:10], axis=1, keepdims=True)
    likeness = units @ units.T
    assert likeness[:5, :5].mean() > likeness[:5, 5:].mean() + 0.5


@pytest.fixture(scope="module")
def model():
    import keras_gan_zoo

    return keras_gan_zoo.get("mle_lm", vocabulary_size=6, length=4, seed=0)


def test_likelihoods_count_tokens(model):
    tokens = model.generate_tokens(9, seed=0)
    logits = np.asarray(model(tokens), "float64")
    log_probs = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    expected = -np.take_along_axis(log_probs, tokens[..., None], -1).mean()
    assert mean_nll(model.generator, tokens, batch_size=4) == pytest.approx(expected, rel=1e-5)
    assert float(oracle_nll(tokens, model.generator)) == pytest.approx(expected, rel=1e-5)
    score = held_out_nll(model, tokens, source="toy/test")
    assert (score.name, score.source) == ("held_out_nll9", "toy/test")
    assert perplexity(score) == pytest.approx(math.exp(expected), rel=1e-4)


def test_a_sweep_trades_diversity_for_safety(model):
    judges = {"distinct": lambda samples: distinct(samples, 2)[2]}
    points = temperature_sweep(model, judges, count=300, temperatures=(0.02, 1.0))
    assert [point["temperature"] for point in points] == [0.02, 1.0]
    assert points[0]["distinct"] < points[1]["distinct"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bleu([], REFERENCE), "`generated` is empty"),
        (lambda: bleu(GENERATED, ["a dog"]), "`reference` is text where token sequences"),
        (lambda: self_bleu(GENERATED[:1]), "at least two sequences"),
        (lambda: bleu(GENERATED, REFERENCE, 1), "`largest` must be a whole number of at least 2"),
        (lambda: mean_nll(None, []), "`tokens` is empty"),
        (lambda: cooccurrence_vectors([[1]], 5, 2), "no two tokens"),
        (lambda: cooccurrence_vectors([[1, 2]], 5, 5), r"`dimensions` must be in \[1, 4\]"),
    ],
)
def test_mistakes_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
