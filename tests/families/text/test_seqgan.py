"""SeqGAN's Algorithm 1, its rewards and its controls."""

import keras
import numpy as np
import pytest
from text_games import LENGTH, V, rising, text_game, watch_reinforce


def sigmoid(x):
    return 1 / (1 + np.exp(-np.asarray(x, "float64")))


def test_a_step_is_algorithm_1(monkeypatch):
    gan = text_game("seqgan", generator_steps=2, discriminator_steps=3, discriminator_epochs=2)
    moves = []
    minimize = type(gan).minimize

    def watched(self, loss, player, **shared):
        moves.append(player)
        return minimize(self, loss, player, **shared)

    monkeypatch.setattr(type(gan), "minimize", watched)
    gan.train_step(rising(12))
    assert moves == ["generator"] * 2 + ["discriminator"] * 6


def test_with_all_batches_each_d_step_goes_over_all_positives(monkeypatch):
    """Algorithm 1, lines 13 to 16: fresh negatives for each d-step, k epochs over them and S."""
    gan = text_game("seqgan", discriminator_batches=3, discriminator_steps=2)
    gan.discriminator_epochs = 2
    shown = []
    monkeypatch.setattr(gan, "discriminator_step", lambda *pair: shown.append(np.array(pair)))
    (data,) = gan.prepare_data(rising(12), 4, shuffle=False)
    gan.train_step(data)
    assert len(shown) == 2 * 2 * 3
    for d in (0, 6):  # within a d-step, epoch for epoch the same
        np.testing.assert_array_equal(shown[d : d + 3], shown[d + 3 : d + 6])
        positives = np.concatenate([real for real, _ in shown[d : d + 3]])
        np.testing.assert_array_equal(positives, np.concatenate([data[i::3] for i in range(3)]))
    assert np.any(np.array(shown[:3])[:, 1] != np.array(shown[6:9])[:, 1])
    with pytest.raises(ValueError, match="discriminator_batches=3 batches, and `x` has fewer"):
        gan.prepare_data(rising(8), 4, shuffle=False)
    with pytest.raises(ValueError, match="`discriminator_batches` must be a whole number"):
        text_game("seqgan", discriminator_batches=0)


def test_rests_are_written_by_the_rollout_policy_and_not_by_the_generator():
    gan = text_game("seqgan")
    for network, liked in ((gan.generator, 1), (gan.rollout_policy, 3)):
        for weight in network.weights:
            weight.assign(np.zeros(weight.shape))
        bias = next(w for w in network.weights if w.shape == (V,))
        bias.assign(50.0 * np.eye(V)[liked])
    tokens = rising(6)
    values = np.asarray(gan.action_values(tokens, tokens))
    for t in range(LENGTH):
        ended = np.concatenate([tokens[:, : t + 1], np.full((6, LENGTH - 1 - t), 3)], axis=1)
        scores = sigmoid(gan.discriminator(ended, training=False))[:, 0]
        np.testing.assert_allclose(values[:, t], scores, atol=1e-6)


def test_values_without_rollouts_are_the_discriminators_probability():
    gan = text_game("seqgan", rollouts=0)
    tokens = rising(6)
    expected = sigmoid(gan.discriminator(tokens, training=False))
    np.testing.assert_allclose(gan.action_values(tokens, tokens), expected, atol=1e-6)


def test_the_last_value_is_the_score_and_all_are_means_of_scores():
    gan = text_game("seqgan")
    tokens = rising(6)
    values = np.asarray(gan.action_values(tokens, tokens))
    assert values.shape == (6, LENGTH)
    scores = sigmoid(gan.discriminator(tokens, training=False))[:, 0]
    np.testing.assert_allclose(values[:, -1], scores, atol=1e-6)
    assert (values > 0).all() and (values < 1).all()


def test_the_rollout_policy_follows_with_its_lag():
    gan = text_game("seqgan", rollout_lag=0.8)
    before = gan.rollout_policy.get_weights()
    for weight in gan.generator.weights:
        weight.assign(weight + 1.0)
    gan.train_step(rising(4))
    for old, new in zip(before, gan.rollout_policy.get_weights(), strict=True):
        np.testing.assert_allclose(new, old + 0.2, atol=1e-6)


def test_the_baseline_is_the_mean_of_the_others(monkeypatch):
    gan = text_game("seqgan")
    calls = watch_reinforce(gan, monkeypatch)
    gan.train_step(rising(4))
    (call,) = calls
    for row in range(4):
        others = np.delete(call["rewards"], row, axis=0).mean(axis=0)
        np.testing.assert_allclose(call["baseline"][row], others, atol=1e-6)


@pytest.mark.parametrize("reward", ["constant", "random"])
def test_controls_know_nothing_of_the_data(reward, monkeypatch):
    gan = text_game("seqgan", reward=reward, baseline=False)
    calls = watch_reinforce(gan, monkeypatch)
    for data in (rising(4), (rising(4) * 3) % V):
        gan.train_step(data)
    first, second = (call["rewards"] for call in calls)
    if reward == "constant":
        assert (first == 1).all() and (second == 1).all()
    else:
        assert first.min() >= 0 and first.max() < 1 and np.any(first != second)
    assert (calls[0]["baseline"] == 0).all()


def test_a_constant_reward_earns_nothing_above_the_baseline():
    gan = text_game("seqgan", still=False, reward="constant")
    before = gan.generator.get_weights()
    gan.train_step(rising(4))
    for old, new in zip(before, gan.generator.get_weights(), strict=True):
        np.testing.assert_allclose(new, old, atol=1e-7)


def test_pretraining_learns_each_player_and_counts_no_step():
    gan = text_game("seqgan", still=False, units=16)
    data = rising(64)
    before = float(gan.negative_log_likelihood(data))
    history = gan.pretrain(data, "generator", batch_size=16, epochs=12, verbose=0).history
    assert float(gan.negative_log_likelihood(data)) < 0.7 * before
    assert len(history["generator_loss"]) == 12
    for policy, weight in zip(
        gan.rollout_policy.get_weights(), gan.generator.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(policy, weight)
    gan.optimizer["discriminator"].learning_rate = 1e-2
    losses = gan.pretrain(data, "discriminator", batch_size=16, epochs=6, verbose=0).history
    assert losses["discriminator_loss"][-1] < losses["discriminator_loss"][0]
    assert int(gan.optimizer.iterations) == 0
    gan.fit(data, batch_size=16, verbose=0)
    assert int(gan.optimizer.iterations) == 4


class Loader(keras.utils.PyDataset):
    """Batches of four, as a user's own class gives them."""

    def __len__(self):
        return 4

    def __getitem__(self, index):
        return rising(16)[4 * index : 4 * index + 4]


def test_pretraining_takes_what_fit_takes_and_no_less_than_an_epoch():
    one, other = text_game("seqgan", still=False), text_game("seqgan", still=False)
    one.pretrain(Loader(), batch_size=4, shuffle=False, verbose=0)
    other.pretrain(rising(16), batch_size=4, shuffle=False, verbose=0)
    for weight, expected in zip(
        one.generator.get_weights(), other.generator.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(weight, expected)
    with pytest.raises(ValueError, match="gives its batches once"):
        one.pretrain((batch for batch in (rising(4), rising(4))), verbose=0)
    with pytest.raises(ValueError, match=r"^`epochs` must be a whole number of at least 1, got 0"):
        one.pretrain(rising(16), batch_size=4, epochs=0)


def test_the_generator_learns_what_the_discriminator_likes(monkeypatch):
    """A judge that likes one token: the policy gradient must write it ever more often."""
    gan = text_game("seqgan", still=False, rollouts=2)

    def liked(tokens, real_tokens):
        return keras.ops.mean(keras.ops.cast(keras.ops.equal(tokens, 3), "float32"), axis=1)

    monkeypatch.setattr(gan, "score", liked)
    gan.fit(rising(32 * 40), batch_size=32, verbose=0)
    assert (gan.generate(400, seed=0) == 3).mean() > 0.6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"reward": "constnat"}, "Did you mean 'constant'"),
        ({"rollout_lag": 1.0}, r"`rollout_lag` must be in \[0, 1\)"),
        ({"rollouts": -1}, "`rollouts` must be a whole number of at least 0"),
        ({"filters": {9: 3}}, "`filters` has no width of at most length=4"),
        ({"decoder": "gru"}, "`decoder` must be one of 'lstm', 'transformer'"),
    ],
)
def test_mistakes_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        text_game("seqgan", **arguments)


def test_too_few_sequences_for_the_d_steps():
    gan = text_game("seqgan", discriminator_steps=5)
    with pytest.raises(ValueError, match="discriminator_steps=5 batches, and `x` has fewer"):
        gan.fit(rising(12), batch_size=4)
    with pytest.raises(ValueError, match="Did you mean 'generator'"):
        gan.pretrain(rising(12), "generater")


def test_a_transformer_plays_too():
    gan = text_game("seqgan", still=False, decoder="transformer", embedding_dim=8)
    losses = gan.train_on_batch(rising(4))
    assert np.isfinite(list(losses.values())).all()
