"""Unsupervised speech recognition: its losses, what it hears, and how it writes."""

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf
from moves import check_moves, descend, moves_in

import keras_gan_zoo
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.text.unsupervised_asr import decoding, front, networks, segments
from keras_gan_zoo.layers import MFCC, LogMel
from keras_gan_zoo.models.translator import Translator
from keras_gan_zoo.penalties import gradient_penalty as penalty_module
from keras_gan_zoo.samples.boundaries import Boundaries

RANDOM = np.random.default_rng(0)
ENDS = np.int32([[3, 7, 12, 20, 31, 31], [5, 9, 9, 9, 9, 9], [2, 4, 6, 8, 10, 31]])
TOKENS = np.int32([[1, 5, 2, 2, 0, 0], [3, 4, 1, 0, 0, 0], [5, 5, 4, 3, 2, 1]])


def small(**arguments):
    sizes = registered_sizes() | {"seed": 5}
    return keras_gan_zoo.get("unsupervised_asr", **{**sizes, **arguments})


@pytest.fixture(scope="module")
def gan():
    """A model whose weights, phonemes and text no test of this module changes."""
    return small()


def alike(gan, **settings):
    """Returns a model of the same networks with other settings: to build them takes longest."""
    return type(gan)(gan.front, gan.generator, gan.discriminator, seed=5, rate=4000, **settings)


def registered_sizes():
    from keras_gan_zoo import registry

    return dict(registry.smallest_arguments(registry.find("unsupervised_asr").load()))


def made_up(count, gan):
    return [kind.examples(count, seed=place) for place, kind in enumerate(gan.takes)]


def softmax(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def test_each_player_goes_down_the_papers_loss(monkeypatch):
    twice = (0.0, 0.0, 1.0)  # of the text each phoneme stands twice
    settings = {"temperature": 0.7, "intra_weight": 0.3, "penalty_weight": 2.0}
    gan = descend(small(text_repeats=twice, **settings))
    x = np.float32(RANDOM.normal(size=(3, gan.frames, gan.numbers)))
    draws = []
    for share in (0.3, 0.5, 0.8):
        starts = np.concatenate([np.zeros((3, 1), int), ENDS[:, :-1]], axis=1)
        frames = np.minimum(starts + np.int32(share * (ENDS - starts)), ENDS - 1)
        draws.append((np.int32(frames), np.float32(RANDOM.gumbel(size=(3, 6, 5)))))
    drawn = iter(draws)
    monkeypatch.setattr(type(gan), "draw_frames", lambda self, ends: next(drawn))
    halfway = lambda draw, shape, **_: tf.fill(shape, 0.25)  # noqa: E731
    monkeypatch.setattr(penalty_module, "random_rows", halfway)
    # The slope of a network of straight pieces jumps at their ends: here its units are smooth.
    smooth = lambda self, x: keras.ops.tanh(x) + 0.1 * x  # noqa: E731
    monkeypatch.setattr(keras.layers.LeakyReLU, "call", smooth)

    there = np.float32([[1, 1, 1, 1, 1, 0], [1, 1, 0, 0, 0, 0], [1] * 6])[..., None]
    padded = np.pad(x, ((0, 0), (1, 1), (0, 0)), mode="edge")
    windows = np.concatenate([padded[:, i : i + gan.frames] for i in range(3)], axis=-1)
    sure = np.eye(6)[np.repeat(TOKENS, 2, axis=1)[:, :6]][..., 1:]

    def y(draw):
        seen = np.stack([windows[row, frames] for row, frames in enumerate(draw[0])])
        return there * softmax((np.asarray(gan.generator(seen), "float64") + draw[1]) / 0.7)

    def score(sequences):
        return float(np.mean(gan.discriminator(np.float32(sequences))))

    def penalty(fake):
        between = tf.constant(np.float32(0.75 * sure + 0.25 * fake))
        with tf.GradientTape() as tape:
            tape.watch(between)
            scores = gan.discriminator(between)
        slopes = tf.reshape(tape.gradient(scores, between), (3, -1))
        return float(np.mean((np.linalg.norm(slopes, axis=1) - 1) ** 2))

    first = y(draws[0])

    def discriminator():
        return score(first) - score(sure) + 2.0 * penalty(first)

    def generator():
        a, b = y(draws[1]), y(draws[2])
        return -(score(a) + score(b)) / 2 + 0.3 * np.sum((a - b) ** 2) / there.sum()

    losses = [("discriminator", discriminator), ("generator", generator)]
    check_moves(gan, moves_in(gan, x, ENDS, TOKENS), losses)
    assert not gan.front.weights  # what listens has nothing to learn


def test_a_frame_of_each_segment_is_drawn_within_it(gan):
    for share, expected in ((0.0, [0, 3, 7, 12, 20]), (1.0, [2, 6, 11, 19, 30])):
        frames = segments.frames_within(ENDS[:1], np.full((1, 6), share, "float32"))
        np.testing.assert_array_equal(frames[0, :5], expected)
    ends = np.tile(np.int32([[4, 30, 31, 31, 31, 31]]), (4000, 1))
    frames, noise = (np.asarray(each) for each in gan.draw_frames(tf.constant(ends)))
    assert frames[:, 0].min() == 0 and frames[:, 0].max() == 3 and (frames[:, 2] == 30).all()
    share = (frames[:, 1] + 0.5 - 4) / 26
    assert abs(share.mean() - 0.5) < 0.02 and abs(share.std() - 0.2) < 0.02
    # Of Gumbel noise the mean is Euler's constant, the variance a sixth of pi's square.
    assert abs(noise.mean() - 0.5772) < 0.02 and abs(noise.var() - np.pi**2 / 6) < 0.05


def test_what_fills_up_is_nothing_on_either_side(gan):
    x = np.float32(RANDOM.normal(size=(3, gan.frames, gan.numbers)))
    y = np.asarray(gan.relaxed(x, ENDS, *gan.draw_frames(tf.constant(ENDS))))
    np.testing.assert_allclose(y.sum(axis=-1), np.diff(ENDS, prepend=0) > 0, atol=1e-5)
    np.testing.assert_array_equal(np.asarray(gan.certain(TOKENS)), np.eye(6)[TOKENS][..., 1:])


def test_text_is_cut_as_segments_that_are_found(gan):
    counts = np.int32([[2, 0, 1, 3, 1, 1], [1, 1, 1, 1, 1, 1], [0, 0, 3, 2, 1, 1]])
    for row, tokens, often in zip(segments.repeated(TOKENS, counts), TOKENS, counts, strict=True):
        expected = np.repeat(tokens[tokens > 0], often[tokens > 0])[:6]
        np.testing.assert_array_equal(row, np.pad(expected, (0, 6 - len(expected))))
    cutting = alike(gan, text_repeats=(0.3, 0.5, 0.2))
    told = np.zeros((4000, 6), "int32")
    told[:, 0] = 3
    lengths = (np.asarray(cutting.as_cut(tf.constant(told))) == 3).sum(axis=1)
    np.testing.assert_allclose(np.bincount(lengths) / 4000, [0.3, 0.5, 0.2], atol=0.03)
    assert cutting.get_config()["text_repeats"] == (0.3, 0.5, 0.2)
    for wrong in ((0.5, 0.4), (1.0,), (1.2, -0.2)):
        with pytest.raises(ValueError, match="`text_repeats` must be shares"):
            alike(gan, text_repeats=wrong)


def test_steps_of_the_discriminator_have_speech_and_text_of_their_own(gan):
    gan = alike(gan, discriminator_steps=3)
    sounds, ends, tokens = made_up(24, gan)
    steps = list(gan.prepare_data((sounds, ends, tokens[:12]), 4, shuffle=False))
    assert len(steps) == 2  # the shorter set comes twice
    np.testing.assert_array_equal(np.concatenate([step[1] for step in steps]), ends)
    np.testing.assert_array_equal(steps[0][2], steps[1][2])
    players = []
    gan.minimize = lambda loss, player: players.append(player)
    gan.train_step(steps[0])
    assert players == ["discriminator"] * 3 + ["generator"]


def test_what_is_heard_is_normalised_over_what_is_not_silence(gan):
    sound = np.float32(RANDOM.uniform(-0.5, 0.5, 800))
    padded = np.pad(sound, (0, 224))[None]
    heard = front.cepstra_network(1024, 4000, 8, 64, 32, 4)
    found = np.asarray(heard(padded))[0]
    spectra = LogMel(4000, 8, 64, 32)(padded)
    raw = np.asarray(MFCC(4)(spectra))[0]
    full = raw[:25]  # frames that begin within the sound
    expected = (raw - full.mean(axis=0)) / np.sqrt(full.var(axis=0) + 1e-4)
    np.testing.assert_allclose(found, np.clip(expected, -5, 5), atol=2e-3)
    assert gan.frames_heard(padded)[0] == int(np.ceil(800 / 1024 * 31))
    assert gan.frames_heard(gan.features(padded))[0] == 29  # with the slopes of slopes
    # A louder speaker is heard as well.
    np.testing.assert_allclose(np.asarray(heard(2 * padded))[0, :20], found[:20], atol=0.15)


def test_windows_hold_the_neighbours():
    x = np.float32(RANDOM.normal(size=(2, 5, 3)))
    padded = np.pad(x, ((0, 0), (2, 2), (0, 0)), mode="edge")
    found = np.asarray(front.FrameWindows(5)(x))
    for frame in range(5):
        np.testing.assert_array_equal(found[:, frame], padded[:, frame : frame + 5].reshape(2, -1))
    some = np.int32([[4, 0, 2], [1, 1, 3]])
    each = np.stack([row[frames] for row, frames in zip(found, some, strict=True)])
    np.testing.assert_array_equal(segments.windows_at(x, some, 5), each)
    with pytest.raises(ValueError, match="`width` must be odd, got 4: use 5"):
        front.FrameWindows(4)


def test_ends_are_found_where_the_features_change():
    lengths = [9, 6, 12, 5]
    levels = RANDOM.normal(size=(4, 7)) * 4
    x = np.repeat(levels, lengths, axis=0) + 0.05 * RANDOM.normal(size=(32, 7))
    np.testing.assert_array_equal(segments.find_ends(x, 6), [9, 15, 27, 32, 32, 32])
    assert segments.find_ends(x, 2)[-1] == 32 and segments.find_ends(x, 2)[0] in (9, 15, 27)
    np.testing.assert_array_equal(segments.filled_up([2, 4, 6], 2), [2, 6])
    means = segments.segment_means(x, [9, 15, 27, 32, 32])
    np.testing.assert_allclose(means[1], x[9:15].mean(axis=0))
    assert means.shape == (4, 7)


def test_the_best_path_is_the_best_of_all():
    for _ in range(20):
        scores, steps = RANDOM.normal(size=(4, 3)), RANDOM.normal(size=(3, 3))
        begin, end = RANDOM.normal(size=(2, 3))

        def worth(path, scores=scores, steps=steps, begin=begin, end=end):
            moved = sum(steps[a, b] for a, b in itertools.pairwise(path))
            return (
                sum(scores[t, v] for t, v in enumerate(path))
                + moved
                + begin[path[0]]
                + end[path[-1]]
            )

        best = max(itertools.product(range(3), repeat=4), key=worth)
        np.testing.assert_array_equal(decoding.viterbi(scores, steps, begin, end), best)


def test_pairs_are_counted_and_decide_where_sounds_do_not():
    counts = decoding.count_pairs(TOKENS, 6)
    assert counts.sum() == sum((row > 0).sum() + 1 for row in TOKENS) and counts[0, 0] == 0
    assert (counts[0, 1], counts[2, 2], counts[2, 0], counts[5, 5], counts[1, 0]) == (1, 1, 1, 1, 2)
    shares = np.exp(decoding.log_shares(counts))
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert shares[1, 5] == pytest.approx((counts[1, 5] + 1) / (counts[1].sum() + 6))
    pairs = decoding.log_shares(decoding.count_pairs(np.int32([[1, 2, 1, 2]] * 50), 3))
    doubtful = np.array([[0.9, 0.1], [0.55, 0.45], [0.9, 0.1], [0.45, 0.55]])
    assert decoding.best_phonemes(doubtful, pairs).tolist() == [1, 2, 1, 2]
    assert decoding.best_phonemes(doubtful, pairs, language_weight=0).tolist() == [1, 1, 1, 2]
    # Frames stay where they are for a single doubtful one.
    assert decoding.best_phonemes(doubtful[[0, 0, 3, 0]], pairs, 0, 0.9).tolist() == [1] * 4
    tokens, ends = decoding.without_repeats([1, 1, 2, 2, 1], [3, 4, 8, 9, 12])
    assert (tokens.tolist(), ends.tolist()) == ([1, 2, 1], [4, 9, 12])
    assert [len(each) for each in decoding.without_repeats([], [])] == [0, 0]


def test_transcripts_are_of_segments_or_of_frames(gan):
    names = ["pau", "ae", "k", "s", "t"]
    gan = alike(gan, phonemes=names)
    sounds, ends, _ = made_up(3, gan)
    gan.learn_language(["pau ae k s pau", "t ae k"])
    assert gan.bigrams.numpy()[0].tolist() == [0, 1, 0, 0, 0, 1]
    found = gan.probabilities(sounds)
    np.testing.assert_allclose(found.sum(axis=-1), 1, atol=1e-5)
    np.testing.assert_allclose(found, gan.export_networks()["sound_to_phonemes"](sounds), atol=1e-5)
    np.testing.assert_allclose(found, gan(sounds), atol=1e-5)
    pairs = decoding.log_shares(gan.bigrams.numpy())
    for row, text in enumerate(gan.transcribe(sounds, ends, language_weight=0.5)):
        means = segments.segment_means(found[row], ends[row])
        path = decoding.best_phonemes(means, pairs, 0.5)
        parts = np.unique(ends[row])
        written, last = decoding.without_repeats(path, parts)
        assert text.split() == [names[one - 1] for one in written]
        np.testing.assert_array_equal(gan.find_phonemes(sounds, ends, 0.5)[1][row], last)
    rows = gan.generate(sounds)
    for row, text in zip(rows, gan.transcribe(sounds), strict=True):
        expected = [1 + names.index(one) for one in text.split()][:6]
        assert row.tolist() == expected + [0] * (6 - len(expected))
    np.testing.assert_array_equal(gan.generate(sounds, n=1), rows[:, None])
    with pytest.raises(ValueError, match="`n` asks for 2 transcripts"):
        gan.generate(sounds, n=2)


def test_text_names_phonemes_and_what_is_kept_knows_them(tmp_path, monkeypatch):
    monkeypatch.setattr(Translator, "fit", lambda gan, x, **_: gan.prepare_data(x, 4, False))
    gan = small(phonemes=list("abcde"))
    sounds, ends, _ = made_up(4, gan)
    (step,) = gan.fit(((sounds, ends), ["a b c", "e d", "a", "c c b"]))
    assert step[2].numpy().tolist()[:2] == [[1, 2, 3, 0, 0, 0], [5, 4, 0, 0, 0, 0]]
    gan.save(tmp_path / "gan.keras")
    other = keras.models.load_model(tmp_path / "gan.keras")
    assert other.transcribe(sounds) == gan.transcribe(sounds)
    assert float(other.bigrams.numpy().sum()) == 3 + 1 + 2 + 1 + 1 + 1 + 3 + 1
    for wrong, sentence in (
        (["a x"], "the phoneme 'x', which is none of the model's"),
        (["a b c d e a b"], "a text of 7 phonemes where 1 to 6 are expected"),
        ([""], "a text of 0 phonemes"),
    ):
        with pytest.raises(DataMismatch, match=sentence):
            gan.fit((sounds, ends, wrong))
    with pytest.raises(DataMismatch, match="of which this model knows none"):
        alike(gan).tokens_of(["a b"])


def test_datasets_are_taken_as_they_come(gan):
    sounds, ends, tokens = made_up(8, gan)
    dataset = tf.data.Dataset.from_tensor_slices((sounds, ends, tokens))
    (x, e, t), _ = gan.prepare_data(dataset, 4, shuffle=False)
    np.testing.assert_allclose(x, gan.features(sounds)[:4], atol=1e-4)
    np.testing.assert_array_equal(e, ends[:4])
    np.testing.assert_array_equal(t, tokens[:4])
    with pytest.raises(DataMismatch, match="but yields 2 things"):
        gan.prepare_data(dataset.map(lambda s, e, t: (s, e)), 4, shuffle=False)


def test_bad_data_are_named(gan):
    sounds, ends, tokens = made_up(4, gan)
    for wrong, sentence in (
        ((sounds, ends), "`x` must be .sounds, ends of their segments"),
        ((sounds[:, :16], ends, tokens), "16 samples where 1,024 are expected"),
        ((np.stack([sounds] * 2, -1), ends, tokens), "2 channels where one is expected"),
        ((0 * sounds, ends, tokens), "silence"),
        ((sounds, ends[:3], tokens), "4 sounds and the ends of 3"),
        ((sounds, ends / 31.0, tokens), "has the dtype float64 where numbers of frames"),
        ((sounds, ends[:, :4], tokens), r"ends of shape \(n, 6\)"),
        ((sounds, ends + 31, tokens), r"ends in \[0, 31\] are expected"),
        ((sounds, ends[:, ::-1], tokens), "np.sort"),
        ((sounds, ends, tokens + 9), "unknown to a vocabulary of 6"),
    ):
        with pytest.raises(DataMismatch, match=sentence):
            gan.prepare_data(wrong, 4, shuffle=False)
    with pytest.raises(DataMismatch, match="`ends` has 2 rows for 4 sounds"):
        gan.transcribe(sounds, ends[:2])
    Boundaries(6, 31).check(ends)


def test_places_are_alike_where_scores_are_of_their_mean():
    y = np.zeros((2, 16, 5), "float32")
    y[0, 5:8] = y[1, 7:10] = RANDOM.random((3, 5))
    for pooled in (True, False):
        D = networks.phoneme_discriminator(16, 5, 4, 8, kernels=((5,), (3, 3)), pooled=pooled)
        assert [layer.filters for layer in D.layers if "conv1d" in layer.name] == [8] * 3
        first, second = np.ravel(D(y))
        assert (abs(first - second) < 1e-5) == pooled


def test_networks_that_do_not_fit_are_named(gan):
    parts = {name: getattr(gan, name) for name in ("front", "generator", "discriminator")}
    even = networks.phoneme_classifier(2 * gan.numbers, 5, 8)
    for wrong, sentence in (
        ({"generator": even}, "odd number of frames of 12 numbers"),
        ({"discriminator": networks.phoneme_discriminator(6, 8, 8, 8)}, "must judge 5 phonemes"),
        ({"phonemes": ["a", "a", "b", "c", "d"]}, "must be 5 names, each once"),
        ({"temperature": 0}, "`temperature`"),
    ):
        with pytest.raises(ValueError, match=sentence):
            type(gan)(**{**parts, **wrong})
    with pytest.raises(ValueError, match="`samples` must be at least `window`=64, got 32"):
        front.cepstra_network(32, 4000, 8, 64, 32, 4)
