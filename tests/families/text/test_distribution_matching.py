"""Distribution matching of `unsupervised_asr`: its cost, spelt out, and what it is lowest for."""

import itertools
from collections import Counter

import numpy as np
import pytest
import tensorflow as tf
from moves import check_moves, descend, moves_in

import keras_gan_zoo
from keras_gan_zoo import export, registry
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.text.unsupervised_asr import distribution_matching as matching
from keras_gan_zoo.families.text.unsupervised_asr import networks

RANDOM = np.random.default_rng(0)
ENDS = np.int32([[3, 7, 12, 20, 31, 31], [5, 9, 9, 9, 9, 9], [2, 4, 6, 8, 10, 31]])
TOKENS = np.int32([[1, 5, 2, 2, 1, 5], [3, 4, 1, 5, 0, 0], [5, 5, 4, 3, 2, 1], [2, 1, 0, 0, 0, 0]])


def small(**arguments):
    sizes = dict(registry.smallest_arguments(registry.find("unsupervised_asr").load()))
    sizes |= {"objective": "distribution_matching", "seed": 5}
    return keras_gan_zoo.get("unsupervised_asr", **{**sizes, **arguments})


@pytest.fixture(scope="module")
def gan():
    """A model whose weights no test of this module changes."""
    return small()


def softmax(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def rows_of(sequence, n):
    return [tuple(sequence[i : i + n]) for i in range(len(sequence) - n + 1)]


def spelt_out(p, text, n, most):
    """The cross-entropy, n-gram by n-gram and row by row.

    Args:
        p: Of each utterance the probabilities of its segments' phonemes, (segments, phonemes).
        text: Sequences of tokens, without what fills up.
        n: Phonemes of an n-gram.
        most: How many are matched.
    """
    counts = Counter(row for each in text for row in rows_of(each, n))
    total = sum(counts.values())
    cost = 0.0
    for z, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]:
        found = [
            np.prod([row[token - 1] for row, token in zip(window, z, strict=True)])
            for each in p
            for window in rows_of(each, n)
        ]
        cost -= count / total * np.log(np.mean(found))
    return cost


def test_the_generator_goes_down_the_papers_cost(monkeypatch):
    gan = descend(small(ngram=2, most_frequent=7, intra_weight=0.6))
    gan.learn_language(TOKENS)
    x = np.float32(RANDOM.normal(size=(3, gan.frames, gan.numbers)))
    starts = np.concatenate([np.zeros((3, 1), int), ENDS[:, :-1]], axis=1)
    tau = np.int32(np.maximum(np.minimum(starts + 1, ENDS - 1), 0))
    monkeypatch.setattr(type(gan), "draw_steps", lambda self, ends: tf.constant(tau))
    padded = np.pad(x, ((0, 0), (1, 1), (0, 0)), mode="edge")
    windows = np.concatenate([padded[:, i : i + gan.frames] for i in range(3)], axis=-1)
    cut = [np.flatnonzero(np.diff(row, prepend=0)) for row in ENDS]
    text = [row[row > 0].tolist() for row in TOKENS]

    def cost():
        p = softmax(np.asarray(gan.generator(windows), "float64"))
        sequences = [p[row, tau[row, places]] for row, places in enumerate(cut)]
        within = []
        for row, places in enumerate(cut):
            for place in places:
                spoken = p[row, starts[row, place] : ENDS[row, place]]
                within += list(np.sum(np.diff(spoken, axis=0) ** 2, axis=1))
        return spelt_out(sequences, text, 2, 7) + 0.6 * np.mean(within)

    check_moves(gan, moves_in(gan, x, ENDS, TOKENS), [("generator", cost)])
    assert gan.network_names == ("front", "generator")


@pytest.mark.parametrize("n", [1, 3])
def test_shares_are_those_of_all_rows_that_can_be_drawn(n):
    there = np.float32([[1, 1, 1, 1], [1, 1, 1, 0], [1, 0, 0, 0]])
    p = softmax(RANDOM.normal(size=(3, 4, 3)) * 2)
    ngrams = np.int32(list(itertools.product([1, 2, 3], repeat=n)))
    ln_p = np.float32(np.log(p))
    found = np.exp(matching.log_ngram_shares(tf.constant(ln_p), there, tf.constant(ngrams)))
    assert found.sum() == pytest.approx(1.0, abs=1e-5)
    whole = [row[:count] for row, count in zip(p, (4, 3, 1), strict=True)]
    for z, share in zip(ngrams, found, strict=True):
        rows = [row for each in whole for row in rows_of(each, n)]
        assert share == pytest.approx(
            np.mean([np.prod(np.diag(np.array(r)[:, z - 1])) for r in rows]), abs=1e-6
        )


def test_rows_of_all_replicas_are_averaged_before_the_logarithm(monkeypatch):
    ln_p = np.float32(np.log(softmax(RANDOM.normal(size=(4, 5, 3)))))
    there = np.float32([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [1, 1, 1, 1, 0]])
    ngrams = tf.constant(np.int32([[1, 2], [3, 3]]))
    whole = np.asarray(matching.log_ngram_shares(tf.constant(ln_p), there, ngrams))
    gathered = []

    def of_one(rows):
        gathered.append(rows)
        return rows

    monkeypatch.setattr(matching, "whole_batch", of_one)
    for half in (slice(0, 1), slice(1, 4)):  # which hold 4 rows and 6
        matching.log_ngram_shares(tf.constant(ln_p[half]), there[half], ngrams)
    of_both = [tf.concat([gathered[place], gathered[place + 2]], axis=0) for place in (0, 1)]
    monkeypatch.setattr(matching, "whole_batch", lambda rows: of_both.pop(0))
    found = matching.log_ngram_shares(tf.constant(ln_p[:1]), there[:1], ngrams)
    np.testing.assert_allclose(found, whole, rtol=1e-5)


def test_rows_of_no_utterance_are_a_number_and_weigh_nothing():
    ln_p = tf.constant(np.log(np.full((2, 4, 3), 1 / 3, "float32")))
    with tf.GradientTape() as tape:
        tape.watch(ln_p)
        shares = matching.log_ngram_shares(ln_p, np.float32([[1, 0, 0, 0]] * 2), np.int32([[1, 2]]))
        lost = tf.reduce_sum(0.0 * shares)
    assert float(lost) == 0.0 and np.isfinite(tape.gradient(lost, ln_p)).all()


def test_the_right_reading_costs_least_of_all():
    """Of phonemes that are told apart, but not named, only the right names fit the text."""
    steps = np.array([[0.1, 0.8, 0.1, 0.0], [0.2, 0.0, 0.3, 0.5], [0.5, 0.2, 0, 0.3], [0, 1, 0, 0]])

    def sentences(count):
        rows = [[RANDOM.integers(4)] for _ in range(count)]
        for row in rows:
            while len(row) < 12:
                row.append(RANDOM.choice(4, p=steps[row[-1]]))
        return 1 + np.int32(rows)

    ngrams, p_LM = matching.count_ngrams(sentences(300), 2, 16)
    said = sentences(300)
    costs = {}
    for names in itertools.permutations(range(4)):
        read = np.array(names)[said - 1]
        ln_p = np.log(np.float32(0.97 * np.eye(4)[read] + 0.01))
        shares = matching.log_ngram_shares(
            tf.constant(np.float32(ln_p)), np.ones(said.shape, "float32"), tf.constant(ngrams)
        )
        costs[names] = -float(np.sum(p_LM * np.asarray(shares)))
    right = costs.pop((0, 1, 2, 3))
    entropy = -float(np.sum(p_LM * np.log(p_LM)))
    assert entropy <= right < entropy + 0.05 < min(costs.values()) - 0.05


def test_only_frames_of_one_segment_are_to_be_alike():
    p = np.zeros((2, 6, 2), "float32")
    p[:, [0, 1, 3, 5], 0] = p[:, [2, 4], 1] = 1.0
    # Segments of frames 0 to 1, 2 to 3 and 4, and of 0 to 4; behind them nobody speaks.
    ends = np.int32([[2, 4, 5, 5], [5, 5, 5, 5]])
    alone = [float(matching.smoothness(p[i : i + 1], ends[i : i + 1])) for i in range(2)]
    assert alone == pytest.approx([(0 + 2) / 2, (0 + 2 + 2 + 2) / 4])
    assert float(matching.smoothness(p, ends)) == pytest.approx((2 + 6) / 6)


def test_any_frame_of_a_segment_is_drawn(gan):
    ends = tf.constant(np.tile(np.int32([[4, 6, 31, 31, 31, 31]]), (4000, 1)))
    tau = np.asarray(gan.draw_steps(ends))
    counts = np.bincount(tau[:, 0], minlength=4)
    assert len(counts) == 4 and np.abs(counts / 4000 - 0.25).max() < 0.03
    assert set(tau[:, 1]) == {4, 5} and tau[:, 2].min() == 6 and tau[:, 2].max() == 30


def test_the_texts_ngrams_are_counted():
    gan = small(ngram=2, most_frequent=30)
    gan.learn_language(TOKENS)
    counts = Counter(row for each in TOKENS for row in rows_of(each[each > 0].tolist(), 2))
    kept = {tuple(z): share for z, share in zip(gan.ngrams.numpy(), gan.p_LM.numpy(), strict=True)}
    assert tuple(gan.ngrams.numpy()[0]) == (1, 5) and counts[1, 5] == 3  # the most frequent one
    for z, count in counts.items():
        assert kept[z] == pytest.approx(count / counts.total())
    assert gan.p_LM.numpy().sum() == pytest.approx(1.0)
    # Of text that is cut as segments are; the same each time, and no draw of the training's.
    before = gan.seed_generator.state.numpy()
    twice = small(ngram=2, most_frequent=30, text_repeats=(0.0, 0.0, 1.0))
    twice.learn_language(TOKENS[3:])
    assert twice.ngrams.numpy()[:3].tolist() == [[1, 1], [2, 1], [2, 2]]
    np.testing.assert_array_equal(gan.seed_generator.state, before)


def test_saved_and_loaded_it_goes_on_and_leaves_as_the_other_does(tmp_path):
    import keras

    gan = small(ngram=2, ema_decay=0.5)
    data = tuple(kind.examples(8, seed=place) for place, kind in enumerate(gan.takes))
    history = gan.fit(data, batch_size=4, epochs=2, verbose=0).history
    assert set(history) == {"generator_loss", "intra_segment", "output_distribution"}
    gan.save(tmp_path / "gan.keras")
    other = keras.models.load_model(tmp_path / "gan.keras")
    for each in (gan, other):  # of a dataset, whose n-grams are those of the file
        each.fit(tf.data.Dataset.from_tensor_slices(data), batch_size=4, epochs=1, verbose=0)
    for mine, theirs in zip(gan.weights, other.weights, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert other.transcribe(data[0]) == gan.transcribe(data[0])
    export.tflite(gan, tmp_path / "gan.tflite")
    found = export.TFLiteGenerator(tmp_path / "gan.tflite")(sounds=data[0])
    np.testing.assert_allclose(found, gan.probabilities(data[0]), atol=1e-4)


def test_mistakes_are_named(gan):
    judge = networks.phoneme_discriminator(6, 5, 4, 4)
    for wrong, sentence in (
        ({"objective": "distribution_matchin"}, "Did you mean 'distribution_matching'"),
        ({"discriminator": judge}, "`discriminator` must be left out where `objective` is 'distr"),
        ({"objective": "adversarial"}, "`discriminator` must be a network where `objective` is"),
        ({"ngram": 7}, "`ngram` must be at most 6"),
        ({"ngram": 0}, "`ngram` must be a whole number"),
        ({"most_frequent": 0}, "`most_frequent` must be a whole number"),
        ({"length": None}, "`length` must be a whole number"),
    ):
        settings = {"objective": "distribution_matching", "length": 6, "discriminator": None}
        with pytest.raises(ValueError, match=sentence):
            type(gan)(gan.front, gan.generator, rate=4000, **{**settings, **wrong})
    with pytest.raises(ValueError, match="`length` must be 6, as many phonemes as `discriminator`"):
        type(gan)(gan.front, gan.generator, judge, rate=4000, length=7)
    with pytest.raises(DataMismatch, match="no text of 3 phonemes, of which an n-gram is"):
        gan.learn_language(TOKENS[3:])
    data = tuple(kind.examples(4) for kind in gan.takes)
    with pytest.raises(ValueError, match=r"call learn_language\(phonemes\) before"):
        gan.fit(tf.data.Dataset.from_tensor_slices(data), verbose=0)
