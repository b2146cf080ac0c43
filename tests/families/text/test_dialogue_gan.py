"""Adversarial dialogue: which way each player moves, what a token earns, who reads what."""

import keras
import numpy as np
import pytest
from keras import ops
from moves import check_moves, descend, moves_in

import keras_gan_zoo
from keras_gan_zoo.errors import VocabularyMismatch
from keras_gan_zoo.families.text.dialogue_gan.discriminator import dialogue_discriminator
from keras_gan_zoo.families.text.rollouts import action_values

READ, WRITTEN, ROWS = 3, 4, 4
RANDOM = np.random.default_rng(0)
X = RANDOM.integers(1, 6, (ROWS, READ)).astype("int32")
Y = RANDOM.integers(1, 5, (ROWS, WRITTEN)).astype("int32")
Y[0, 2:] = 0
FAKE = RANDOM.integers(1, 5, (ROWS, WRITTEN)).astype("int32")
FAKE[1, 1:] = 0
PLACES = {id(Y): [[1], [3], [0], [2]], id(FAKE): [[2], [0], [1], [3]]}


def game(**arguments):
    """Returns a family that always answers the same and judges at the same places."""
    sizes = {"source_vocabulary_size": 6, "source_length": READ}
    sizes |= {"vocabulary_size": 5, "length": WRITTEN, "embedding_dim": 6, "units": 7}
    arguments = {"discriminator_units": 5, "discriminator_steps": 1, "seed": 5, **arguments}
    gan = keras_gan_zoo.get("dialogue_gan", **sizes, **arguments)
    gan.generator.end_token = 0
    gan.sample_like = lambda sources: ops.convert_to_tensor(FAKE)
    descend(gan)
    return gan


def at_fixed_places(gan):
    turns = iter([PLACES[id(Y)], PLACES[id(FAKE)]] * 9)
    gan.judged_places = lambda answers: ops.convert_to_tensor(next(turns), dtype="int32")
    return gan


def D(gan, answers):
    return np.asarray(gan.discriminator([X, answers]), "float64")


def log_probs(gan, tokens):
    logits = np.asarray(gan.generator([X, tokens]), "float64")
    chosen = np.take_along_axis(logits, tokens[..., None], axis=-1)[..., 0]
    counted = np.cumsum(tokens == 0, axis=1) - (tokens == 0) == 0
    return (chosen - np.logaddexp.reduce(logits, axis=-1)) * counted


def judged(gan):
    real, fake = (
        np.take_along_axis(D(gan, answers), np.array(PLACES[id(answers)]), axis=1)
        for answers in (Y, FAKE)
    )
    return np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean()


def test_each_player_goes_down_the_papers_loss():
    gan = at_fixed_places(game())
    earned = 1 / (1 + np.exp(-D(gan, FAKE)))
    advantages = earned - (earned.sum(axis=0) - earned) / (ROWS - 1)
    counted = (np.cumsum(Y == 0, axis=1) - (Y == 0) == 0).sum()
    losses = [
        ("discriminator", lambda: judged(gan)),
        ("generator", lambda: -np.mean(np.sum(log_probs(gan, FAKE) * advantages, axis=1))),
        ("generator", lambda: -np.sum(log_probs(gan, Y)) / counted),
    ]
    check_moves(gan, moves_in(gan, X, Y), losses)


def test_without_a_teacher_there_are_two_moves():
    gan = at_fixed_places(game(teacher_forcing=False))
    assert [move.player for move in moves_in(gan, X, Y)] == ["discriminator", "generator"]


def test_each_d_step_has_pairs_of_its_own_and_g_steps_take_the_first():
    gan = game(discriminator_steps=2)
    del gan.sample_like
    seen = []
    gan.discriminator_step = lambda pair: seen.append(("d", np.asarray(pair[0])))
    gan.policy_gradient_step = lambda x: seen.append(("g", np.asarray(x)))
    gan.train_step((ops.convert_to_tensor(X), ops.convert_to_tensor(Y)))
    assert [who for who, _ in seen] == ["d", "d", "g"]
    given = np.concatenate([x for _, x in seen[:2]])
    np.testing.assert_array_equal(np.sort(given, axis=0), np.sort(X, axis=0))
    np.testing.assert_array_equal(seen[2][1], seen[0][1])


def test_beginnings_are_of_the_answer_and_whole_answers_with_rollouts():
    gan = game()
    drawn = np.concatenate([np.asarray(gan.judged_places(Y)) for _ in range(60)], axis=1)
    assert [set(row) for row in drawn] == [{0, 1, 2}, {0, 1, 2, 3}, {0, 1, 2, 3}, {0, 1, 2, 3}]
    assert set(np.asarray(game(rollouts=2).judged_places(Y)).ravel()) == {WRITTEN - 1}


def test_rollouts_score_how_answers_go_on():
    gan = game(rollouts=3)
    earned = []
    gan.reinforce = lambda log_probs, rewards, **_: earned.append(np.asarray(rewards))
    state = gan.seed_generator.state.numpy().copy()
    gan.policy_gradient_step(ops.convert_to_tensor(X))
    gan.seed_generator.state.assign(state)
    shape = (WRITTEN - 1, 3 * ROWS, WRITTEN)
    uniforms = keras.random.uniform(shape, seed=gan.seed_generator)

    def score(answers):
        told = ops.convert_to_tensor(np.repeat(X, len(answers) // ROWS, axis=0))
        return ops.sigmoid(gan.discriminator([told, answers])[:, -1])

    expected = action_values(gan.generator.given(X), ops.convert_to_tensor(FAKE), uniforms, score)
    np.testing.assert_allclose(earned[0], expected, atol=1e-5)
    whole = 1 / (1 + np.exp(-D(gan, FAKE)[:, -1]))
    np.testing.assert_allclose(earned[0][:, -1], whole, atol=1e-5)


def test_the_discriminator_reads_the_question_and_nothing_that_follows():
    network = dialogue_discriminator(6, READ + 2, 5, WRITTEN, 6, 5, source_end=0)
    filled = np.pad(X, [(0, 0), (0, 2)])
    expected = np.asarray(network([filled, Y]))
    other = Y.copy()
    other[:, 2:] = 1 + other[:, 2:] % 4
    found = np.asarray(network([filled, other]))
    np.testing.assert_allclose(found[:, :2], expected[:, :2], atol=1e-6)
    assert np.abs(found[:, 2:] - expected[:, 2:]).max() > 1e-4
    assert np.abs(np.asarray(network([filled[::-1], Y])) - expected).max() > 1e-4
    short = dialogue_discriminator(6, READ, 5, WRITTEN, 6, 5, source_end=0)
    short.set_weights(network.get_weights())
    np.testing.assert_allclose(short([X, Y]), expected, atol=1e-6)


def test_stages_move_one_player_alone():
    gan = game()
    pair = tuple(map(ops.convert_to_tensor, (X, Y)))
    for player, step in gan.stage_steps().items():
        moves = moves_in(gan, step=lambda step=step: step(pair))
        assert [move.player for move in moves] == [player]
    with pytest.raises(ValueError, match="`player` must be one of"):
        gan.pretrain((X, Y), "teacher")


def test_networks_of_other_lengths_are_named():
    gan = game()
    other = dialogue_discriminator(6, READ, 5, WRITTEN + 1, 6, 5)
    with pytest.raises(VocabularyMismatch, match=r"\[3, 5\] tokens, but `generator` of \[3, 4\]"):
        type(gan)(gan.generator, other)
