"""Each player of the text families goes down its paper's loss; see `moves`.

A policy gradient's loss is its surrogate: what was earned is a number there, and no function of the
generator.
"""

import numpy as np
import pytest
from keras import ops
from moves import check_moves, descend, moves_in
from text_games import LENGTH, V, rising, text_game

from keras_gan_zoo import registry
from keras_gan_zoo.networks.sampling import sample_soft

REAL = rising(4)
FAKE = np.random.default_rng(1).integers(0, V, (4, LENGTH)).astype("int32")


def game(family, **arguments):
    """Returns a family that always writes the same, and whose steps are its gradients."""
    gan = descend(text_game(family, still=False, **arguments))
    gan.sample_like = lambda tokens: ops.convert_to_tensor(FAKE[: len(tokens)])
    return gan


def numpy(x):
    return np.asarray(ops.convert_to_numpy(x), "float64")


def softplus(x):
    return np.logaddexp(0.0, x)


def log_probs(gan, tokens):
    """Returns the log-probability of each token, from the logits."""
    logits = numpy(gan.generator(tokens, training=True))
    chosen = np.take_along_axis(logits, tokens[..., None], axis=-1)[..., 0]
    return chosen - np.logaddexp.reduce(logits, axis=-1)


def D(gan, tokens):
    return numpy(gan.discriminator(tokens, training=True))


def of_weights(gan):
    """Returns the penalty of the discriminator's last weights, which is part of its loss."""
    return sum(float(penalty) for penalty in gan.discriminator.losses)


def judged(gan):
    return softplus(-D(gan, REAL)).mean() + softplus(D(gan, FAKE)).mean() + of_weights(gan)


def surrogate(gan, advantages):
    """Minus the sum over a sequence's tokens of what it earns times its log-probability."""
    return -np.mean(np.sum(log_probs(gan, FAKE) * advantages, axis=1))


def test_the_language_model_raises_the_likelihood():
    gan = game("mle_lm")
    check_moves(gan, moves_in(gan, REAL), [("generator", lambda: -log_probs(gan, REAL).mean())])


@pytest.mark.parametrize("baseline", [True, False])
def test_seqgan_earns_what_the_discriminator_thinks(baseline):
    gan = game("seqgan", rollouts=0, baseline=baseline)
    earned = 1 / (1 + np.exp(-D(gan, FAKE)))
    others = (earned.sum() - earned) / 3 if baseline else 0.0
    losses = [
        ("generator", lambda: surrogate(gan, earned - others)),
        ("discriminator", lambda: judged(gan)),
    ]
    check_moves(gan, moves_in(gan, REAL), losses)


def test_seqgans_tokens_earn_each_their_own():
    gan = game("seqgan")
    values = np.random.default_rng(0).uniform(size=(4, LENGTH)).astype("float32")
    gan.action_values = lambda tokens, real_tokens: ops.convert_to_tensor(values)
    others = (values.sum(axis=0) - values) / 3
    step = [("generator", lambda: surrogate(gan, values - others))]
    check_moves(gan, moves_in(gan, REAL)[:1], step)


def test_maligan_weighs_by_odds_which_it_holds_still():
    gan = game("maligan", weight_baseline=0.5)
    odds = np.exp(D(gan, FAKE))
    losses = [
        ("generator", lambda: surrogate(gan, 4 * odds / odds.sum() - 0.5)),
        ("discriminator", lambda: judged(gan)),
    ]
    check_moves(gan, moves_in(gan, REAL), losses)


def ranks(gan, sentences, compared, references):
    """Returns R of 1705.11001, eq. 4, of each sentence: a mean over references."""
    scores = []
    for sentence in sentences:
        among = np.stack([sentence, *compared]) @ references.T
        exponentials = np.exp(gan.sharpness * among)
        scores.append(np.mean(exponentials[0] / exponentials.sum(axis=0)))
    return np.array(scores)


def features(gan, tokens):
    found = D(gan, tokens)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_rankgan_ranks_real_sentences_first_and_writes_for_a_rank():
    gan = game("rankgan", rollouts=0, sharpness=2.0, baseline=False)

    def ranked():
        references, real = np.split(features(gan, REAL), 2)
        fake = features(gan, FAKE)
        above = np.log(ranks(gan, real, fake, references)).mean()
        return -above - np.log(1 - ranks(gan, fake, real, references)).mean()

    references, real = np.split(features(gan, REAL), 2)
    earned = np.log(ranks(gan, features(gan, FAKE), real, references))[:, None]
    losses = [("generator", lambda: surrogate(gan, earned)), ("discriminator", ranked)]
    check_moves(gan, moves_in(gan, REAL), losses)


def test_gumbel_gan_learns_through_its_soft_tokens():
    gan = game("gumbel_gan", start_temperature=2.0)
    uniforms = np.random.default_rng(2).uniform(size=(4, LENGTH, V)).astype("float32")
    gan.soft_uniforms = lambda tokens: ops.convert_to_tensor(uniforms)

    def soft():
        return sample_soft(gan.generator, uniforms, 2.0)

    def told_apart():
        sure = np.eye(V, dtype="float32")[REAL]
        return softplus(-D(gan, sure)).mean() + softplus(D(gan, soft())).mean() + of_weights(gan)

    losses = [
        ("discriminator", told_apart),
        ("generator", lambda: softplus(-D(gan, soft())).mean()),
    ]
    check_moves(gan, moves_in(gan, REAL), losses, stride=3e-4)


@pytest.mark.parametrize("dense", [True, False])
def test_scratch_gan_rewards_each_token_and_what_follows(dense):
    gan = game(
        "scratch_gan",
        discount=0.5,
        baseline_decay=0.25,
        dense_rewards=dense,
        regularized=False,
        embedding_dim=6,
        depth=1,
    )
    rewards = 2 / (1 + np.exp(-D(gan, FAKE))) - 1
    if dense:
        weights = [[0.5 ** (s - t) if s >= t else 0 for t in range(LENGTH)] for s in range(LENGTH)]
        returns = rewards @ np.array(weights)
    else:
        returns = np.repeat(rewards[:, -1:], LENGTH, axis=1)

    def told_apart():
        real, fake = (D(gan, tokens)[:, slice(None) if dense else [-1]] for tokens in (REAL, FAKE))
        return softplus(-real).mean() + softplus(fake).mean()

    losses = [
        ("discriminator", told_apart),
        ("generator", lambda: surrogate(gan, returns - 0.75 * returns.mean())),
    ]
    check_moves(gan, moves_in(gan, REAL), losses)


def test_every_text_family_is_here():
    own = [name for name in registry.list_models() if registry.is_own(registry.find(name))]
    found = {name for name in own if registry.find(name).task == "text"}
    here = {"mle_lm", "seqgan", "maligan", "rankgan", "gumbel_gan", "scratch_gan"}
    # Of two sequences, in files of their own.
    answering = {"dialogue_gan", "mle_seq2seq", "summary_gan", "text_style_gan"}
    answering |= {"unsupervised_translation"}
    listening = {"unsupervised_asr"}
    assert found == here | answering | listening
