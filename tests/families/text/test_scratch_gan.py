"""ScratchGAN's returns, baseline and switches."""

import numpy as np
import pytest
from text_games import LENGTH, V, rising, text_game, watch_reinforce

from keras_gan_zoo.layers import Tokenizer


def probabilities(gan, tokens):
    return 1 / (1 + np.exp(-np.asarray(gan.discriminator(tokens, training=False), "float64")))


def test_returns_are_discounted_rewards_of_each_step():
    gan = text_game("scratch_gan", discount=0.5)
    tokens = rising(3)
    rewards = 2 * probabilities(gan, tokens) - 1
    expected = np.zeros((3, LENGTH))
    for t in range(LENGTH):
        for s in range(t, LENGTH):
            expected[:, t] += 0.5 ** (s - t) * rewards[:, s]
    np.testing.assert_allclose(gan.returns(tokens), expected, atol=1e-6)


def test_without_dense_rewards_all_tokens_earn_the_last_ones():
    gan = text_game("scratch_gan", dense_rewards=False)
    tokens = rising(3)
    last = 2 * probabilities(gan, tokens)[:, -1:] - 1
    np.testing.assert_allclose(gan.returns(tokens), np.repeat(last, LENGTH, 1), atol=1e-6)


def test_the_baseline_follows_the_mean_return(monkeypatch):
    gan = text_game("scratch_gan", baseline_decay=0.75)
    calls = watch_reinforce(gan, monkeypatch)
    expected = 0.0
    for _ in range(3):
        gan.train_step(rising(6))
        expected = 0.75 * expected + 0.25 * calls[-1]["rewards"].mean()
        assert calls[-1]["baseline"] == pytest.approx(expected, abs=1e-6)
        assert float(gan.baseline) == pytest.approx(expected, abs=1e-6)


def test_no_baseline(monkeypatch):
    gan = text_game("scratch_gan", baseline_decay=None)
    calls = watch_reinforce(gan, monkeypatch)
    gan.train_step(rising(6))
    assert calls[0]["baseline"] == 0


def test_what_follows_the_end_does_not_count():
    tokenizer = Tokenizer(["a", "b"], LENGTH)
    gan = text_game("scratch_gan", tokenizer=tokenizer, vocabulary_size=None, length=None)
    tokens = np.array([[2, 0, 0, 0], [2, 3, 2, 3]], "int32")
    np.testing.assert_array_equal(gan.judged(tokens), [[1, 1, 0, 0], [1, 1, 1, 1]])
    assert not np.asarray(gan.returns(tokens))[0, 2:].any()
    gan.dense_rewards = False
    np.testing.assert_array_equal(gan.judged(tokens), [[0, 1, 0, 0], [0, 0, 0, 1]])


def test_given_embeddings_are_shortened_and_stay_and_the_rest_is_trained():
    vectors = np.random.default_rng(0).normal(size=(V, 3)).astype("float32")
    vectors[1] = 0.0  # no vector is known of this word
    gan = text_game("scratch_gan", still=False, embeddings=vectors)
    trained = gan.generator.embedding.trained.numpy()
    gan.train_on_batch(rising(8))
    for embedding in (gan.generator.embedding, gan.discriminator.get_layer("embedding")):
        given = embedding.given.numpy()[:V]
        np.testing.assert_allclose(np.linalg.norm(given, axis=1), [1, 0, *[1] * (V - 2)], atol=1e-6)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.testing.assert_allclose(given * lengths, vectors, atol=1e-6)
    assert np.any(gan.generator.embedding.trained.numpy() != trained)


def test_regularisation_can_be_switched_off():
    plain = text_game("scratch_gan", regularized=False).discriminator
    full = text_game("scratch_gan").discriminator
    kinds = [{type(layer).__name__ for layer in network.layers} for network in (plain, full)]
    assert {"Dropout", "LayerNormalization"} & kinds[0] == set()
    assert {"Dropout", "LayerNormalization"} <= kinds[1]
    assert not plain.losses and full.losses


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"discount": 1.5}, r"`discount` must be in \[0, 1\]"),
        ({"baseline_decay": 1.0}, r"`baseline_decay` must be None or in \[0, 1\)"),
        ({"embeddings": np.zeros((3, 2))}, r"`vectors` must have shape \(5, 2\)"),
    ],
)
def test_mistakes_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        text_game("scratch_gan", **arguments)
