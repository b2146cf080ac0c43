"""`reinforce` against the policy gradient that is enumerated over every sequence."""

import itertools

import keras
import numpy as np
import pytest
from keras import ops

import keras_gan_zoo

TOKENS, STEPS = 3, 2
REWARDS = np.random.default_rng(3).uniform(0, 2, (TOKENS, TOKENS)).astype("float32")
"""What each sequence (first token, second token) earns."""


class Writer(keras_gan_zoo.AdversarialModel):
    """Writes two tokens; the second's distribution depends on the first.

    Row 0 of the policy's kernel holds the logits of the first token, row 1 + t those of the
    second after t.
    """

    players = {"generator": ["policy"]}


def writer(seed=0):
    policy = keras.Sequential(
        [keras.Input((1 + TOKENS,)), keras.layers.Dense(TOKENS, use_bias=False)]
    )
    logits = np.random.default_rng(seed).normal(size=(1 + TOKENS, TOKENS))
    policy.set_weights([logits.astype("float32")])
    model = Writer({"policy": policy})
    model.compile({"generator": keras.optimizers.SGD(1.0)})
    return model


def softmax(logits):
    exponentials = np.exp(logits - logits.max(-1, keepdims=True))
    return exponentials / exponentials.sum(-1, keepdims=True)


def expected_reward(logits):
    first, second = softmax(logits[0]), softmax(logits[1:])
    return sum(
        first[a] * second[a, b] * REWARDS[a, b]
        for a, b in itertools.product(range(TOKENS), repeat=2)
    )


def exact_gradient(logits, step=1e-6):
    gradient = np.zeros_like(logits)
    for place in np.ndindex(*logits.shape):
        nudge = np.zeros_like(logits)
        nudge[place] = step
        gradient[place] = expected_reward(logits + nudge) - expected_reward(logits - nudge)
    return gradient / (2 * step)


def sample(logits, count, generator):
    """Returns sequences (count, 2), drawn by inverting the cumulative probabilities."""

    def draw(probabilities):
        below = generator.uniform(size=(count, 1)) > np.cumsum(probabilities, -1)
        return np.minimum(below.sum(-1), TOKENS - 1)

    first = draw(softmax(logits[0])[None])
    return np.stack([first, draw(softmax(logits[1:])[first])], axis=1)


def log_probabilities(model, sequences):
    """Returns the log-probability of each token, (batch, 2)."""
    previous = np.stack([np.zeros(len(sequences), int), 1 + sequences[:, 0]], axis=1)
    logits = model.policy(np.eye(1 + TOKENS, dtype="float32")[previous.ravel()])
    logits = ops.reshape(logits, (-1, STEPS, TOKENS))
    chosen = np.eye(TOKENS, dtype="float32")[sequences]
    return ops.sum(ops.log_softmax(logits) * chosen, axis=-1)


def estimate(model, logits, sequences, rewards, **arguments):
    """Returns the gradient that one step of SGD with a learning rate of 1 has followed."""
    model.policy.set_weights([logits.astype("float32")])
    model.reinforce(lambda: log_probabilities(model, sequences), rewards, **arguments)
    return model.policy.get_weights()[0] - logits


@pytest.fixture(scope="module")
def game():
    model = writer()
    logits = model.policy.get_weights()[0].astype("float64")
    return model, logits, exact_gradient(logits)


def earned(sequences):
    return REWARDS[sequences[:, 0], sequences[:, 1]]


def test_the_mean_of_many_samples_is_the_policy_gradient(game):
    model, logits, exact = game
    sequences = sample(logits, 100_000, np.random.default_rng(0))
    found = estimate(model, logits, sequences, earned(sequences)[:, None])
    assert np.linalg.norm(found - exact) < 0.03 * np.linalg.norm(exact)


def test_weighted_by_their_probabilities_all_sequences_give_it_exactly(game):
    model, logits, exact = game
    sequences = np.array(list(itertools.product(range(TOKENS), repeat=2)))
    probability = softmax(logits[0])[sequences[:, 0]] * softmax(logits[1:])[tuple(sequences.T)]
    rewards = earned(sequences) * probability * len(sequences)  # the mean divides by the count
    np.testing.assert_allclose(
        estimate(model, logits, sequences, rewards[:, None]), exact, atol=1e-6
    )


@pytest.mark.parametrize("count", [STEPS, 64])
def test_one_reward_a_sequence_weighs_all_its_tokens(game, count):
    model, logits, _ = game
    sequences = sample(logits, count, np.random.default_rng(6))
    rewards = earned(sequences)
    repeated = estimate(model, logits, sequences, np.repeat(rewards[:, None], STEPS, 1))
    np.testing.assert_allclose(estimate(model, logits, sequences, rewards), repeated, atol=1e-6)
    shifted = estimate(model, logits, sequences, np.zeros(count), baseline=-rewards)
    np.testing.assert_allclose(shifted, repeated, atol=1e-6)


def test_whole_sequences_and_single_tokens_agree(game):
    model, logits, _ = game
    sequences = sample(logits, 64, np.random.default_rng(1))
    tokens = estimate(model, logits, sequences, np.repeat(earned(sequences)[:, None], STEPS, 1))
    model.policy.set_weights([logits.astype("float32")])
    model.reinforce(lambda: ops.sum(log_probabilities(model, sequences), axis=1), earned(sequences))
    np.testing.assert_allclose(model.policy.get_weights()[0] - logits, tokens, atol=1e-6)


def test_rewards_of_each_step_weigh_that_steps_token(game):
    model, logits, _ = game
    sequences = sample(logits, 64, np.random.default_rng(2))
    rewards = np.stack([np.zeros(64), np.ones(64)], axis=1)
    found = estimate(model, logits, sequences, rewards)
    np.testing.assert_allclose(found[0], 0, atol=1e-7)  # the first token earned nothing
    assert np.abs(found[1:]).max() > 0.01


def test_a_baseline_keeps_the_mean_and_lowers_the_variance(game):
    model, logits, exact = game
    baseline = expected_reward(logits)
    found = {}
    for name, b in (("without", 0.0), ("with", baseline)):
        generator = np.random.default_rng(4)
        found[name] = []
        for _ in range(100):
            sequences = sample(logits, 128, generator)
            rewards = earned(sequences)[:, None]
            found[name].append(estimate(model, logits, sequences, rewards, baseline=b))
    variance = {name: np.var(estimates, axis=0).sum() for name, estimates in found.items()}
    assert variance["with"] < 0.6 * variance["without"]
    for estimates in found.values():
        assert np.linalg.norm(np.mean(estimates, axis=0) - exact) < 0.15 * np.linalg.norm(exact)


def test_rewards_and_baseline_are_constants(game):
    model, logits, _ = game
    sequences = sample(logits, 16, np.random.default_rng(5))
    fixed = estimate(model, logits, sequences, earned(sequences)[:, None])
    model.policy.set_weights([logits.astype("float32")])
    inputs = np.eye(1 + TOKENS, dtype="float32")

    def rewards_that_depend_on_the_policy():
        score = ops.sum(model.policy(inputs)) * 0.0
        return ops.convert_to_tensor(earned(sequences)[:, None]) + score

    model.reinforce(
        lambda: log_probabilities(model, sequences), rewards_that_depend_on_the_policy()
    )
    np.testing.assert_allclose(model.policy.get_weights()[0] - logits, fixed, atol=1e-6)
