"""GoGAN: the margin, the ranking, and the change of stages."""

import keras
import numpy as np
import pytest
from tiny import SEED, fakes, points, reloaded, scores, step, tiny

BATCH = points(8)


def small(**arguments):
    return tiny("gogan", critic_steps=2, clipping=5.0, **arguments)


def weights(network):
    return [variable.numpy().copy() for variable in network.variables]


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("stage", [1, 2])
def test_losses_are_those_of_the_paper(stage):
    gan = small(margin=0.5, stage_steps=10)
    if stage == 2:
        gan.steps_taken.assign(10)
        for variable in gan.predecessor.variables:
            variable.assign(variable + 0.1)
    predecessor = weights(gan.predecessor)
    logged = step(gan, BATCH)
    assert same(predecessor, weights(gan.predecessor))
    first, second, last = fakes(gan, 4, 4, 4)
    draws = keras.random.SeedGenerator(SEED)
    margin, ranking = [], []
    for real, fake in ((BATCH[::2], first), (BATCH[1::2], second)):
        real, fake = scores(gan, real), scores(gan, fake)
        latents = keras.random.normal((4, 2), seed=draws)
        earlier = scores(gan, gan.predecessor(latents, training=False))
        margin.append(np.maximum(0, fake + 0.5 - real).mean())
        ranking.append(np.maximum(0, earlier + 1.0 - real).mean() * (stage == 2))
    assert logged == pytest.approx(
        {
            "discriminator_loss": np.mean(margin) + np.mean(ranking),
            "generator_loss": -scores(gan, last).mean(),
            "margin_loss": np.mean(margin),
            "ranking_loss": np.mean(ranking),
        },
        rel=1e-4,
        abs=1e-6,
    )


def test_a_stage_ends_after_its_steps():
    gan = small(still=False, stage_steps=2)
    gan.compile({"generator": {"learning_rate": 0.01}})
    new = weights(gan.generator)
    assert same(new, weights(gan.predecessor))
    step(gan, BATCH)
    assert same(new, weights(gan.predecessor)) and not same(new, weights(gan.generator))
    assert step(gan, BATCH)["ranking_loss"] == 0
    first = weights(gan.generator)
    assert same(first, weights(gan.predecessor))
    assert step(gan, BATCH)["ranking_loss"] > 0
    assert same(first, weights(gan.predecessor)) and not same(first, weights(gan.generator))
    step(gan, BATCH)
    assert same(weights(gan.generator), weights(gan.predecessor))
    assert int(gan.steps_taken) == 4


def test_the_predecessor_belongs_to_no_player():
    gan = small()
    owned = {id(v) for player in gan.players for v in gan.player_variables(player)}
    assert not owned & {id(v) for v in gan.predecessor.variables}
    assert not gan.predecessor.trainable_variables


def test_stage_and_settings_are_saved(tmp_path):
    gan = small(margin=0.5, stage_steps=3)
    gan.steps_taken.assign(7)
    gan.predecessor.variables[0].assign_add(1.0 + 0 * gan.predecessor.variables[0])
    again = reloaded(gan, tmp_path)
    assert (again.margin, again.stage_steps, again.clipping) == (0.5, 3, 5.0)
    assert int(again.steps_taken) == 7
    assert same(weights(gan.predecessor), weights(again.predecessor))
    assert step(again, BATCH) == step(gan, BATCH)


def test_weights_are_clipped():
    gan = tiny("gogan", critic_steps=1, clipping=0.02)
    step(gan, BATCH)
    for variable in gan.critic.trainable_variables:
        assert np.abs(variable.numpy()).max() <= 0.02 + 1e-8
