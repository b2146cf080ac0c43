"""MaliGAN, RankGAN and Gumbel-softmax: what differs from SeqGAN."""

import numpy as np
import pytest
from text_games import LENGTH, V, rising, text_game, watch_reinforce

import keras_gan_zoo


def test_maligan_weighs_sequences_by_their_odds(monkeypatch):
    gan = text_game("maligan", weight_baseline=0.5)
    tokens = rising(6)
    logits = np.asarray(gan.discriminator(tokens, training=False), "float64")[:, 0]
    odds = (1 / (1 + np.exp(-logits))) / (1 - 1 / (1 + np.exp(-logits)))
    weights = odds / odds.sum()
    np.testing.assert_allclose(
        np.asarray(gan.action_values(tokens, tokens))[:, 0], 6 * weights, rtol=1e-5
    )
    calls = watch_reinforce(gan, monkeypatch)
    gan.reset_metrics()
    logs = gan.train_step(tokens)
    assert float(logs["reward"]) == pytest.approx(1.0)
    assert 1 <= float(logs["effective_sample_size"]) <= 6.001
    assert calls[0]["baseline"] == 0.5


def test_maligan_settles_seqgans_own_arguments():
    with pytest.raises(ValueError, match="'maligan' has no argument 'rollouts'"):
        keras_gan_zoo.get("maligan", rollouts=4)
    assert "rollouts" not in text_game("maligan").get_config()


def test_rank_scores_by_their_definition():
    gan = text_game("rankgan", sharpness=3.0)
    generator = np.random.default_rng(0)
    features = [generator.normal(size=(rows, 4)) for rows in (3, 2, 5)]
    sentences, references, compared = (
        f / np.linalg.norm(f, axis=1, keepdims=True) for f in features
    )
    expected = []
    for sentence in sentences:
        ranks = []
        for reference in references:
            among = [np.exp(3 * other @ reference) for other in (sentence, *compared)]
            ranks.append(among[0] / sum(among))
        expected.append(np.log(np.mean(ranks)))
    found = gan.log_rank(*(x.astype("float32") for x in (sentences, references, compared)))
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_rankgan_scores_by_the_real_batch():
    gan = text_game("rankgan")
    real, tokens = rising(4), rising(6, seed=1)
    score = np.asarray(gan.score(tokens, gan.standard(real)))
    assert score.shape == (6,) and (score < 0).all()
    features = np.asarray(gan.features(real, training=False))
    np.testing.assert_allclose(np.linalg.norm(features, axis=1), 1.0, atol=1e-5)
    expected = gan.log_rank(gan.features(tokens, training=False), features[:2], features[2:])
    np.testing.assert_allclose(score, expected, atol=1e-6)


def test_gumbel_temperature_falls_with_the_steps_of_the_game():
    gan = text_game("gumbel_gan", start_temperature=4.0, end_temperature=1.0, anneal_steps=2)
    found = [gan.train_on_batch(rising(4))["temperature"] for _ in range(4)]
    np.testing.assert_allclose(found, [4.0, 2.5, 1.0, 1.0], atol=1e-6)


def test_gumbel_takes_real_tokens_as_sure_distributions():
    gan = text_game("gumbel_gan")
    assert gan.discriminator.input_shape == (None, LENGTH, V)
    logs = gan.train_on_batch(rising(4))
    assert 1 / V < logs["sharpness"] <= 1
    assert set(logs) == {"generator_loss", "discriminator_loss", "temperature", "sharpness"}


def test_gumbel_learns_from_the_discriminators_gradient():
    gan = text_game("gumbel_gan", still=False, start_temperature=1.0, units=16)
    for player in gan.players:
        gan.optimizer[player].learning_rate = 1e-2
    data = np.full((32 * 60, LENGTH), 2, "int32")
    gan.fit(data, batch_size=32, verbose=0)
    assert (gan.generate(300, seed=0) == 2).mean() > 0.5
