"""`reinforce` on a decoder's own samples against its exact policy gradient.

Three tokens, sequences of two: all nine are enumerated, and the expected reward differentiated.
"""

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

import keras_gan_zoo
from keras_gan_zoo.networks import LSTMDecoder
from keras_gan_zoo.networks.sampling import sample

EVERY = np.array(list(itertools.product(range(3), repeat=2)), "int32")
WORTH = np.array([[0.3, 0.0, 0.2], [1.0, 0.7, 1.0], [0.2, 0.2, 0.0]], "float32")
"""What each sequence (first token, second token) earns."""

BATCHES, BATCH = 50, 2000
"""100,000 samples; in parts, for a sum over all of them in float32 is off by a percent itself."""


class Writer(keras_gan_zoo.AdversarialModel):
    players = {"generator": ["generator"]}


@pytest.fixture(scope="module")
def game():
    """A decoder, its step of `reinforce`, its weights, its expected reward and its gradient."""
    decoder = LSTMDecoder(3, 2, 2, 3)
    generator = np.random.default_rng(1)
    decoder.set_weights([generator.normal(size=w.shape, scale=0.8) for w in decoder.weights])
    model = Writer({"generator": decoder})
    model.compile({"generator": keras.optimizers.SGD(1.0)})
    with tf.GradientTape() as tape:
        probabilities = ops.exp(ops.sum(decoder.log_probs(EVERY), axis=1))
        expected = ops.sum(probabilities * WORTH[tuple(EVERY.T)])
    variables = [variable.value for variable in decoder.trainable_variables]

    @tf.function(reduce_retracing=True)
    def step(tokens, rewards, baseline):
        model.reinforce(lambda: decoder.log_probs(tokens), rewards, baseline=baseline)

    exact = flat(tape.gradient(expected, variables))
    return decoder, step, decoder.get_weights(), float(expected), exact


def flat(tensors):
    return np.concatenate([np.ravel(tf.convert_to_tensor(tensor)) for tensor in tensors])


def estimate(game, tokens, baseline):
    """Returns the gradient that one step of SGD with a learning rate of 1 has followed."""
    decoder, step, weights, *_ = game
    decoder.set_weights(weights)
    step(tf.constant(tokens), tf.constant(WORTH[tuple(tokens.T)]), tf.constant(baseline))
    return flat(decoder.get_weights()) - flat(weights)


def drawn(game, count, seed):
    decoder, _, weights, *_ = game
    decoder.set_weights(weights)
    uniforms = np.random.default_rng(seed).random((count, 2), dtype="float32")
    return np.asarray(sample(decoder, uniforms))


@pytest.mark.parametrize("with_baseline", [False, True])
def test_the_mean_over_many_samples_is_within_one_percent(game, with_baseline):
    *_, expected, exact = game
    baseline = expected if with_baseline else 0.0
    tokens = np.split(drawn(game, BATCHES * BATCH, seed=1), BATCHES)
    found = np.mean([estimate(game, part, baseline) for part in tokens], axis=0)
    error = np.linalg.norm(found - exact) / np.linalg.norm(exact)
    print(f"{'with' if with_baseline else 'without'} baseline: {error:.2%} off")
    assert error < 0.01


def test_the_baseline_lowers_the_variance(game):
    *_, expected, _ = game
    variances = {}
    for baseline in (0.0, expected):
        parts = np.split(drawn(game, 150 * 32, seed=2), 150)
        batches = [estimate(game, part, baseline) for part in parts]
        variances[baseline] = np.var(batches, axis=0).sum()
    factor = variances[0.0] / variances[expected]
    print(f"the baseline lowers the variance by a factor of {factor:.2f}")
    assert factor > 1.5
