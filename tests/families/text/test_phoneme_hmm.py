"""Hidden Markov models of phonemes: their best paths, their training, and a turn with the GAN."""

import itertools

import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo import registry
from keras_gan_zoo.families.text.unsupervised_asr import decoding
from keras_gan_zoo.families.text.unsupervised_asr.hmm import PhonemeHMM

RANDOM = np.random.default_rng(3)
_BEGIN = RANDOM.bit_generator.state


@pytest.fixture(autouse=True)
def same_numbers_whatever_ran_before():
    """Lets a test that runs alone draw what it draws among the others."""
    RANDOM.bit_generator.state = _BEGIN


def drawn(phonemes=2, states=2, components=2, numbers=2):
    """Returns a model whose every number is drawn."""
    hmm = PhonemeHMM(phonemes, states, components)
    shape = (phonemes, states, components, numbers)
    hmm.means = RANDOM.normal(size=shape)
    hmm.variances = RANDOM.uniform(0.3, 2.0, shape)
    weights = RANDOM.uniform(0.2, 1.0, shape[:-1])
    hmm.weights = weights / weights.sum(axis=-1, keepdims=True)
    hmm.stay = RANDOM.uniform(0.2, 0.8, shape[:2])
    hmm.seen = np.ones(phonemes, bool)
    return hmm


def density(hmm, x, phoneme, state):
    """Returns b(x), a product over the numbers, a sum over the components."""
    variances = hmm.variances[phoneme, state]
    apart = (x - hmm.means[phoneme, state]) ** 2 / variances
    each = np.exp(-apart / 2) / np.sqrt(2 * np.pi * variances)
    return float(hmm.weights[phoneme, state] @ each.prod(axis=1))


def worth(hmm, x, tokens, lengths):
    """Returns the logarithm of what a transcript and the frames of each of its states come to."""
    steps = [(token - 1, state) for token in tokens for state in range(hmm.states)]
    total, time = 0.0, 0
    for (phoneme, state), length in zip(steps, lengths, strict=True):
        s = hmm.stay[phoneme, state]
        total += (length - 1) * np.log(s) + np.log(1 - s)
        for frame in x[time : time + length]:
            total += np.log(density(hmm, frame, phoneme, state))
        time += length
    return total


def splits(frames, parts):
    """Yields all lengths of so many parts, each 1 at least, that sum to so many frames."""
    for cuts in itertools.combinations(range(1, frames), parts - 1):
        edges = [0, *cuts, frames]
        yield [end - start for start, end in itertools.pairwise(edges)]


def spoken(hmm, tokens, random):
    """Returns frames drawn of a transcript, and where its phonemes end."""
    frames, ends = [], []
    for token in tokens:
        for state in range(hmm.states):
            for _ in range(random.geometric(1 - hmm.stay[token - 1, state])):
                which = random.choice(hmm.components, p=hmm.weights[token - 1, state])
                place = token - 1, state, which
                frames.append(random.normal(hmm.means[place], np.sqrt(hmm.variances[place])))
        ends.append(len(frames))
    return np.array(frames), np.array(ends)


def test_a_state_is_a_mixture_of_gaussians():
    hmm = drawn(3, 2, 2, 4)
    x = RANDOM.normal(size=(5, 4))
    expected = [[density(hmm, each, *divmod(state, 2)) for state in range(6)] for each in x]
    np.testing.assert_allclose(hmm.log_likelihoods(x), np.log(expected))


def test_known_phonemes_end_where_the_best_of_all_paths_says():
    for _ in range(5):
        hmm, x = drawn(), RANDOM.normal(size=(8, 2))
        tokens = RANDOM.integers(1, 3, 3)
        best = max(splits(8, 6), key=lambda lengths: worth(hmm, x, tokens, lengths))
        np.testing.assert_array_equal(hmm.align(x, tokens), np.cumsum(best)[1::2])


@pytest.mark.parametrize("states", [1, 2])
def test_unknown_phonemes_are_the_best_of_all_transcripts(states):
    for weight in (0.0, 1.0, 4.0) * 8:
        hmm, x = drawn(states=states), RANDOM.normal(size=(5, 2))
        pairs = decoding.log_shares(RANDOM.integers(0, 9, (3, 3)))

        def said(tokens, lengths, hmm=hmm, x=x, weight=weight, pairs=pairs):
            steps = itertools.pairwise([0, *tokens, 0])
            return worth(hmm, x, tokens, lengths) + weight * sum(pairs[step] for step in steps)

        ways = [
            (tokens, lengths)
            for count in range(1, 5 // states + 1)
            for tokens in itertools.product((1, 2), repeat=count)
            # Of one state, what stays and what comes again is the same.
            if states > 1 or all(a != b for a, b in itertools.pairwise(tokens))
            for lengths in splits(5, count * states)
        ]
        tokens, lengths = max(ways, key=lambda way: said(*way))
        ((found,), (ends,)) = hmm.decode([x], pairs, weight)
        assert (tuple(found), tuple(ends)) == (
            tokens,
            tuple(np.cumsum(lengths)[states - 1 :: states]),
        )


def test_what_is_too_short_or_was_never_heard_is_not_written():
    hmm = drawn(phonemes=3)
    hmm.seen[1] = False
    flat = np.zeros((4, 4))
    tokens, ends = hmm.decode([RANDOM.normal(size=(count, 2)) for count in (1, 2, 60)], flat)
    assert [len(each) for each in tokens[:2]] == [0, 1] and ends[1].tolist() == [2]
    assert len(tokens[2]) > 3 and set(tokens[2]) == {1, 3} and ends[2][-1] == 60
    for wrong, sentence in (
        ([2], "hold 2, which no transcript"),
        ([4], "from 1 to 3, got 4"),
        ([1] * 9, "16 frames, but `tokens` are 9 phonemes, of 2 frames"),
        ([], "are 0 phonemes"),
    ):
        with pytest.raises(ValueError, match=sentence):
            hmm.align(np.zeros((16, 2)), wrong)
    with pytest.raises(ValueError, match="power of 2, such as 4, got 3"):
        PhonemeHMM(3, components=3)
    with pytest.raises(ValueError, match="as many as the 1 of `features`, got 2"):
        PhonemeHMM(3).fit([np.zeros((9, 2))], [[1], [2]])
    with pytest.raises(ValueError, match="No utterance has a phoneme, and 3 frames"):
        PhonemeHMM(3).fit([np.zeros((2, 2)), np.zeros((9, 2))], [[1], []])


def test_training_finds_the_model_that_spoke():
    random = np.random.default_rng(0)
    true = drawn(phonemes=3, states=2, components=1)
    true.means[..., 0, 0] = 4 * np.array([[3, 0], [2, 5], [1, 4]])
    true.variances = random.uniform(0.6, 1.0, true.variances.shape)
    true.stay = np.array([[0.5, 0.7], [0.6, 0.3], [0.75, 0.5]])
    transcripts = [random.integers(1, 4, 5) for _ in range(60)]
    pairs = [spoken(true, tokens, random) for tokens in transcripts]
    features, ends = zip(*pairs, strict=True)
    hmm = PhonemeHMM(3, 2, 1)
    found = hmm.fit(features, transcripts, passes=8)
    assert np.all(np.diff(found) > -1e-9) and found[-1] > found[0] + 0.5
    right = [
        hmm.align(x, tokens) == end
        for x, tokens, end in zip(features, transcripts, ends, strict=True)
    ]
    assert np.mean(right) > 0.97
    np.testing.assert_allclose(hmm.means, true.means, atol=0.3)
    np.testing.assert_allclose(hmm.variances, true.variances, rtol=0.4)
    np.testing.assert_allclose(hmm.stay, true.stay, atol=0.1)


def test_the_first_estimates_are_those_of_the_ends_that_are_told():
    x = RANDOM.normal(size=(12, 3))
    hmm = PhonemeHMM(2, 2, 1)
    hmm.fit([x, x[:1]], [[2, 1], [1]], [[8, 12], [1]], passes=1)
    parts = {(1, 0): x[:4], (1, 1): x[4:8], (0, 0): x[8:10], (0, 1): x[10:]}
    for place, frames in parts.items():
        np.testing.assert_allclose(hmm.means[place][0], frames.mean(axis=0))
        least = 0.01 * x.var(axis=0)
        np.testing.assert_allclose(hmm.variances[place][0], np.maximum(frames.var(0), least))
        assert hmm.stay[place] == pytest.approx(1 - 1 / len(frames))
    # Without any, phonemes are as long as each other.
    other = PhonemeHMM(2, 2, 1)
    other.fit([x], [[2, 1]], passes=1)
    np.testing.assert_allclose(other.means[1, 0, 0], x[:3].mean(axis=0))


def test_components_come_about_where_there_are_frames_for_them():
    random = np.random.default_rng(0)
    many = random.choice([-2.0, 2.0], size=(200, 1)) + 0.5 * random.normal(size=(200, 6))
    few = np.repeat([[9.0], [10.0]], 15, axis=0) * np.ones(6)
    hmm = PhonemeHMM(2, 1, 2)
    found = hmm.fit([many, few], [[1], [2]], passes=8)
    np.testing.assert_allclose(np.sort(hmm.means[0, 0].mean(axis=1)), [-2, 2], atol=0.1)
    np.testing.assert_allclose(hmm.variances[0, 0], 0.25, atol=0.1)
    np.testing.assert_allclose(hmm.weights[0, 0], 0.5, atol=0.1)
    np.testing.assert_allclose(hmm.means[1, 0], 9.5)  # both halves the same
    assert np.all(np.diff(found[8:]) > -1e-9) and found[-1] > found[7] + 1


def test_what_was_learned_is_kept(tmp_path):
    hmm, x = drawn(3), [RANDOM.normal(size=(20, 2))]
    hmm.save(tmp_path / "hmm.npz")
    other = PhonemeHMM.load(tmp_path / "hmm.npz")
    assert (other.phonemes, other.states, other.components) == (3, 2, 2)
    pairs = np.zeros((4, 4))
    for ours, theirs in zip(hmm.decode(x, pairs), other.decode(x, pairs), strict=True):
        np.testing.assert_array_equal(ours[0], theirs[0])
    np.savez(tmp_path / "other.npz", means=hmm.means)
    with pytest.raises(ValueError, match=r"none that PhonemeHMM\.save wrote"):
        PhonemeHMM.load(tmp_path / "other.npz")


def test_a_turn_trains_on_the_models_own_transcripts_and_mends_the_ends(monkeypatch):
    sizes = registry.smallest_arguments(registry.find("unsupervised_asr").load())
    gan = keras_gan_zoo.get("unsupervised_asr", **sizes)
    levels = 3 * RANDOM.normal(size=(6, gan.numbers))
    features = np.zeros((24, gan.frames, gan.numbers), "float32")
    true, tokens = np.zeros((24, gan.length), "int32"), []
    for x, ends in zip(features, true, strict=True):
        cuts = np.sort(RANDOM.choice(np.arange(1, 7), 3, replace=False)) * 4
        ends[:] = [*cuts, *[28] * (gan.length - 3)]
        tokens.append(RANDOM.permutation(5)[:4] + 1)
        starts = [0, *cuts, 28]
        for token, start, end in zip(tokens[-1], starts, starts[1:], strict=False):
            x[start:end] = levels[token] + RANDOM.normal(size=(end - start, gan.numbers))
        x[28:] = levels[0]
    wrong = [np.append(np.unique(ends)[:-1] + RANDOM.integers(-2, 3, 3), 28) for ends in true]
    told = []

    def written(sounds, ends=None, **_):
        told.append(ends)
        return tokens, wrong

    monkeypatch.setattr(gan, "find_phonemes", written)
    hmm, found = gan.refine(features, true, states=2, components=1)
    assert told[0] is true and found.dtype == np.int32
    gan.takes[1].check(found)
    np.testing.assert_array_equal(found, true)
    said, _ = hmm.decode([x[:28] for x in features], gan.language)
    assert [list(row) for row in said] == [list(row) for row in tokens]
