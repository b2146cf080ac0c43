"""Samples against the probabilities they are drawn from."""

import itertools

import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from keras_gan_zoo.families.text.rollouts import action_values
from keras_gan_zoo.networks import LSTMDecoder
from keras_gan_zoo.networks.beam_search import beam_search
from keras_gan_zoo.networks.sampler import CompiledSampling, sampling_network
from keras_gan_zoo.networks.sampling import (
    complete,
    invert_cumulative,
    nucleus,
    sample,
    sample_soft,
)

V, LENGTH = 4, 3
EVERY = np.array(list(itertools.product(range(V), repeat=LENGTH)), "int32")


def sharp_decoder(end_token=None):
    decoder = LSTMDecoder(V, LENGTH, 3, 5, end_token=end_token)
    generator = np.random.default_rng(3)
    decoder.set_weights([generator.normal(size=w.shape) for w in decoder.weights])
    return decoder


@pytest.fixture(scope="module")
def decoder():
    return sharp_decoder()


def uniforms(*shape, seed=0):
    return np.random.default_rng(seed).random(shape, dtype="float32")


def shares(tokens):
    """Returns how often each of all sequences stands in samples."""
    return np.bincount(
        np.asarray(tokens) @ V ** np.arange(LENGTH)[::-1], minlength=V**LENGTH
    ) / len(tokens)


def probabilities(decoder, temperature=1.0):
    """Returns the probability of each of all sequences, token by token in NumPy."""
    logits = np.asarray(decoder(EVERY), "float64") / temperature
    each = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    return np.take_along_axis(each, EVERY[..., None], -1)[..., 0].prod(1)


@pytest.mark.parametrize("temperature", [1.0, 0.5])
def test_samples_are_as_frequent_as_they_are_probable(decoder, temperature):
    drawn = sample(decoder, uniforms(20_000, LENGTH), temperature=temperature)
    np.testing.assert_allclose(shares(drawn), probabilities(decoder, temperature), atol=0.012)


def test_inverse_of_a_distribution_with_gaps():
    generator = np.random.default_rng(0)
    weights = generator.dirichlet(np.full(53, 0.3)).astype("float32")
    weights[:5] = weights[20:30] = weights[-9:] = 0
    at = np.concatenate([uniforms(50_000), [0.0, np.float32(1 - 2**-24)]]).astype("float32")
    drawn = np.asarray(invert_cumulative(np.repeat(weights[None], len(at), 0), at))
    cumulative = np.cumsum(weights.astype("float64")) / weights.sum(dtype="float64")
    expected = (cumulative <= at[:, None]).sum(1)
    assert (drawn != expected).mean() < 1e-4  # but for rounding at the edges
    assert (weights[drawn] > 0).all()
    assert list(drawn[-2:]) == [5, 43]  # the first and the last that can be drawn


def test_nucleus_keeps_the_fewest_that_have_the_share():
    weights = np.array([[0.1, 0.5, 0.15, 0.25]], "float32")
    kept = {p: np.flatnonzero(np.asarray(nucleus(weights, p))[0]).tolist() for p in (0.4, 0.6, 1)}
    assert kept == {0.4: [1], 0.6: [1, 3], 1: [0, 1, 2, 3]}


def test_a_tiny_nucleus_is_greedy(decoder):
    drawn = np.asarray(sample(decoder, uniforms(8, LENGTH), top_p=1e-6))
    assert (drawn == drawn[0]).all()
    logits = np.asarray(decoder(drawn[:1]))[0]
    np.testing.assert_array_equal(drawn[0], logits.argmax(-1))


def test_settled_tokens_stay_and_change_what_follows(decoder):
    given = np.full((4000, LENGTH), -1, "int32")
    given[:, 0] = 2
    drawn = np.asarray(sample(decoder, uniforms(4000, LENGTH), given))
    assert (drawn[:, 0] == 2).all()
    with_it = probabilities(decoder) * (EVERY[:, 0] == 2)
    np.testing.assert_allclose(shares(drawn), with_it / with_it.sum(), atol=0.03)


def test_nothing_follows_the_end_token():
    drawn = np.asarray(sample(sharp_decoder(end_token=1), uniforms(200, LENGTH)))
    ended = np.cumsum(drawn == 1, axis=1) > 0
    assert ended.any() and (drawn[ended] == 1).all()


def test_prediction_and_steered_prediction_draw_what_sample_draws(decoder):
    numbers = uniforms(6, LENGTH)
    expected = np.asarray(sample(decoder, numbers))
    np.testing.assert_array_equal(sampling_network(decoder).predict_on_batch(numbers), expected)
    free = np.full((6, LENGTH), -1, "int32")
    np.testing.assert_array_equal(CompiledSampling()(decoder, numbers, free, 1.0, 1.0), expected)


def test_steered_prediction_without_a_graph_draws_the_same(decoder):
    numbers, free = uniforms(6, LENGTH), np.full((6, LENGTH), -1, "int32")
    expected = CompiledSampling()(decoder, numbers, free, 0.7, 0.9)
    tf.config.run_functions_eagerly(True)  # as one does to look for a mistake
    try:
        found = CompiledSampling()(decoder, numbers, free, 0.7, 0.9)
    finally:
        tf.config.run_functions_eagerly(False)
    np.testing.assert_array_equal(found, expected)


def test_rests_are_drawn_as_from_the_start(decoder):
    numbers = uniforms(6, LENGTH)
    whole = sample(decoder, numbers)
    start = np.full(6, decoder.start_token, "int32")
    _, state = decoder.step(start, decoder.initial_state(6), 0)
    rest = complete(decoder, whole, 1, whole[:, 0], state, numbers)
    np.testing.assert_array_equal(rest, whole)


def test_action_values_are_the_expected_scores(decoder):
    """Enumerates every way to go on from each prefix."""
    worth = np.random.default_rng(5).random(V**LENGTH).astype("float32")

    def score(tokens):
        places = ops.sum(tokens * ops.convert_to_tensor(V ** np.arange(LENGTH)[::-1], "int32"), 1)
        return ops.take(ops.convert_to_tensor(worth), places)

    tokens = np.array([[0, 1, 2], [3, 3, 0]], "int32")
    count = 4000
    found = action_values(decoder, tokens, uniforms(LENGTH - 1, 2 * count, LENGTH), score)
    likely = probabilities(decoder)
    for row, sequence in enumerate(tokens):
        for position in range(LENGTH):
            same = (EVERY[:, : position + 1] == sequence[: position + 1]).all(1)
            expected = (likely * worth)[same].sum() / likely[same].sum()
            assert float(found[row, position]) == pytest.approx(expected, abs=0.02)
    assert float(found[0, -1]) == worth[0 * 16 + 1 * 4 + 2]


@pytest.mark.parametrize("end_token", [None, 1])
def test_a_wide_beam_finds_the_most_probable_sequences(end_token):
    decoder = sharp_decoder(end_token)
    likely = np.asarray(decoder.log_probs(EVERY)).sum(1)
    if end_token is not None:
        possible = [all(r[i + 1] == 1 for i in (0, 1) if r[i] == 1) for r in EVERY]
        likely = np.where(possible, likely, -np.inf)
    tokens, log_probs = beam_search(decoder, 16)
    best = np.argsort(-likely)[:5]
    np.testing.assert_array_equal(np.asarray(tokens)[:5], EVERY[best])
    np.testing.assert_allclose(log_probs[:5], likely[best], atol=1e-4)


def test_a_beam_keeps_settled_tokens(decoder):
    tokens, _ = beam_search(decoder, 3, np.array([2, -1, 0]))
    assert (np.asarray(tokens)[:, 0] == 2).all() and (np.asarray(tokens)[:, 2] == 0).all()


def test_soft_samples_harden_and_have_gradients(decoder):
    import tensorflow as tf

    numbers = uniforms(500, LENGTH, V)
    soft = np.asarray(sample_soft(decoder, numbers, 1.0))
    np.testing.assert_allclose(soft.sum(-1), 1.0, atol=1e-5)
    hard = np.asarray(sample_soft(decoder, uniforms(20_000, LENGTH, V, seed=2), 1e-3))
    assert hard.max(-1).mean() > 0.99
    np.testing.assert_allclose(shares(hard.argmax(-1)), probabilities(decoder), atol=0.02)
    with tf.GradientTape() as tape:
        value = ops.mean(ops.square(sample_soft(decoder, numbers, 1.0)))
    gradients = tape.gradient(value, [v.value for v in decoder.trainable_variables])
    assert all(gradient is not None for gradient in gradients)
